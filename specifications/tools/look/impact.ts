/** Tells what depends on a spec or change, and what would break. */
import { baseOf, capabilityDomain, findAddresses, parseAddress } from '../../content/address.ts';
import { cutLines, linesOf } from '../../content/lines.ts';
import { keyOf, slugOf } from '../../content/names.ts';
import { changeGraph } from '../project/dependencies.ts';
import type { Library } from '../project/library.ts';
import type { Project } from '../project/project.ts';

export type Impact = {
  readonly kind: 'spec' | 'document' | 'change' | 'workstream';
  readonly id: string;
  readonly file: string;
  readonly line: number;
  /** The step of a workstream; null for anything else, and for a workstream as a whole. */
  readonly step: string | null;
  /** How it depends, in words. */
  readonly how: string;
  /** Whether it would no longer hold; always false for the impact of a spec as it is. */
  readonly isBroken: boolean;
};

/** A workstream file, as text: references to specs and changes are found in it as they are written. */
export type WorkstreamText = {
  readonly file: string;
  readonly text: string;
  /** Its steps, each as the text of JSON; none where the file cannot be read as a workstream. */
  readonly steps: readonly { readonly id: string; readonly line: number; readonly text: string }[];
};

type Lost = ReadonlyMap<string, string>;

const addressesIn = (text: string): readonly { readonly address: string; readonly line: number }[] =>
  linesOf(cutLines(text)).flatMap((line, index) =>
    findAddresses(line).map((address) => ({ address, line: index + 1 })),
  );

/** The step that an address on a line belongs to: of those that mention it, the last that begins there or above. */
const stepAt = (steps: WorkstreamText['steps'], address: string, line: number): string | null =>
  steps.findLast((step) => step.line <= line && step.text.includes(address))?.id ?? null;

/** Where references are looked for. */
type Places = {
  readonly project: Project;
  readonly library: Library;
  readonly workstreams: readonly WorkstreamText[];
};

/** References to one spec, by whatever leads to it; `lost` are slugs of requirements that go, and why. */
const impactsOn = ({ project, library, workstreams }: Places, uri: string, lost: Lost): readonly Impact[] => {
  const found: Impact[] = [];
  const look = (
    { kind, id }: Pick<Impact, 'kind' | 'id'>,
    file: string,
    text: string,
    steps: WorkstreamText['steps'] = [],
  ): void => {
    for (const { address, line } of addressesIn(text)) {
      const parsed = parseAddress(address);
      if (!parsed.ok || baseOf(parsed.value) !== uri) continue;
      const gone = lost.get(parsed.value.fragment ?? '');
      const how = gone === undefined ? `refers to ${address}` : `refers to ${address}, which ${gone}`;
      const step = stepAt(steps, address, line);
      found.push({ kind, id, file, line, step, how, isBroken: gone !== undefined });
    }
  };
  for (const id of project.specIds) {
    const { file, text } = project.spec(id);
    if (text.ok && baseOf({ domain: capabilityDomain, path: id }) !== uri) look({ kind: 'spec', id }, file, text.value);
  }
  for (const { uri: id, version, file } of library.documents) {
    const text = project.read(file);
    if (text.ok && id !== uri) look({ kind: 'document', id: `${id}:${version}` }, file, text.value);
  }
  for (const { file, text, steps } of workstreams) look({ kind: 'workstream', id: file }, file, text, steps);
  return found;
};

/** The address of a spec or document that was found to depend on another; null for anything else. */
const uriOf = ({ kind, id }: Impact): string | null => {
  if (kind === 'spec') return baseOf({ domain: capabilityDomain, path: id });
  const address = kind === 'document' ? parseAddress(id) : null;
  return address?.ok === true ? baseOf(address.value) : null;
};

/** References to a spec, then those to whatever refers to it, and so on; each spec and document is followed once. */
const allImpactsOn = (places: Places, uri: string): readonly Impact[] => {
  const found = [...impactsOn(places, uri, new Map())];
  const followed = new Set([uri]);
  for (const impact of found) {
    const next = uriOf(impact);
    if (next === null || followed.has(next)) continue;
    followed.add(next);
    for (const each of impactsOn(places, next, new Map()))
      if (!followed.has(uriOf(each) ?? '')) found.push({ ...each, how: `${each.how}, which leads to ${uri}` });
  }
  return found;
};

/** Everything that leads to a spec, directly or not, and the open changes that touch it. */
export const impactOfSpec = (
  project: Project,
  library: Library,
  workstreams: readonly WorkstreamText[],
  uri: string,
): readonly Impact[] => {
  const prefix = `spec://${capabilityDomain}/`;
  const capability = uri.startsWith(prefix) ? uri.slice(prefix.length) : null;
  const touches = project.changeIds
    .flatMap(changeGraph(project).touchesOf)
    .filter((touch) => touch.capability === capability);
  const changes = touches.map(({ change, file, line, operation, key }): Impact => {
    return { kind: 'change', id: change, file, line, step: null, how: `${operation} "${key}"`, isBroken: false };
  });
  return [...allImpactsOn({ project, library, workstreams }, uri), ...changes];
};

/** What a change would do to others: references to what it removes or renames, and changes it gets in the way of. */
export const impactOfChange = (
  project: Project,
  library: Library,
  workstreams: readonly WorkstreamText[],
  id: string,
): readonly Impact[] => {
  const change = project.change(id);
  const graph = changeGraph(project);
  const found: Impact[] = [];
  for (const { capability, delta } of change.deltas) {
    const lost = new Map([
      ...delta.removed.map(({ name }) => [slugOf(keyOf(name)), 'the change removes'] as const),
      ...delta.renamed.map(({ from, to }) => [slugOf(keyOf(from.name)), `the change renames to "${to.name}"`] as const),
    ]);
    found.push(
      ...impactsOn({ project, library, workstreams }, baseOf({ domain: capabilityDomain, path: capability }), lost),
    );
  }
  for (const touch of graph.touchesOf(id)) {
    for (const other of graph.overlapping(touch)) {
      const how = `${other.operation} "${other.key}" of ${other.capability}, which the change touches as ${touch.operation}`;
      const isBroken = touch.operation !== 'ADDED';
      found.push({ kind: 'change', id: other.change, file: other.file, line: other.line, step: null, how, isBroken });
    }
  }
  for (const [other, needs] of graph.needs) {
    if (!needs.includes(id)) continue;
    const file = `${project.change(other).folder}/.openspec.yaml`;
    found.push({ kind: 'change', id: other, file, line: 1, step: null, how: `depends on ${id}`, isBroken: false });
  }
  for (const { file, text } of workstreams) {
    const line = text.split('\n').findIndex((each) => /"?change"?\s*:/.test(each) && each.includes(id));
    if (line !== -1)
      found.push({
        kind: 'workstream',
        id: file,
        file,
        line: line + 1,
        step: null,
        how: `runs ${id}`,
        isBroken: false,
      });
  }
  return found;
};

/** `ws spec show`: one spec, document or change. */
import { requirementsOf } from '../../../../specifications/content/spec.ts';
import { complain } from '../../complaint.ts';
import { invalid } from '../../../house/refusals.ts';
import { exitCode } from '../../exit-code.ts';
import type { Command } from '../../session.ts';
import { withProject } from './with-project.ts';
import type { OpenedProject } from '../../../house/spec/opened-project.ts';

export type SpecShowArgs = { readonly name: string };

type Shown = { readonly json: object; readonly text: string };

const readAll = ({ files }: OpenedProject, paths: readonly string[]): string =>
  paths
    .flatMap((path) => {
      const text = files.read(path);
      return text.ok ? [`${paths.length === 1 ? '' : `<!-- ${path} -->\n`}${text.value.trimEnd()}\n`] : [];
    })
    .join('\n');

const showChange = (opened: OpenedProject, id: string): Shown => {
  const { folder, proposal, deltas, metadata } = opened.project.change(id);
  const named = deltas.map(({ capability, file, delta }) => {
    const names = (blocks: readonly { readonly name: string; readonly line: number }[]): readonly object[] =>
      blocks.map(({ name, line }) => ({ name, line }));
    return {
      capability,
      file,
      added: names(delta.added),
      modified: names(delta.modified),
      removed: names(delta.removed),
      renamed: delta.renamed.map(({ from, to }) => ({ from: from.name, to: to.name, line: from.line })),
    };
  });
  const dependsOn = metadata?.reading?.metadata?.dependsOn ?? [];
  const paths = [`${folder}/proposal.md`, `${folder}/tasks.md`, ...deltas.map(({ file }) => file)];
  return {
    json: { kind: 'change', id, folder, title: proposal?.value.title ?? null, dependsOn, deltas: named },
    text: readAll(opened, paths),
  };
};

const showSpec = (opened: OpenedProject, id: string): Shown | null => {
  const { file, spec } = opened.project.spec(id);
  if (spec === null) return null;
  const requirements = requirementsOf(spec).map(({ name, line, scenarios }) => {
    return { name, line, scenarios: scenarios.map((scenario) => ({ name: scenario.name, line: scenario.line })) };
  });
  return {
    json: { kind: 'spec', id, file, title: spec.title, purpose: spec.purpose?.text ?? null, requirements },
    text: readAll(opened, [file]),
  };
};

const find = async (opened: OpenedProject, name: string): Promise<Shown | null> => {
  const { project } = opened;
  if (name.startsWith('spec://')) {
    const target = (await opened.library()).find(name);
    if (target === null) return null;
    if (target.kind === 'capability') return showSpec(opened, target.id);
    const { file, body } = target.document;
    return { json: { kind: 'document', file, ...body }, text: readAll(opened, [file]) };
  }
  const id = name.replace(/^(?:change|spec)\//, '');
  if (!name.startsWith('spec/') && project.changeIds.includes(id)) return showChange(opened, id);
  return !name.startsWith('change/') && project.specIds.includes(id) ? showSpec(opened, id) : null;
};

/** Prints the files of an item, or with --json what they say. */
export const specShow: Command<SpecShowArgs> = (session, { name }) =>
  withProject(session, async (opened) => {
    const shown = await find(opened, name);
    if (shown === null)
      return complain(session.screen, invalid(`there is no change, spec or document "${name}"`, 'See: ws spec list'));
    session.screen.write(session.json ? `${JSON.stringify(shown.json, null, 2)}\n` : shown.text);
    return exitCode.ok;
  });

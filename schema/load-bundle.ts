/** Workstreams of several files, or of one that holds several, become one plan: a lane for each. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  bundleOf,
  frameAsWorkstream,
  problemInMember,
  wrongFrame,
  type BundleProblem,
  type Member,
  type WrittenFrame,
} from './bundle.ts';
import { checkWorkstream } from './check-workstream.ts';
import type { Document, Reading } from './document.ts';
import type { FileParts } from './file-parts.ts';
import {
  loadOne,
  loadPart,
  planned,
  type LoadedFile,
  type LoadedWorkstream,
  type Loading,
  type Source,
} from './load-workstream.ts';
import { normalise } from './normalise.ts';
import { toldOf } from './parse-workstream.ts';
import type { Problem } from './problem.ts';
import { keepText } from './text-places.ts';

type Loaded = { readonly member: Member; readonly loaded: LoadedWorkstream; readonly source: Source };

/** Where what is said beside the workstreams stands; `source` is that of the first where nobody says anything. */
type Frame = { readonly said: WrittenFrame; readonly source: Source; readonly document: Document | null };

const NOWHERE: Source = { text: '', file: '', id: null };

const frameOf = async (
  sources: readonly Source[],
  held: readonly FileParts[],
): Promise<Result<Frame, readonly Diagnostic[]>> => {
  const found = held.flatMap(({ frames }, at) =>
    frames.map((reading) => ({ reading, source: sources[at] ?? NOWHERE })),
  );
  const told = await Promise.all(found.map(({ reading, source }) => wrongIn(reading, source)));
  const wrong = told.flat();
  if (wrong.length > 0) return err(wrong);
  const saying = found.filter(({ reading: { document } }) => saysMore(document?.value ?? null));
  const [first = found[0], second] = saying;
  if (second !== undefined) {
    const message = `what holds for the whole bundle stands in one place, and ${first?.source.file ?? ''} says of it, too`;
    const problem: Problem = { code: 'bundle-at-odds', message, pointer: '', place: 'value' };
    return err(await toldOf({ problems: [problem], document: second.reading.document }, second.source));
  }
  const document = first?.reading.document ?? null;
  // Cannot lie: it was checked as a workstream.
  const said = document === null ? {} : (keepText(document).value as unknown as WrittenFrame);
  return ok({ said, source: first?.source ?? sources[0] ?? NOWHERE, document });
};

const saysMore = (frame: Json): boolean =>
  isJsonObject(frame) && Object.keys(frame).some((key) => !['$schema', 'version', 'workstreams'].includes(key));

const wrongIn = async ({ document, problems }: Reading, source: Source): Promise<readonly Diagnostic[]> => {
  if (document === null) return toldOf({ problems, document }, source);
  const { value } = document;
  const asOne = isJsonObject(value) ? await checkWorkstream(frameAsWorkstream(value)) : [];
  const misplaced = wrongFrame(value);
  const places = new Set(misplaced.map(({ pointer }) => pointer));
  const all = [...problems, ...misplaced, ...asOne.filter(({ pointer }) => !places.has(pointer))];
  return all.length === 0 ? [] : toldOf({ problems: all, document }, source);
};

/** All are told of, whatever is wrong with one. */
const loadMembers = async (
  sources: readonly Source[],
  held: readonly FileParts[],
  parts: Loading,
): Promise<Result<readonly Loaded[], readonly Diagnostic[]>> => {
  const members: Loaded[] = [];
  const wrong: Diagnostic[] = [];
  const take = (source: Source, read: Result<LoadedFile, readonly Diagnostic[]>): void => {
    if (!read.ok) wrong.push(...read.error);
    else {
      const { loaded, used } = read.value;
      // No place of a machine is part of a definition.
      const name = `${source.file.replace(/^.*[/\\]/, '')}#${loaded.workstream.id}`;
      members.push({ member: { ...used, source: name }, loaded, source });
    }
  };
  for (const [at, source] of sources.entries()) {
    const readings = held[at]?.members ?? [];
    const chain = [source.file];
    if (source.id !== null) take(source, await loadPart(source, readings, parts, chain));
    else for (const reading of readings) take(source, await loadOne(source, reading, parts, chain));
  }
  return wrong.length > 0 ? err(wrong) : ok(members);
};

const tell = async (
  problems: readonly BundleProblem[],
  members: readonly Loaded[],
  frame: Frame,
): Promise<readonly Diagnostic[]> => {
  const told = await Promise.all(
    [null, ...members.keys()].map(async (member) => {
      const own = problems.filter((each) => each.member === member).map(({ problem }) => problem);
      const of = member === null ? undefined : members[member];
      const document = of?.loaded.document ?? frame.document;
      return own.length === 0 ? [] : await toldOf({ problems: own, document }, of?.source ?? frame.source);
    }),
  );
  return told.flat();
};

/** What the bundle is located in where nothing is said beside its members: nowhere but at the beginning. */
const atTheBeginning = (value: Json): Document => ({
  value,
  root: '',
  locate: (spots) => spots.map(() => 0),
  written: null,
});

/** `held` is what each of the sources holds. */
export const loadBundle = async (
  sources: readonly Source[],
  held: readonly FileParts[],
  parts: Loading,
): Promise<Result<LoadedWorkstream, readonly Diagnostic[]>> => {
  const [frame, members] = [await frameOf(sources, held), await loadMembers(sources, held, parts)];
  if (!frame.ok || !members.ok) return err([...(frame.ok ? [] : frame.error), ...(members.ok ? [] : members.error)]);
  const loaded = members.value;
  const { $schema: _, workstreams: __, ...said } = frame.value.said as WrittenFrame & Record<string, unknown>;
  const bundle = bundleOf(
    loaded.map(({ member }) => member),
    said,
  );
  if (bundle.problems.length > 0) return err(await tell(bundle.problems, loaded, frame.value));
  const uses = new Map(loaded.map(({ member }) => [member.source, member]));
  const workstream = {
    ...normalise(bundle.written, parts.scriptTool, parts.defaultsOf, uses),
    isBundle: true as const,
  };
  // Cannot lie: what was made of JSON is JSON.
  const { plan, problems } = await planned(workstream, bundle.written as unknown as Json, parts);
  const wrong = problems.map(problemInMember);
  if (plan === null || wrong.length > 0) return err(await tell(wrong, loaded, frame.value));
  const told = loaded.flatMap((each) => each.loaded.told);
  const each = loaded.flatMap((read) => read.loaded.members);
  return ok({ workstream, plan, document: frame.value.document ?? atTheBeginning({}), told, members: each });
};

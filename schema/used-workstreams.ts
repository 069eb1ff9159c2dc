/** Reads the workstreams that one uses, and those that they use. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import { isJsonList } from './json-list.ts';
import type { Problem } from './problem.ts';
import type { WrittenWorkstream } from './written.ts';

/** A workstream as its author wrote it, and what it uses itself. */
export type UsedWorkstream = { readonly written: WrittenWorkstream; readonly uses: UsedWorkstreams };

/** By what `uses` says. */
export type UsedWorkstreams = ReadonlyMap<string, UsedWorkstream>;

export type Text = { readonly text: string; readonly file: string };

/** Gives the text of what the file at `from` calls by a name; the error says why there is none. */
export type ReadUsed = (name: string, from: string) => Promise<Result<Text, string>>;

/** Where a file is used, and by which file, from the one that was asked for on. */
export type Chain = readonly string[];

/** `told`: what is wrong with files that are used, and what of them is not used. */
export type FoundUses = {
  readonly uses: UsedWorkstreams;
  readonly problems: readonly Problem[];
  readonly told: readonly Diagnostic[];
};

/** A file that is used, once read and checked; null where it is wrong. */
export type ReadFile = { readonly used: UsedWorkstream | null; readonly told: readonly Diagnostic[] };

type Parts = {
  readonly readUsed: ReadUsed | null;
  /** Reads and checks one, and all that it uses. */
  readonly load: (source: Text & { readonly id: string | null }, chain: Chain) => Promise<ReadFile>;
};

/** What is of a run, or of its branch, and not of a step. */
const OF_RUNS = [
  'base',
  'continue',
  'spec',
  'onFailure',
  'mutex',
  'integration',
  'worktree',
  'nestedRepositories',
  'readViolations',
  'allowEmpty',
] as const;

const WRAPPERS = ['foreach', 'matrix', 'loop'];

/** `isOutermost`: it is no step of another, and run once. */
type Place = { readonly name: string; readonly pointer: string; readonly isOutermost: boolean };

/** Of 100,000 steps nearly none uses anything: no pointer is made for them. */
const usesIn = (steps: Json, pointerOf: () => string): readonly Place[] =>
  isJsonList(steps)
    ? steps.flatMap((step, at) => (isJsonObject(step) ? usesOf(step, () => `${pointerOf()}/${at}`) : []))
    : [];

const usesOf = (step: JsonObject, pointerOf: () => string): readonly Place[] => {
  const { uses, steps } = step;
  if (typeof uses === 'string') {
    const pointer = pointerOf();
    const isOutermost = /^\/steps\/\d+$/.test(pointer) && !WRAPPERS.some((key) => key in step);
    return [{ name: uses, pointer: `${pointer}/uses`, isOutermost }];
  }
  return steps === undefined ? [] : usesIn(steps, () => `${pointerOf()}/steps`);
};

/** Every `uses` of a document. */
export const usesWritten = (document: Json): readonly Place[] =>
  isJsonObject(document)
    ? ['steps', 'finally'].flatMap((list) => usesIn(document[list] ?? null, () => `/${list}`))
    : [];

const problem = (code: string, message: string, pointer: string): Problem => ({
  code,
  message,
  pointer,
  place: 'value',
});

const unusedKeys = ({ written }: UsedWorkstream, isOutermost: boolean): readonly string[] =>
  // What is spent is held against the budgets of outermost steps.
  [...OF_RUNS, ...(isOutermost ? [] : (['budget'] as const))].filter((key) => written[key] !== undefined);

/** Reads all that a document uses; `chain` ends with its own file. */
export const findUses = async (document: Json, chain: Chain, { readUsed, load }: Parts): Promise<FoundUses> => {
  const uses = new Map<string, UsedWorkstream>();
  const problems: Problem[] = [];
  const told: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const { name, pointer } of usesWritten(document)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const [path = '', id = null] = name.split('#');
    const read = readUsed === null ? null : await readUsed(path, chain.at(-1) ?? '');
    if (read === null || !read.ok) {
      problems.push(problem('unreadable', `uses ${name}: ${read?.error ?? 'no other file can be read here'}`, pointer));
      continue;
    }
    const { file } = read.value;
    if (chain.includes(file)) {
      const circle = [...chain.slice(chain.indexOf(file)), file].join(' → ');
      problems.push(problem('cycle', `workstreams use each other in a circle: ${circle}`, pointer));
      continue;
    }
    const { used, told: ofFile } = await load({ ...read.value, id }, [...chain, file]);
    told.push(...ofFile);
    if (used === null) continue;
    uses.set(name, used);
  }
  return { uses, problems, told };
};

/** What of used workstreams counts for nothing where they are used. */
export const unusedIn = (document: Json, uses: UsedWorkstreams): readonly Problem[] =>
  usesWritten(document).flatMap(({ name, pointer, isOutermost }) => {
    const used = uses.get(name);
    const keys = used === undefined ? [] : unusedKeys(used, isOutermost);
    if (keys.length === 0) return [];
    const message = `${name} says ${keys.join(', ')}, which is of a run of its own: here it counts for nothing`;
    return [problem('not-used', message, pointer)];
  });

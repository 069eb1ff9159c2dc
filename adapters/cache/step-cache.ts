/**
 * Looks for what an attempt would do, and keeps what it has done.
 *
 *   K1. An entry is found by all that ws knows the attempt to depend on, or not at all.
 *   K4. What goes wrong with the cache harms no attempt: it is made, and its report says so.
 */
import { readPlain } from '../../core/state/sqlite/own-file.ts';
import { runId } from '../../core/id.ts';
import { failureOfThrown } from '../../core/failure-of-thrown.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CacheAsk, Given, Hit, Miss, StepCache } from '../../core/step-cache.ts';
import type { AttemptFiles } from '../../core/system.ts';
import { messageOf } from '../../core/thrown.ts';
import { createContents, listOf, type Contents } from './contents.ts';
import { FORMAT, type Entry, type Ingredients } from './entry.ts';
import { ingredientsOf, keyOf } from './ingredients.ts';
import { madeSince, patternsOf, type Made, type MadeParts } from './made.ts';
import { writeNote } from './note.ts';
import { replay, type Found, type ReplayParts } from './replay.ts';

export type StepCacheParts = MadeParts &
  ReplayParts & {
    /** Where files of attempts lie below. */
    readonly root: string;
    readonly files: Pick<AttemptFiles, 'report'>;
    readonly platform: string;
    /** What the program of a tool says of its version. */
    readonly versionOf: (tool: string) => Promise<string | null>;
    /** What a program says of its version, that is found as the step finds it. */
    readonly versionOn: (program: string, call: CacheAsk['call']) => Promise<string | null>;
    /** Milliseconds since 1970. */
    readonly now: () => number;
  };

/** What an attempt found, the key that follows from it, and when. */
type Looked = Found & { readonly key: string; readonly ingredients: Ingredients; readonly at: number };

const hitOf = (entry: Entry, looked: Looked, parts: StepCacheParts): Hit => ({
  kind: 'hit',
  ...{ outputs: entry.outputs, exitCode: entry.exitCode, isChanging: entry.files.length > 0 },
  cached: { key: entry.key, run: runId(entry.run), tookMs: entry.tookMs },
  replay: async () => {
    try {
      return await replay(entry, looked, parts);
    } catch (error) {
      // Half of it may be there.
      return err(failureOfThrown(error));
    }
  },
  otherwise: () => missOf(looked, parts),
});

const tell = ({ attempt }: CacheAsk, { files, mask }: StepCacheParts, line: string): void =>
  files.report(attempt).message(mask(line));

const keep = (
  { ask, key, ingredients, at }: Looked,
  { patch, files }: Made,
  given: Given,
  parts: StepCacheParts,
): void => {
  const { entries, now } = parts;
  const { stdout, stderr } = ask.call.paths;
  let bytes = 0;
  const put = (content: Uint8Array | null): string | null => {
    if (content === null || content.length === 0) return null;
    bytes += content.length;
    return entries.put(content);
  };
  for (const { bytes: content } of files) {
    bytes += content.length;
    entries.put(content);
  }
  const { run, step } = ask.attempt;
  entries.keep({
    ...{ format: FORMAT, key, ingredients, workstream: ask.workstream, step, run },
    ...{ at: now(), tookMs: Math.max(0, now() - at), outputs: given.outputs, exitCode: given.exitCode },
    ...{ files: patch.files, patch: put(patch.text), stdout: put(readPlain(stdout)), stderr: put(readPlain(stderr)) },
    ...{ made: files.map(({ file }) => file), bytes },
  });
};

const missOf = async (looked: Looked, parts: StepCacheParts): Promise<Miss> => {
  const { ask, sight, contents } = looked;
  const besides = await contents.besides(sight);
  if (!besides.ok) return NOTHING;
  return {
    kind: 'miss',
    seen: async () => {
      const before = { sight, besides: besides.value };
      const made = await guarded(ask, parts, () => madeSince(ask, before, contents, parts));
      if (made === null) return null;
      return {
        keep: async (given) => {
          await guarded(ask, parts, async () => ok(keep(looked, made, given, parts)));
        },
      };
    },
  };
};

/** K4: null where it could not be done, which is told. */
const guarded = async <T>(
  ask: CacheAsk,
  parts: StepCacheParts,
  work: () => Promise<Result<T, string>>,
): Promise<T | null> => {
  const said = (why: string): null => {
    tell(ask, parts, `not kept in the cache: ${why}`);
    return null;
  };
  try {
    const done = await work();
    return done.ok ? done.value : said(done.error);
  } catch (error) {
    return said(messageOf(error));
  }
};

/** Asks each program that counts for its version. */
const versionsOf = async (ask: CacheAsk, { versionOn }: StepCacheParts): Promise<Ingredients['tools']> => {
  const said = ask.rule.tools.map(async (program) => [program, await versionOn(program, ask.call)] as const);
  return Object.fromEntries(await Promise.all(said));
};

const lookedAt = async (ask: CacheAsk, contents: Contents, parts: StepCacheParts): Promise<Result<Looked, string>> => {
  const at = parts.now();
  const counting = { inputs: ask.rule.inputs, outputs: patternsOf(ask) };
  const sight = await contents.look(counting, () => ask.workspace.stirred());
  if (!sight.ok) return { ok: false, error: sight.error.message };
  const { id } = ask.tool;
  const ingredients = ingredientsOf(
    ask,
    {
      content: sight.value.content,
      tool: { id, version: await parts.versionOf(id) },
      tools: await versionsOf(ask, parts),
      platform: parts.platform,
    },
    parts.mask,
  );
  return ok({ ask, contents, sight: sight.value, ingredients, key: keyOf(ingredients), at });
};

const isFresh = ({ at }: Entry, { rule: { ttlMs } }: CacheAsk, now: number): boolean =>
  // Of one that was made after now the clock was wrong by as much, then or now.
  ttlMs === null || Math.abs(now - at) < ttlMs;

const NOTHING: Miss = { kind: 'miss', seen: async () => null };

/** Makes the cache for what is driven at a time: it remembers what worktrees held. */
export const createStepCache = (parts: StepCacheParts): StepCache => {
  // A worktree that is given to another lane is another one.
  const worktrees = new WeakMap<CacheAsk['workspace'], Contents>();
  const contentsOf = ({ workspace, call }: CacheAsk): Contents => {
    const known = worktrees.get(workspace) ?? createContents(call.worktree, parts.patches);
    worktrees.set(workspace, known);
    return known;
  };
  return {
    look: async (ask) => {
      const looked = await guarded(ask, parts, () => lookedAt(ask, contentsOf(ask), parts));
      if (looked === null) return NOTHING;
      const { key, ingredients, sight } = looked;
      const found = parts.entries.entry(key);
      const entry = found !== null && isFresh(found, ask, looked.at) ? found : null;
      const note = { key, isHit: entry !== null, ingredients, inputs: listOf(sight.files.values()) };
      await guarded(ask, parts, async () => ok(writeNote(parts.root, ask.call.paths.directory, note)));
      return entry === null ? missOf(looked, parts) : hitOf(entry, looked, parts);
    },
  };
};

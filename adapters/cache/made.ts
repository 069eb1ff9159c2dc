/**
 * What an attempt has made since the look before it.
 *
 *   K2. It is known only where nothing else has changed that is not the step's own work, since the look or beside it.
 *   K3. It is known only where no secret is in it.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { outsideOf } from '../../core/file-scope.ts';
import type { Patch, Patches } from '../../core/patch.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CacheAsk } from '../../core/step-cache.ts';
import type { SecretIn } from '../../core/system.ts';
import type { Contents, Sight } from './contents.ts';
import type { KeptFile } from './entry.ts';
import { filesNamed } from './files.ts';

export type MadeParts = { readonly patches: Patches; readonly secretIn: SecretIn };

/** A file that git ignores, with what it holds, or where it leads. */
export type MadeFile = { readonly file: KeptFile; readonly bytes: Uint8Array };

export type Made = { readonly patch: Patch; readonly files: readonly MadeFile[] };

/** What of it is kept that git ignores: what it says it makes, and what later steps need of it. */
export const patternsOf = ({ rule, work }: Pick<CacheAsk, 'rule' | 'work'>): readonly string[] => [
  ...rule.outputs,
  ...work.leaves,
];

/** Whether its changes are told from those of others: a script that only reads has none. */
const isAuthor = ({ work, tool }: CacheAsk): boolean => work.access !== 'read' || tool.describe({}).script === null;

/** What is known of the worktree before an attempt. `besides`: when each path last changed that does not count. */
export type Before = { readonly sight: Sight; readonly besides: ReadonlyMap<string, bigint> };

/**
 * A path that was written and does not count, though with what it held before: where it holds something else one day, an entry would
 * not tell. null where there is none.
 */
const strayIn = async (
  changed: readonly string[],
  { sight, besides }: Before,
  contents: Contents,
): Promise<Result<string | null, string>> => {
  const { inputs, outputs } = sight.counting;
  if (inputs === null) return ok(null);
  const [stray] = outsideOf({ only: [...inputs, ...outputs] }, changed);
  if (stray !== undefined) return ok(stray);
  const now = await contents.besides(sight);
  if (!now.ok) return err(now.error.message);
  return ok([...besides.keys()].find((path) => now.value.get(path) !== besides.get(path)) ?? null);
};

/** K2 */
const ownChange = async (
  ask: CacheAsk,
  { sight, besides }: Before,
  contents: Contents,
  { patches }: MadeParts,
): Promise<Result<{ readonly patch: Patch; readonly tree: string }, string>> => {
  const { worktree, changed } = ask.call;
  const since = await patches.since(worktree, sight.tree, 'all');
  if (!since.ok) return err(since.error.message);
  const { files } = since.value.patch;
  const surely = files.length > 0 && isAuthor(ask) ? await changed('surely') : ok([]);
  if (!surely.ok) return err(surely.error.message);
  const own = new Set(surely.value);
  const other = files.find(({ path }) => !own.has(path));
  if (other !== undefined) return err(`${other.path} changed, and not surely by it`);
  const only = patternsOf(ask);
  const isOwn = (path: string): boolean => own.has(path) || outsideOf({ only }, [path]).length === 0;
  const moved = await contents.movedSince(sight);
  if (!moved.ok) return err(moved.error.message);
  const foreign = moved.value.find((path) => !isOwn(path));
  if (foreign !== undefined) return err(`${foreign}, which it depends on, changed meanwhile`);
  const beside = await contents.besideMoved(sight);
  if (!beside.ok) return err(beside.error.message);
  if (beside.value) return err('it changed a submodule, or what was copied into the worktree');
  const stray = await strayIn(
    files.map(({ path }) => path),
    { sight, besides },
    contents,
  );
  if (!stray.ok) return stray;
  return stray.value === null
    ? since
    : err(`it wrote ${stray.value}, which is neither among its inputs nor its outputs`);
};

const bytesOf = (worktree: string, { path, kind }: KeptFile): Uint8Array => {
  if (kind === 'folder') return new Uint8Array();
  return kind === 'link'
    ? readlinkSync(join(worktree, path), { encoding: 'buffer' })
    : readFileSync(join(worktree, path));
};

const filesOf = async (
  ask: CacheAsk,
  tree: string,
  contents: Contents,
  { patches }: MadeParts,
): Promise<Result<readonly MadeFile[], string>> => {
  const { worktree } = ask.call;
  const found = filesNamed(worktree, patternsOf(ask));
  if (!found.ok) return found;
  const { paths, repositories } = found.value;
  if (paths.length === 0) return ok([]);
  if (repositories[0] !== undefined) return err(`${repositories[0]} is a repository of its own`);
  const known = await patches.pathsOf(worktree, tree);
  if (!known.ok) return err(known.error.message);
  const made = paths.flatMap((path) => {
    const file = known.value.has(path) ? null : contents.read(path);
    return file === null ? [] : [{ file, bytes: bytesOf(worktree, file) }];
  });
  return ok(made);
};

/** The error is the sentence that says why it cannot be kept. */
export const madeSince = async (
  ask: CacheAsk,
  before: Before,
  contents: Contents,
  parts: MadeParts,
): Promise<Result<Made, string>> => {
  const change = await ownChange(ask, before, contents, parts);
  if (!change.ok) return change;
  const files = await filesOf(ask, change.value.tree, contents, parts);
  if (!files.ok) return files;
  const { patch } = change.value;
  const secret = [patch.text, ...files.value.map(({ bytes }) => bytes)]
    .map(parts.secretIn)
    .find((name) => name !== null); // K3
  return secret === undefined ? ok({ patch, files: files.value }) : err(`what it made holds the secret ${secret}`);
};

/** Does again what was kept of an attempt. */
import { isUtf8 } from 'node:buffer';
import { closeSync, writeSync } from 'node:fs';
import type { Failure } from '../../core/failure.ts';
import type { Patches } from '../../core/patch.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CacheAsk } from '../../core/step-cache.ts';
import { openToAppend } from '../../core/state/sqlite/own-file.ts';
import type { Mask } from '../../core/system.ts';
import type { Contents, Sight } from './contents.ts';
import type { Entries } from './entries.ts';
import type { Entry } from './entry.ts';
import { patternsOf } from './made.ts';
import { canPut, leftOver, putOutputs } from './outputs.ts';

export type ReplayParts = { readonly entries: Entries; readonly patches: Patches; readonly mask: Mask };

/** An attempt, and what it found. */
export type Found = { readonly ask: CacheAsk; readonly sight: Sight; readonly contents: Contents };

const masked = (bytes: Uint8Array, mask: Mask): Uint8Array =>
  isUtf8(bytes) ? Buffer.from(mask(Buffer.from(bytes).toString('utf8')), 'utf8') : bytes;

/** Logs are there once their attempt is, however little they hold. */
const writeLog = (path: string, bytes: Uint8Array): void => {
  const file = openToAppend(path);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } finally {
    closeSync(file);
  }
};

/** Brings about all that an entry holds; where what git tracks is not as it was, nothing of it: false. Throws what the file system throws. */
export const replay = async (
  entry: Entry,
  { ask, sight, contents }: Found,
  { entries, patches, mask }: ReplayParts,
): Promise<Result<boolean, Failure>> => {
  const { worktree, paths } = ask.call;
  const putting = { worktree, made: entry.made, entries, read: contents.read };
  const text = entry.patch === null ? new Uint8Array() : entries.bytes(entry.patch);
  const logs = [entry.stdout, entry.stderr].map((digest) =>
    digest === null ? new Uint8Array() : entries.bytes(digest),
  );
  if (text === null || logs.includes(null) || !canPut(putting)) return ok(false);
  const stray = leftOver(putting, patternsOf(ask));
  if (stray === null) return ok(false);
  const known = stray.length === 0 ? ok(new Set<string>()) : await patches.pathsOf(worktree, sight.tree);
  if (!known.ok) return known;
  const applied = await patches.apply(worktree, { files: entry.files, text });
  if (!applied.ok) return applied.error.kind === 'failed' ? err(applied.error.failure) : ok(false);
  putOutputs(
    putting,
    stray.filter((path) => !known.value.has(path)),
  );
  for (const [at, path] of [paths.stdout, paths.stderr].entries())
    writeLog(path, masked(logs[at] ?? new Uint8Array(), mask));
  entries.used(entry.key);
  return ok(true);
};

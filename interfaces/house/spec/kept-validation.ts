/** Keeps the result of a validation in the user's cache folder, so that nothing is read again while nothing changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { homeFolder } from '../../../adapters/machine/machine-state.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Files } from '../../../specifications/files.ts';
import { isUnchanged, watchFiles } from '../../../specifications/tools/validate/validation-cache.ts';
import type { Seen } from '../../../specifications/tools/validate/validation-cache.ts';
import type { Validation } from '../../../specifications/tools/validate/validate.ts';
import type { Refusal } from '../refusal.ts';
import { version } from '../version.ts';

type Kept = { readonly seen: Seen; readonly validation: Validation };

/** Where `ws` may keep what it can make again; null where the user has no such place. */
export const cacheFolder = (env: Readonly<Record<string, string | undefined>>): string | null => {
  const named = env['XDG_CACHE_HOME'] ?? '';
  if (named.startsWith('/')) return join(named, 'ws');
  const home = homeFolder(env);
  return home === null ? null : join(home, '.cache', 'ws');
};

/** A file of the cache for a project and whatever else decides what is in it. */
export const cacheFile = (folder: string, kind: string, root: string, ...rest: readonly string[]): string => {
  const key = createHash('sha256')
    .update([root, ...rest].join('\0'))
    .digest('hex');
  return join(folder, `${kind}-${key.slice(0, 32)}.json`);
};

// Not with `recursive`: below /proc and the like, where nothing can be made, that never comes back.
const makeFolder = (folder: string): void => {
  for (const path of [dirname(folder), folder]) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
};

/** Writes a cache file whole. A cache that cannot be written is no failure: all of it can be made again. */
export const writeCache = (file: string, value: object): void => {
  try {
    makeFolder(dirname(file));
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A full disk or a read-only home costs time, not the verdict.
  }
};

/** Reads a cache file; null where there is none that can be used. */
export const readCache = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/** The validation of `files` under the options that `key` stands for: the one kept, or the one that `make` gives. */
export const keepValidation = async (
  files: Files,
  folder: string | null,
  key: string,
  make: (files: Files) => Promise<Result<Validation, Refusal>>,
): Promise<Result<Validation, Refusal>> => {
  if (folder === null) return await make(files);
  const path = cacheFile(folder, 'validation', files.root, key, version);
  // Only this function writes files of that name, and whole; one of another shape fails at the version of `seen`.
  const kept = readCache(path) as Kept | null;
  if (kept?.seen?.version === 3 && isUnchanged(files, kept.seen)) return ok(kept.validation);
  const watched = watchFiles(files, Date.now());
  const made = await make(watched.files);
  if (!made.ok) return made;
  writeCache(path, { seen: watched.seen(), validation: made.value } satisfies Kept);
  return made;
};

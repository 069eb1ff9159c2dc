/** The index of a project, made from the one kept before, so that only what changed is read. */
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import type { Files } from '../../../specifications/files.ts';
import { buildIndex, type IndexRun, type SpecIndex } from '../../../specifications/tools/look/spec-index.ts';
import { version } from '../version.ts';
import { cacheFile, cacheFolder, readCache, writeCache } from './kept-validation.ts';

type Kept = { readonly madeMs: number; readonly index: SpecIndex };

/** Brings the index up to date and keeps it in the user's cache folder. */
export const openIndex = async (files: Files, env: Environment): Promise<IndexRun> => {
  const folder = cacheFolder(env);
  const path = folder === null ? null : cacheFile(folder, 'index', files.root, version, import.meta.url);
  // Only this function writes files of that name, and whole; one of another version is not taken over.
  const kept = path === null ? null : (readCache(path) as Kept | null);
  const previous = kept?.index?.version === 3 ? kept.index : null;
  const madeMs = Date.now();
  const run = await buildIndex(files, previous, kept?.madeMs ?? 0);
  if (path !== null && run.same + run.parsed > 0) writeCache(path, { madeMs, index: run.index } satisfies Kept);
  return run;
};

/** Holds what a definition brings into worktrees against what git tracks where a run of it would begin. */
import { readFile } from 'node:fs/promises';
import { findRepository, trackedAt } from '../../adapters/git/repository.ts';
import { SHELL } from '../../adapters/tools/descriptions.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Plan } from '../../core/plan.ts';

/**
 * Errors, for paths that git tracks; none where there is no repository, or nothing to begin from. `directory`: where a run
 * would be started; `base`: what it would begin from, null for what the definition says.
 */
export const checkProvisions = async (
  { workstream }: Plan,
  file: string,
  { directory, base }: { readonly directory: string; readonly base: string | null },
): Promise<readonly Diagnostic[]> => {
  const { link = [], copy = [] } = workstream.worktree ?? {};
  const paths = [...link, ...copy];
  if (paths.length === 0) return [];
  const found = await findRepository(directory);
  if (!found.ok) return [];
  const tracked = await trackedAt(found.value, base ?? workstream.base, paths);
  const text = tracked.size === 0 ? null : await readFile(file, 'utf8').catch(() => null);
  if (text === null) return [];
  const { tellTrackedProvisions } = await import('../../schema/tracked-provisions.ts');
  return tellTrackedProvisions({ text, file, scriptTool: SHELL }, tracked);
};

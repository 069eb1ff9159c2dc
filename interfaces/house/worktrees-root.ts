/** Where the worktrees of all repositories are made: as the user has set it, else where the machine keeps its state. */
import { readFile } from 'node:fs/promises';
import { defaultWorktreesRoot } from '../../adapters/git/worktree/place.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { inForce } from '../../config/configuration.ts';
import { configFiles } from '../../config/files.ts';
import { isGiven } from '../../config/given.ts';
import { loadConfiguration } from '../../config/load.ts';

/**
 * The folder; null where the machine has no place for it. Only the user's own file counts, and it is parsed only where it
 * speaks of worktrees. One that is not valid sets nothing here: who drives a run is refused for it.
 */
export const worktreesRootOf = async (env: Environment): Promise<string | null> => {
  const files = configFiles({ env, root: null });
  const [own] = files.ok ? files.value : [];
  const text = own === undefined ? '' : await readFile(own.path, 'utf8').catch(() => '');
  if (!text.includes('worktrees') && !isGiven(env, 'worktrees')) return defaultWorktreesRoot(env);
  const { worktreesRoot } = inForce(await loadConfiguration({ env, root: null }));
  return worktreesRoot ?? defaultWorktreesRoot(env);
};

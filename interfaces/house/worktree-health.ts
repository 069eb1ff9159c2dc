/** The check of `ws doctor` that asks where the worktrees of runs are made. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isKeepable } from '../../adapters/machine/machine-state.ts';
import type { HealthCheck } from './health.ts';

const deviceOf = async (folder: string): Promise<number> => {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found !== null) return found.dev;
  }
};

/** Where worktrees of runs are made: best on the file system of the repository, and writable. */
export const checkWorktrees = async (worktrees: string, commonDir: string): Promise<HealthCheck> => {
  if (!(await isKeepable(worktrees)))
    return {
      name: 'worktrees',
      state: 'fail',
      message: `${worktrees} cannot be written`,
      mend: 'Set worktrees.root in your configuration to a folder that can.',
    };
  if ((await deviceOf(worktrees)) === (await deviceOf(commonDir)))
    return { name: 'worktrees', state: 'ok', message: worktrees, mend: null };
  return {
    name: 'worktrees',
    state: 'warn',
    message: `${worktrees} lies on another file system than the repository: files are copied where they could be moved`,
    mend: 'Set worktrees.root in your configuration to a folder on that of the repository.',
  };
};

/** Whether worktrees of new runs can be made. */
import { isKeepable } from '../../adapters/machine/machine-state.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';

type Place = { readonly repository: Pick<House['repository'], 'worktrees'> };

/** Why no run could begin here; null where one can. Makes nothing. */
export const refusalOfWorktrees = async ({ repository }: Place): Promise<Refusal | null> => {
  const { worktrees } = repository;
  if (await isKeepable(worktrees)) return null;
  const message = `${worktrees}, for the worktrees of runs, is no folder that can be made or written`;
  const hint =
    'Set WS_MACHINE_STATE, or worktrees.root in your configuration, to an absolute folder that can be written, or unset them.';
  return { kind: 'environment', message, hint, diagnostics: [] };
};

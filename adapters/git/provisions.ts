/** What a worktree is provided with, by whoever works in it one after the other. */
import type { Failure } from '../../core/failure.ts';
import type { Provisions } from '../../core/provisions.ts';
import type { Result } from '../../core/result.ts';
import type { Desk } from './checkpoint/checkpoint.ts';
import { excludesAt } from './command/configured.ts';
import { bringIn } from './worktree/bring-in.ts';
import { isRefreshing, lacksOf, noteLeft, noteRefresh } from './worktree/leaves.ts';
import { countSetUp, noteSetUp, whySetUp } from './worktree/set-up.ts';

type ProvisionsMeans = {
  /** As it is by then: a worktree that is made to stand again has another. */
  readonly desk: () => Desk;
  /** Does work after all work before it, in a worktree that stands. */
  readonly inOrder: <T>(work: () => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>;
  readonly tell: (line: string) => void;
  /** Where files are brought in from; null where there is none. */
  readonly checkout: string | null;
};

/** Makes the provisions of a worktree. */
export const provisionsIn = ({ desk, inOrder, tell, checkout }: ProvisionsMeans): Provisions => {
  const worktree = (): string => desk().names.worktree;
  return {
    bringIn: (wanted) =>
      inOrder(() => {
        const { git: configured, gitDir, commonDir } = desk();
        const git = Object.assign(configured, { place: { ...configured.place, gitDir } });
        return bringIn({ git, worktree: worktree(), checkout, commonDir, tell }, wanted);
      }),
    excludes: () => excludesAt(desk().gitDir),
    whySetUp: async (script) => whySetUp(worktree(), desk().gitDir, script),
    lacks: (step, paths) => inOrder(() => lacksOf({ ...desk(), worktree: worktree(), step }, paths)),
    noteLeft: (step, paths) => inOrder(() => noteLeft({ ...desk(), worktree: worktree(), step }, paths, tell)),
    noteRefresh: async (step, isUnderWay) => noteRefresh(desk().gitDir, step, isUnderWay),
    isRefreshing: async (step) => isRefreshing(desk().gitDir, step),
    countSetUp: async (isBeginning) => countSetUp(desk().gitDir, isBeginning),
    noteSetUp: async (script) => noteSetUp(worktree(), desk().gitDir, script),
  };
};

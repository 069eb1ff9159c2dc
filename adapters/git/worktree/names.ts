/** The names that a run has in git: its branch, its refs, its folder. */
import type { Attempt } from '../../../core/attempt.ts';
import type { Lane } from '../../../core/lane.ts';
import { stepName } from '../../../core/step-name.ts';
import { sha256 } from '../../machine/digest.ts';
import { worktreeOf, type Places } from './place.ts';

export type RunNames = {
  readonly run: string;
  /** What a lane of the run is called; null: these are the names of the run itself. */
  readonly lane: string | null;
  /** Without `refs/heads/`. No other branch can lie below it: to git a name is a file, and what others begin with a folder. */
  readonly branch: string;
  readonly branchRef: string;
  /** The commit that the run started from. */
  readonly baseRef: string;
  /** The last checkpoint: holds it whatever a step does to the branch. */
  readonly headRef: string;
  readonly worktree: string;
};

const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?![.]))*$/;

/** Gives a run's names, or null where an id cannot be part of a ref or a path. */
export const namesOf = (places: Places, workstream: string, run: string): RunNames | null => {
  const fits = [workstream, run].every((id) => PLAIN.test(id) && !id.endsWith('.') && !id.endsWith('.lock'));
  if (!fits) return null;
  const branch = `ws/${workstream}/${run}`;
  return {
    run,
    lane: null,
    branch,
    branchRef: `refs/heads/${branch}`,
    baseRef: `refs/ws/${run}/base`,
    headRef: `refs/ws/${run}/head`,
    worktree: worktreeOf(places, run),
  };
};

/** Holds the newest merge that was proposed for the branch of a run, or of a lane. */
export const candidateRef = ({ run, lane }: Pick<RunNames, 'run' | 'lane'>): string =>
  lane === null ? `refs/ws/${run}/candidate` : `refs/ws/${run}/candidates/${lane}`;

/** What a generation of a lane is called in branches and refs. */
export const laneName = ({ path, generation }: Pick<Lane, 'path' | 'generation'>): string =>
  `${stepName(path, sha256).replaceAll('.', '_')}${generation === 1 ? '' : `.${generation}`}`;

/** Before the names of the branches of a run's lanes; the run's own is a file to git, so that none can lie below it. */
export const laneBranches = ({ branch }: Pick<RunNames, 'branch'>): string => `${branch}.lanes/`;

/** The names of a lane, by those of its run; its worktree is one of a pool. */
export const laneNamesOf = (names: RunNames, lane: string, worktree: string): RunNames => {
  const branch = `${laneBranches(names)}${lane}`;
  const refs = `refs/ws/${names.run}/lanes/${lane}`;
  const own = { branch, branchRef: `refs/heads/${branch}`, baseRef: `${refs}/base`, headRef: `${refs}/head` };
  return { run: names.run, lane, ...own, worktree };
};

/**
 * Says of a commit that it was found on the branch of a run, and was not seen to be made: the ref leads to the checkpoint
 * before. Nothing that it says of the log counts.
 */
export const foundRef = (run: string, sha: string): string => `refs/ws/${run}/found/${sha}`;

/** Where a rolled back run's work is kept. */
export const rolledBackRef = (run: string): string => `refs/ws/${run}/rolled-back`;

/** Where the branch of a run is kept that a person threw away. */
export const discardedRef = (run: string): string => `refs/ws/${run}/discarded`;

/** Where the work of a lost attempt is kept. */
export const salvageRef = (run: string, step: string, attempt: number, nth: number): string => {
  // Compensations and the rollback, whose names alone hold a dot, have had `_` for it since the first runs.
  const name = stepName(step, sha256).replaceAll('.', '_');
  return `refs/ws/${run}/salvage/${name}/${attempt}${nth === 1 ? '' : `.${nth}`}`;
};

/** Where repositories of lost attempts of a run are kept, relative to the repository's git folder. */
export const asideRoot = (run: string): string => `ws-salvage/${run}`;

/** Where repositories of a lost attempt are kept, relative to the repository's git folder; another folder each time. */
export const asideFolder = (run: string, { step, attempt }: Pick<Attempt, 'step' | 'attempt'>): string =>
  `${asideRoot(run)}/${stepName(step, sha256)}-${attempt}-${process.hrtime.bigint()}`;

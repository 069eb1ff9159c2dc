/** The names that a run has in git: its branch, its refs, its folder. */
import { join } from 'node:path';

export type RunNames = {
  readonly run: string;
  /** Without `refs/heads/`. */
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
export const namesOf = (root: string, workstream: string, run: string): RunNames | null => {
  const fits = [workstream, run].every((id) => PLAIN.test(id) && !id.endsWith('.') && !id.endsWith('.lock'));
  if (!fits) return null;
  const branch = `ws/${workstream}/${run}`;
  return {
    run,
    branch,
    branchRef: `refs/heads/${branch}`,
    baseRef: `refs/ws/${run}/base`,
    headRef: `refs/ws/${run}/head`,
    worktree: worktreeOf(root, run),
  };
};

/** Where a run's worktree lies. */
export const worktreeOf = (root: string, run: string): string => join(root, '.ws', 'worktrees', run);

/** Where a rolled back run's work is kept. */
export const rolledBackRef = (run: string): string => `refs/ws/${run}/rolled-back`;

/** Where the work of a lost attempt is kept; characters that a ref may not hold become `_`. */
export const salvageRef = (run: string, step: string, attempt: number, nth: number): string => {
  const safe = step.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  return `refs/ws/${run}/salvage/${safe}/${attempt}${nth === 1 ? '' : `.${nth}`}`;
};

/** Whether a run can have its branch and its files in this repository; asked before there is a run. */
import { branchInTheWay, hasWholeName, longPathsIn } from '../../adapters/git/worktree/fit.ts';
import { findRepository, type Repository } from '../../adapters/git/repository.ts';
import type { Workstream } from '../../core/workstream.ts';
import { fail, fine, type HealthCheck } from './health.ts';
import type { Refusal } from './refusal.ts';

const SHOWN = 60;

const shownPath = (path: Buffer): string => {
  const text = path.toString('utf8');
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
};

const inTheWay = (branch: string): string =>
  `the branch "${branch}" is in the way of the branches of runs, which are called ws/<workstream>/<run>: git keeps no branch below another`;
const renaming = (branch: string): string => `Give it another name: git branch -m ${branch} ${branch}-old`;
const tooLong = (path: Buffer): string =>
  `a path that git tracks is longer than the file system can hold (${path.length} bytes): ${shownPath(path)}`;
const TAKE_OUT = 'Give it a shorter name, and commit that.';
const tooDeep = (worktrees: string, longest: number): string =>
  `a path that git tracks has ${longest} bytes, which is more than there is room for below ${worktrees}: no worktree with it could be removed again`;
const NEARER = 'Set worktrees.root in your configuration to a folder with a shorter path.';

/** `workstream`: its id; `base`: the commit that the run begins from; `run`: the id that it is to have, null for a fresh one. */
export type Beginning = { readonly workstream: string; readonly base: string; readonly run: string | null };

/** Why no run of a workstream can have its branch; null where one can. */
export const refusalOfBranch = ({ commonDir }: Repository, workstream: string): Refusal | null => {
  const branch = branchInTheWay(commonDir, workstream);
  if (branch === null) return null;
  return { kind: 'environment', message: inTheWay(branch), hint: renaming(branch), diagnostics: [] };
};

/** Why no run of a workstream could begin here; null where one can. */
export const refusalOfFit = async (
  repository: Repository,
  { workstream, base, run }: Beginning,
): Promise<Refusal | null> => {
  const refusal = refusalOfBranch(repository, workstream);
  if (refusal !== null) return refusal;
  const paths = await longPathsIn(repository, base);
  if (paths === null) return null;
  const { unheld, longest } = paths;
  const refuse = (message: string, hint: string): Refusal => ({ kind: 'environment', message, hint, diagnostics: [] });
  if (unheld !== null) return refuse(tooLong(unheld), TAKE_OUT);
  const { worktrees } = repository;
  return hasWholeName(worktrees, run, longest) ? null : refuse(tooDeep(worktrees, longest), NEARER);
};

/** As {@link refusalOfFit}, of a folder; null where it is in no repository. `base`: null for what the workstream says. */
export const refusalOfPlace = async (
  directory: string,
  workstream: Pick<Workstream, 'id' | 'base'>,
  base: string | null,
): Promise<Refusal | null> => {
  const found = await findRepository(directory);
  if (!found.ok) return null;
  return await refusalOfFit(found.value, { workstream: workstream.id, base: base ?? workstream.base, run: null });
};

/** The checks of `ws doctor`. */
export const checkFit = async (repository: Repository): Promise<readonly HealthCheck[]> => {
  const branch = branchInTheWay(repository.commonDir, null);
  const paths = await longPathsIn(repository, 'HEAD');
  const { unheld, longest } = paths ?? { unheld: null, longest: 0 };
  return [
    branch === null ? fine('branches', 'ws/<workstream>/<run>') : fail('branches', inTheWay(branch), renaming(branch)),
    unheld === null ? checkDepth(repository.worktrees, longest) : fail('paths', tooLong(unheld), TAKE_OUT),
  ];
};

const checkDepth = (worktrees: string, longest: number): HealthCheck =>
  hasWholeName(worktrees, null, longest)
    ? fine('paths', `the longest that git tracks has ${longest} bytes`)
    : fail('paths', tooDeep(worktrees, longest), NEARER);

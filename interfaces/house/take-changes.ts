/** What is not committed in a checkout, and a commit of it for a run to begin with. */
import { commitUncommitted } from '../../adapters/git/checkout/commit-uncommitted.ts';
import { uncommittedFiles } from '../../adapters/git/checkout/uncommitted.ts';
import { readable } from '../../adapters/git/command/command.ts';
import { leftInSubmodules } from '../../adapters/git/outside/left-in-submodules.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfUncommitted, refuse } from './refusals.ts';
import { guardOf } from './secret-values.ts';

export type Uncommitted = {
  /** How many files. */
  readonly files: number;
  /** Those that HEAD does not hold at all, relative to the top. */
  readonly added: readonly string[];
  /** Those with conflicts that nobody has resolved. */
  readonly unmerged: readonly string[];
  /** Submodules with changes that no commit of theirs holds, so that no run can have them. */
  readonly submodules: readonly string[];
};

/** Nothing where the folder lies in no checkout. */
export const uncommittedIn = async (
  { repository }: Pick<House, 'repository'>,
  directory: string,
): Promise<Result<Uncommitted, Refusal>> => {
  const found = await uncommittedFiles(repository, directory);
  if (!found.ok) return refuse('environment', found.error.message, null);
  if (found.value === null) return ok({ files: 0, added: [], unmerged: [], submodules: [] });
  const { path, files, added, unmerged } = found.value;
  const { gitDir, commonDir } = repository;
  const submodules = await leftInSubmodules({ gitDir, commonDir, worktree: path });
  return ok({ files: files.length, added: added.map(readable), unmerged: unmerged.map(readable), submodules });
};

/** Gives the commit; null where the checkout holds what its HEAD does. The checkout stays as it is. */
export const takeChanges = async (
  workstream: Workstream,
  directory: string,
  { repository, secrets, veil, failpoint }: Pick<House, 'repository' | 'secrets' | 'veil' | 'failpoint'>,
): Promise<Result<string | null, Refusal>> => {
  const found = await uncommittedFiles(repository, directory);
  if (!found.ok) return refuse('environment', found.error.message, null);
  if (found.value === null || found.value.files.length === 0) return ok(null);
  const { secretIn, mask } = guardOf(workstream, { secrets, veil });
  const { nestedRepositories = 'fail' } = workstream;
  const request = { repository, uncommitted: found.value, nestedRepositories, secretIn, failpoint };
  const made = await commitUncommitted(request);
  return made.ok ? made : refusalOfUncommitted(made.error, mask);
};

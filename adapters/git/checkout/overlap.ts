/** Finds where what a run changed meets what is still not committed in the checkout that it began with. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Repository } from '../repository.ts';
import type { StandingCheckout } from './standing-checkout.ts';
import { uncommittedFiles } from './uncommitted.ts';

/**
 * As git names them. A merge need not write all of these: what a run removed of what was never committed is in no commit of
 * the user's either. None where the run began with a commit of the user's, or the branch is checked out nowhere.
 */
export const overlapWith = async (
  checkout: StandingCheckout,
  repository: Repository,
  { theirs, onTopOf }: { readonly theirs: string; readonly onTopOf: string | null },
): Promise<Result<readonly string[], Failure>> => {
  if (onTopOf === null || checkout.kind === 'nowhere') return ok([]);
  const asked = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', onTopOf, theirs];
  const changed = await checkout.git(asked, { reads: true });
  if (!changed.ok) return changed;
  const found = await uncommittedFiles(repository, checkout.path);
  if (!found.ok) return found;
  const uncommitted = new Set(found.value?.files ?? []);
  return ok(splitNul(changed.value.stdout).filter((path) => uncommitted.has(path)));
};

/** Finds the branch that a merge goes into, or comes out of, and says why nothing can be done there. */
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { readable } from '../command/command.ts';
import type { Repository } from '../repository.ts';
import { checkoutAt, type Checkout } from './checkout.ts';

/** Why nothing was merged. Everything is as it was before. */
export type MergeRefusal = {
  readonly code:
    | 'conflict'
    | 'uncommitted-changes'
    | 'detached-head'
    | 'operation-under-way'
    | 'no-branch'
    | 'moved-on'
    | 'checked-out-elsewhere'
    | 'no-identity'
    | 'filtered-files'
    | 'submodule-commit-missing'
    | 'brings-programs'
    | 'secret-in-commit';
  readonly message: string;
  readonly hint: string;
  readonly paths: readonly string[];
};

/** One of them; `paths` as git names them. */
export const refusal = (
  code: MergeRefusal['code'],
  message: string,
  hint: string,
  paths: readonly string[] = [],
): { readonly ok: false; readonly error: MergeRefusal } => err({ code, message, hint, paths: paths.map(readable) });

/** What a person is told, or what git died of. */
export type Refused<T> = Promise<Result<T, MergeRefusal | Failure>>;

/** Where there is a branch that can be moved, and nothing else is under way. */
export type StandingCheckout = Extract<Checkout, { kind: 'here' | 'nowhere' }>;

export type Standing = {
  readonly repository: Repository;
  /** The folder that the user stands in. */
  readonly directory: string;
  /** Without `refs/heads/`; null: the branch that is checked out in `directory`. */
  readonly into: string | null;
};

/** Refused where the branch is none, is checked out elsewhere, or git is in the middle of something. */
export const standingCheckout = async ({ repository, directory, into }: Standing): Refused<StandingCheckout> => {
  const found = await checkoutAt(repository, directory, into);
  if (!found.ok) return found;
  const checkout = found.value;
  const hint = 'Check the branch out that it is to go into: git checkout <branch>';
  if (checkout.kind === 'detached') return refusal('detached-head', 'HEAD is on no branch to merge into', hint);
  if (checkout.kind === 'elsewhere') {
    const message = `the branch ${checkout.branch} is checked out in ${checkout.path}`;
    return refusal('checked-out-elsewhere', message, `Run this in ${checkout.path}.`);
  }
  if (checkout.underWay !== null) {
    const message = `a ${checkout.underWay} is under way in ${directory}`;
    return refusal('operation-under-way', message, `Finish it, or give it up: git ${checkout.underWay} --abort`);
  }

  return ok(checkout);
};

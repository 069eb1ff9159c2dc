/** Whether git still has something of a run that nobody has taken in or thrown away for good. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { gitOn, type Repository } from '../repository.ts';
import { discardedRef } from '../worktree/names.ts';

/** The branch of a run, or the ref that it is kept under; null where there is neither. */
export const leftRef = async (
  repository: Repository,
  run: { readonly id: string; readonly workstream: string },
): Promise<Result<string | null, Failure>> => {
  const refs = [`refs/heads/ws/${run.workstream}/${run.id}`, discardedRef(run.id)];
  const read = await gitOn(repository)(['for-each-ref', '--format=%(refname:short)', ...refs], { reads: true });
  if (!read.ok) return read;
  const [first = ''] = read.value.stdout.toString('utf8').split('\n');
  return ok(first === '' ? null : first);
};

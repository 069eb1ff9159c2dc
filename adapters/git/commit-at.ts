/** Finds the commit that a name leads to, and how far one commit has come beyond another. */
import { ok, type Result } from '../../core/result.ts';
import type { Failure } from '../../core/failure.ts';
import { moveRefs } from './checkpoint/commit.ts';
import { gitOn, type Repository } from './repository.ts';
import { namesOf } from './worktree/names.ts';

/** As git understands the name in the checkout that was asked from; null where there is no such commit. */
export const commitAt = async (repository: Repository, name: string): Promise<string | null> => {
  if (name.startsWith('-') || /[\n\0]/.test(name)) return null;
  const env = { GIT_DIR: repository.gitDir };
  const found = await gitOn(repository)(['rev-parse', '--quiet', '--verify', `${name}^{commit}`], { reads: true, env });
  return found.ok ? found.value.stdout.toString('utf8').trim() : null;
};

/** How many commits `to` holds that `from` does not; 0 where one of them is not there. */
export const commitsBeyond = async (repository: Repository, from: string, to: string): Promise<number> => {
  const counted = await gitOn(repository)(['rev-list', '--count', `${from}..${to}`, '--'], { reads: true });
  return counted.ok ? Number(counted.value.stdout.toString('utf8').trim()) : 0;
};

/** Names the commit that a run begins with, so that git keeps it until the run has a branch. */
export const keepBase = async (
  repository: Repository,
  { workstream, run, sha }: { readonly workstream: string; readonly run: string; readonly sha: string },
): Promise<Result<void, Failure>> => {
  const names = namesOf(repository, workstream, run);
  if (names === null) return ok(undefined);
  return moveRefs(gitOn(repository), `ws: run ${run} was made`, [{ ref: names.baseRef, from: null, to: sha }]);
};

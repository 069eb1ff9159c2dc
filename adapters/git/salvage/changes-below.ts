/** Tells which files below a folder differ from a commit. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { runGit, trouble } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { hasCommit, type Repository } from '../repository.ts';

/**
 * Files below `directory` that differ from where HEAD and `since` parted, deleted and untracked ones included; paths
 * relative to `directory`. Where the two have no common commit, as in a shallow clone, `since` itself is compared with.
 */
export const changesBelow = async (
  repository: Repository,
  directory: string,
  since: string,
): Promise<Result<readonly string[], Failure>> => {
  if (!(await hasCommit(repository, since))) return trouble(`there is no commit "${since}" to compare with`);
  const place = { cwd: directory, gitDir: null, workTree: null };
  const top = await runGit({ args: ['rev-parse', '--show-toplevel'], place, reads: true });
  if (!top.ok) return top;
  const workTree = top.value.stdout.toString('utf8').replace(/\n$/, '');
  const git = gitAt({ cwd: directory, gitDir: repository.gitDir, workTree }, repository.commonDir);
  const base = await git(['merge-base', since, repository.head.sha], { reads: true, answers: [1] });
  if (!base.ok) return base;
  const from = base.value.stdout.toString('utf8').trim() || since;
  const differing = ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', from, '--'];
  const names: string[] = [];
  for (const args of [differing, ['ls-files', '--others', '--exclude-standard', '-z']]) {
    const listed = await git(args, { reads: true });
    if (!listed.ok) return listed;
    names.push(...listed.value.stdout.toString('utf8').split('\0'));
  }
  return ok([...new Set(names.filter((name) => name !== ''))]);
};

/** What a run has left in git beside its branch: work of lost attempts, and what no checkpoint holds. Only looks. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { gitAt } from '../command/configured.ts';
import { objectsOf } from '../worktree/heads.ts';
import { gitOn, type Repository } from '../repository.ts';
import { linkedGitDir } from '../worktree/worktree.ts';

/** A kept commit: a salvage, or the work of a run that was rolled back. */
export type Kept = { readonly ref: string; readonly sha: string; readonly subject: string };

const SAFE = ['--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--ignore-submodules=dirty'];

/** Every ref of a run but those that move with it, by name. */
export const keptRefs = async (repository: Repository, run: string): Promise<Result<readonly Kept[], Failure>> => {
  const format = '--format=%(refname)%00%(objectname)%00%(contents:subject)';
  const read = await gitOn(repository)(['for-each-ref', format, `refs/ws/${run}/`], { reads: true });
  if (!read.ok) return read;
  const kept = read.value.stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line): readonly Kept[] => {
      const [ref, sha, subject] = line.split('\0');
      return ref === undefined || sha === undefined || subject === undefined ? [] : [{ ref, sha, subject }];
    });
  return ok(kept.filter(({ ref }) => ref !== `refs/ws/${run}/head` && ref !== `refs/ws/${run}/base`));
};

/** What a kept commit holds beyond the last checkpoint of the run before it, commits of the step's own included, as a patch. */
export const keptPatch = async (
  repository: Repository,
  run: string,
  { sha }: Kept,
): Promise<Result<string, Failure>> => {
  const git = gitOn(repository);
  const common = await git(['merge-base', `refs/ws/${run}/head`, sha], { reads: true, answers: [1, 128] });
  if (!common.ok) return common;
  const before = common.value.stdout.toString('utf8').trim();
  const from = before === '' || before === sha ? `${sha}^` : before;
  const shown = await git(['diff', ...SAFE, '--patch', from, sha, '--'], { reads: true });
  return shown.ok ? ok(shown.value.stdout.toString('utf8')) : shown;
};

/** What lies in a run's worktree and in no checkpoint: uncommitted files by name, then the patch of those that git knows. */
export const uncommitted = async (
  repository: Repository,
  { run, worktree }: { readonly run: string; readonly worktree: string },
): Promise<Result<string, Failure>> => {
  const { commonDir } = repository;
  const gitDir = await linkedGitDir(commonDir, worktree);
  if (gitDir === null) return ok('');
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const names = await git(['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=dirty'], {
    reads: true,
  });
  if (!names.ok) return names;
  const found = await objectsOf(git, [`refs/ws/${run}/head`]);
  if (!found.ok) return found;
  const patch = await git(['diff', ...SAFE, '--patch', found.value[0] ?? 'HEAD', '--'], { reads: true });
  if (!patch.ok) return patch;
  const listed = [names, patch].map(({ value }) => value.stdout.toString('utf8')).filter((text) => text !== '');
  return ok(listed.join('\n'));
};

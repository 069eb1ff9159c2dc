/** The folders of a worktree that git ignores. */
import { splitNul } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import type { Repository } from '../repository.ts';
import { worktreeOf } from './place.ts';
import { knownGitDir } from './worktree.ts';

const MOST = 50;

/** Relative to the worktree of the run, each as high up as all below is ignored; null where it does not stand. One git process. */
export const ignoredFoldersOf = async (
  repository: Pick<Repository, 'commonDir' | 'worktrees'>,
  run: string,
): Promise<readonly string[] | null> => {
  const { commonDir } = repository;
  const worktree = worktreeOf(repository, run);
  const gitDir = await knownGitDir(commonDir, worktree);
  if (gitDir === null) return null;
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const listed = await git(['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'], { reads: true });
  if (!listed.ok) return null;
  return splitNul(listed.value.stdout)
    .filter((path) => path.endsWith('/'))
    .slice(0, MOST)
    .map((path) => Buffer.from(path.slice(0, -1), 'latin1').toString('utf8'));
};

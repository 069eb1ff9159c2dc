/** Which submodules of a worktree hold changes that none of their commits does, so that no commit of the run carries them. */
import { indexOf } from '../checkpoint/private-index.ts';
import { mayHoldGitlinks } from '../checkpoint/stage.ts';
import { readable } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { submodulesIn } from '../salvage/inner.ts';

/** Gives their paths; what cannot be looked at is not named. No git process where there are no submodules. */
export const leftInSubmodules = async (place: {
  readonly gitDir: string;
  readonly commonDir: string;
  readonly worktree: string;
}): Promise<readonly string[]> => {
  const { gitDir, commonDir, worktree } = place;
  if (!(await mayHoldGitlinks(indexOf(gitDir)))) return [];
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const submodules = await submodulesIn({ git, gitDir }, worktree, 'HEAD');
  const left: string[] = [];
  for (const submodule of submodules.ok ? submodules.value : []) {
    const status = await submodule.git(['status', '--porcelain', '-z', '--ignore-submodules=dirty'], { reads: true });
    if (status.ok && status.value.stdout.length > 0) left.push(readable(submodule.name));
  }
  return left;
};

/** What of the links and copies that were brought into a worktree steps have put into commits of their own all the same. */
import type { RunId } from '../../../core/id.ts';
import { readable, splitNul } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { broughtIn } from '../worktree/bring-in.ts';

/** Gives those that commits of the run's branch beyond its base hold, as they were asked for. No git process where nothing was brought in. */
export const broughtInCommits = async (
  place: { readonly gitDir: string; readonly commonDir: string; readonly worktree: string },
  run: RunId,
): Promise<readonly string[]> => {
  const { gitDir, commonDir, worktree } = place;
  const brought = broughtIn(gitDir);
  if (brought.length === 0) return [];
  const git = gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir);
  const range = [`refs/ws/${run}/head`, `^refs/ws/${run}/base`];
  const shown = ['--format=', '--name-only', '-z', '--diff-filter=d', '--no-renames'];
  const listed = await git(['log', ...shown, ...range, '--', ...brought], { reads: true });
  if (!listed.ok) return [];
  const paths = splitNul(listed.value.stdout).map((name) => readable(name.trim()));
  return brought.filter((asked) => paths.some((path) => path === asked || path.startsWith(`${asked}/`)));
};

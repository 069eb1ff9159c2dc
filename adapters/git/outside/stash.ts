/** Gives the user's stash back, which every linked worktree can take from and add to. */
import { runGit } from '../command/command.ts';
import type { Belongings, StashEntry } from './belongings.ts';

/** How many entries were put back, and under which refs what the run's own steps had stashed is kept now. */
export type StashMended = { readonly putBack: number; readonly kept: readonly string[] };

const isOf = ({ message }: StashEntry, branch: string): boolean =>
  message.startsWith(`WIP on ${branch}:`) || message.startsWith(`On ${branch}:`);

/** Null where all is as it should be: every entry from before is there, and none that was made in the run's worktree. */
export const mendStash = async (
  run: { readonly id: string; readonly branch: string },
  before: Belongings,
  after: Belongings,
  commonDir: string,
): Promise<StashMended | null> => {
  const known = new Set(before.stash.map(({ sha }) => sha));
  const left = new Set(after.stash.map(({ sha }) => sha));
  const added = after.stash.filter(({ sha }) => !known.has(sha));
  const own = added.filter((entry) => isOf(entry, run.branch));
  const missing = before.stash.filter(({ sha }) => !left.has(sha));
  if (own.length === 0 && missing.length === 0) return null;
  const place = { cwd: commonDir, gitDir: commonDir, workTree: null };
  const git = async (...args: readonly string[]): Promise<boolean> => (await runGit({ args, place })).ok;
  const kept: string[] = [];
  for (const { sha } of own) {
    const name = `refs/ws/${run.id}/salvage/stash/${sha.slice(0, 12)}`;
    if (!(await git('update-ref', name, sha))) return { putBack: 0, kept };
    kept.push(name);
  }
  // The list is a log, which git writes only at its end: it is written anew, oldest first.
  if (after.stash.length > 0 && !(await git('update-ref', '-d', 'refs/stash'))) return { putBack: 0, kept };
  for (const { sha, message } of [...before.stash, ...added.filter((entry) => !own.includes(entry))])
    await git('update-ref', '--create-reflog', '-m', message, 'refs/stash', sha);
  return { putBack: missing.length, kept };
};

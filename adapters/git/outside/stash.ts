/** Gives the user's stash back, which every linked worktree can take from and add to. */
import { runGit } from '../command/command.ts';
import type { SecretIn } from '../../../core/system.ts';
import type { Git } from '../command/configured.ts';
import { cleanParents } from '../salvage/set-aside.ts';
import type { Belongings, StashEntry } from './belongings.ts';

/**
 * How many entries were put back, under which refs what the run's own steps had stashed is kept now, and how many of these
 * hold a secret and were set aside instead.
 */
export type StashMended = { readonly putBack: number; readonly kept: readonly string[]; readonly aside: number };

/** The run whose steps may have stashed something. `folder`: where that goes which holds a secret, for its owner alone. */
export type StashingRun = {
  readonly id: string;
  readonly branch: string;
  readonly git: Git;
  readonly secretIn: SecretIn | null;
  readonly folder: string;
};

/** Whether an entry may be kept under a ref, which is pushed; one that holds a secret is set aside. Null where neither can be done. */
const mayTravel = async ({ id, git, secretIn, folder }: StashingRun, sha: string): Promise<boolean | null> => {
  const head = await git(['rev-parse', '--quiet', '--verify', `refs/ws/${id}/head`], { reads: true, answers: [1] });
  const tip = head.ok ? head.value.stdout.toString('utf8').trim() : '';
  const from = tip === '' ? `${sha}^1` : tip;
  const clean = await cleanParents({ git, secretIn, tip: from, folder, index: '' }, [sha]);
  return clean.ok ? clean.value.includes(sha) : null;
};

const isOf = ({ message }: StashEntry, branch: string): boolean =>
  message.startsWith(`WIP on ${branch}:`) || message.startsWith(`On ${branch}:`);

/** Null where all is as it should be: every entry from before is there, and none that was made in the run's worktree. */
export const mendStash = async (
  run: StashingRun,
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
  let aside = 0;
  for (const { sha } of own) {
    const travels = await mayTravel(run, sha);
    if (travels === null) return { putBack: 0, kept, aside };
    if (!travels) {
      aside += 1;
      continue;
    }
    const name = `refs/ws/${run.id}/salvage/stash/${sha.slice(0, 12)}`;
    if (!(await git('update-ref', name, sha))) return { putBack: 0, kept, aside };
    kept.push(name);
  }
  // The list is a log, which git writes only at its end: it is written anew, oldest first.
  if (after.stash.length > 0 && !(await git('update-ref', '-d', 'refs/stash'))) return { putBack: 0, kept, aside };
  for (const { sha, message } of [...before.stash, ...added.filter((entry) => !own.includes(entry))])
    await git('update-ref', '--create-reflog', '-m', message, 'refs/stash', sha);
  return { putBack: missing.length, kept, aside };
};

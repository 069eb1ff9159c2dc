/** Keeps the user's stash, which every linked worktree can take from and add to, and gives it back. */
import { runGit } from '../command/command.ts';
import type { SecretIn } from '../../../core/system.ts';
import type { Git } from '../command/configured.ts';
import { secretBeyond } from '../checkpoint/secrets.ts';
import { cleanParents } from '../salvage/set-aside.ts';
import { belongingsOf, type Belongings, type StashEntry } from './belongings.ts';

/**
 * How many entries were put back, how many could not be because git has lost them, under which refs what the run's own
 * steps had stashed is kept now, and of each that holds a secret, and was set aside instead, the name of the secret.
 */
export type StashMended = {
  readonly putBack: number;
  readonly lost: number;
  readonly kept: readonly string[];
  readonly aside: readonly string[];
};

/** The run whose steps may have stashed something. `folder`: where that goes which holds a secret, for its owner alone. */
export type StashingRun = {
  readonly id: string;
  readonly branch: string;
  readonly git: Git;
  readonly secretIn: SecretIn | null;
  readonly folder: string;
};

/** 'travels' where an entry may be kept under a ref, which is pushed; else it is set aside, for the secret that it holds. Null where neither can be done. */
const mayTravel = async (
  { id, git, secretIn, folder }: StashingRun,
  sha: string,
): Promise<'travels' | { readonly secret: string } | null> => {
  const head = await git(['rev-parse', '--quiet', '--verify', `refs/ws/${id}/head`], { reads: true, answers: [1] });
  const tip = head.ok ? head.value.stdout.toString('utf8').trim() : '';
  const from = tip === '' ? `${sha}^1` : tip;
  const clean = await cleanParents({ git, secretIn, tip: from, folder, index: '' }, [sha]);
  if (!clean.ok) return null;
  if (clean.value.includes(sha) || secretIn === null) return 'travels';
  const found = await secretBeyond(git, { known: [from], tips: [sha] }, secretIn);
  return { secret: (found.ok ? found.value?.name : undefined) ?? 'of the run' };
};

const isOf = ({ message }: StashEntry, branch: string): boolean =>
  message.startsWith(`WIP on ${branch}:`) || message.startsWith(`On ${branch}:`);

/** Runs git on the repository; the input is for commands that read one. Whether it went well. */
const gitIn = (commonDir: string) => {
  const place = { cwd: commonDir, gitDir: commonDir, workTree: null };
  return async (args: readonly string[], input = ''): Promise<boolean> => (await runGit({ args, place, input })).ok;
};

/** A ref of ours for each entry: while it is there, no `git gc` and no expiry of logs takes what the entry holds. */
const holdingRef = (run: string, sha: string): string => `refs/ws/${run}/stash/${sha}`;

/** Holds the entries until {@link releaseStash}. Nothing is done where there are none. Best effort. */
export const holdStash = async (run: string, stash: readonly StashEntry[], commonDir: string): Promise<void> => {
  if (stash.length === 0) return;
  const lines = [...new Set(stash.map(({ sha }) => sha))].map((sha) => `update ${holdingRef(run, sha)} ${sha}\n`);
  const git = gitIn(commonDir);
  if (await git(['update-ref', '--stdin'], lines.join(''))) return;
  // All or none: after a crash some may be lost already.
  for (const line of lines) await git(['update-ref', '--stdin'], line);
};

/** Lets go of the entries that the stash has; of others ours is then the only ref. */
export const releaseStash = async (run: string, before: readonly StashEntry[], commonDir: string): Promise<void> => {
  if (before.length === 0) return;
  const there = new Set((await belongingsOf(commonDir)).stash.map(({ sha }) => sha));
  const held = [...new Set(before.map(({ sha }) => sha))].filter((sha) => there.has(sha));
  await gitIn(commonDir)(['update-ref', '--stdin'], held.map((sha) => `delete ${holdingRef(run, sha)}\n`).join(''));
};

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
  const git = gitIn(commonDir);
  const kept: string[] = [];
  const aside: string[] = [];
  const asItIs = (): StashMended => ({ putBack: 0, lost: missing.length, kept, aside });
  for (const { sha } of own) {
    const travels = await mayTravel(run, sha);
    if (travels === null) return asItIs();
    if (travels !== 'travels') {
      aside.push(travels.secret);
      continue;
    }
    const name = `refs/ws/${run.id}/salvage/stash/${sha.slice(0, 12)}`;
    if (!(await git(['update-ref', name, sha]))) return asItIs();
    kept.push(name);
  }
  // Nothing is taken off the list that could not be put on again: what git has lost is left out.
  const wanted: StashEntry[] = [];
  for (const entry of [...before.stash, ...added.filter((each) => !own.includes(each))])
    if (await git(['cat-file', '-e', `${entry.sha}^{commit}`])) wanted.push(entry);
  // The list is a log, which git writes only at its end: it is written anew, oldest first. The ref may be there without it.
  if (!(await git(['update-ref', '-d', 'refs/stash']))) return asItIs();
  for (const { sha, message } of wanted) await git(['update-ref', '--create-reflog', '-m', message, 'refs/stash', sha]);
  const there = new Set((await belongingsOf(commonDir)).stash.map(({ sha }) => sha));
  const putBack = missing.filter(({ sha }) => there.has(sha)).length;
  return { putBack, lost: missing.length - putBack, kept, aside };
};

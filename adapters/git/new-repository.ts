/** Makes a repository of a folder, with a first commit of what is there. */
import { ok, type Result } from '../../core/result.ts';
import type { Failure } from '../../core/failure.ts';
import { runGit } from './command/command.ts';
import type { GitPlace } from './command/environment.ts';

const placeOf = (cwd: string): GitPlace => ({ cwd, gitDir: null, workTree: null });

/** What a folder lacks before runs can be made of it. */
export type Lacking = 'repository' | 'commit' | null;

/** Asks git; a folder in a bare repository is in none that could be worked in. */
export const lackingAt = async (cwd: string): Promise<Lacking> => {
  const place = placeOf(cwd);
  const inside = await runGit({ args: ['rev-parse', '--is-inside-work-tree'], place, reads: true });
  if (!inside.ok || inside.value.stdout.toString('utf8').trim() !== 'true') return 'repository';
  const head = await runGit({ args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], place, reads: true });
  return head.ok ? null : 'commit';
};

/** Whether git passes over a path, as a folder; in no repository it passes over nothing. */
export const isIgnored = async (cwd: string, path: string): Promise<boolean> => {
  // The one command that takes no names as they are.
  const args = ['--no-literal-pathspecs', 'check-ignore', '--quiet', '--', `${path}/`];
  return (await runGit({ args, place: placeOf(cwd), reads: true })).ok;
};

/** Makes the repository. */
export const initRepository = async (cwd: string): Promise<Result<void, Failure>> => {
  const made = await runGit({ args: ['init', '--quiet'], place: placeOf(cwd) });
  return made.ok ? ok(undefined) : made;
};

/** Commits all that is there and not ignored; gives how many files that are. */
export const commitAll = async (cwd: string, message: string): Promise<Result<number, Failure>> => {
  const place = placeOf(cwd);
  const added = await runGit({ args: ['add', '--all'], place });
  if (!added.ok) return added;
  const committed = await runGit({ args: ['commit', '--quiet', '-m', message], place });
  if (!committed.ok) return committed;
  const listed = await runGit({ args: ['ls-tree', '-r', '-z', '--name-only', 'HEAD'], place, reads: true });
  return listed.ok ? ok(listed.value.stdout.toString('latin1').split('\0').length - 1) : listed;
};

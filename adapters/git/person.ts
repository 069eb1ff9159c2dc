/** Tells who git takes the person in a directory for. */
import { runGit } from './command/command.ts';
import type { GitPlace } from './command/environment.ts';

/** Nothing is guessed from the names of the machine and of the system's user. */
const NO_GUESS = [['user.useConfigOnly', 'true']] as const;

const said = async (place: GitPlace, args: readonly string[]): Promise<string | null> => {
  const answer = await runGit({ args, place, settings: NO_GUESS, reads: true });
  return answer.ok ? answer.value.stdout.toString('utf8').trim() : null;
};

/**
 * `Name <address>` as a commit made there would have it for its author, the name alone where git knows no address, and
 * null where it knows neither.
 */
export const personOf = async (directory: string): Promise<string | null> => {
  const place: GitPlace = { cwd: directory, gitDir: null, workTree: null };
  const author = await said(place, ['var', 'GIT_AUTHOR_IDENT']);
  const known = author?.replace(/ \d+ [+-]\d+$/, '') ?? (await said(place, ['config', '--get', 'user.name']));
  return known === '' ? null : known;
};

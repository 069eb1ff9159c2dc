/**
 * What lies in a worktree and no index can hold: names that git takes for its own (`.GIT`, `git~1`), paths that are too long
 * to be opened, folders that may not be, and pipes, sockets or devices in the place of a tracked file.
 */
import { lstatSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import { readable, splitNul, trouble } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';

const SHOWN = 5;
const LONGEST_SHOWN = 120;

/** The bytes of a name, as {@link splitNul} gives them, below a folder. */
const pathIn = (folder: string, name: string): Buffer =>
  Buffer.from(`${Buffer.from(folder).toString('latin1')}/${name}`, 'latin1');

/** Whether something is there that is no file, link or folder. */
export const isOdd = (folder: string, name: string): boolean => {
  try {
    const found = lstatSync(pathIn(folder, name), { throwIfNoEntry: false });
    return found !== undefined && !found.isFile() && !found.isSymbolicLink() && !found.isDirectory();
  } catch (error) {
    return codeOf(error) === 'ENAMETOOLONG';
  }
};

/** The folders at the root through which git says that it could not look: it goes on without what lies there. */
export const unopened = (stderr: string): readonly string[] => [
  ...new Set(
    [...stderr.matchAll(/^warning: could not open directory '([^'/]+)/gm)].map(([, name = '']) =>
      Buffer.from(name).toString('latin1'),
    ),
  ),
];

/** What git still calls untracked, and does not ignore, in an index that all was staged into. */
export const othersIn = async (git: Git, request: GitRequest): Promise<Result<readonly string[], Failure>> => {
  const listed = await git(['ls-files', '-z', '-o', '--exclude-standard'], { ...request, reads: true });
  if (!listed.ok) return listed;
  const files = splitNul(listed.value.stdout).filter((path) => !path.endsWith('/'));
  return ok([...new Set([...unopened(listed.value.stderr), ...files])]);
};

const shown = (name: string): string => {
  const text = readable(name);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
};

const listOf = (names: readonly string[]): string =>
  names.slice(0, SHOWN).map(shown).join(', ') + (names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '');

/** What is said of what no commit can hold. */
export const isUntakeable = (names: readonly string[]): { readonly ok: false; readonly error: Failure } =>
  trouble(
    `git takes no file by the name of ${listOf(names)} into a commit: a name that is git's own, a path too long, a folder that cannot be opened, or no file; rename it, remove it, or let git ignore it`,
  );

/** Moves what has these names beside the worktree; gives a line for each. */
export const moveBeside = async (worktree: string, names: Iterable<string>): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const name of names) {
    const aside = `${worktree}.replaced-${process.hrtime.bigint()}`;
    await rename(pathIn(worktree, name), aside);
    told.push(`no commit can hold ${shown(name)}; it is kept as ${aside}`);
  }
  return told;
};

/** Moves all of that beside the worktree and gives a line for each; none where there is nothing of the kind. */
export const moveUntakeable = async (
  git: Git,
  worktree: string,
  request: GitRequest,
): Promise<Result<readonly string[], Failure>> => {
  const changed = await git(['ls-files', '-z', '-m', '--exclude-standard'], { ...request, reads: true });
  if (!changed.ok) return changed;
  const odd = splitNul(changed.value.stdout).filter((name) => isOdd(worktree, name));
  const others = await othersIn(git, request);
  if (!others.ok) return others;
  const refused = await git(['update-index', '-z', '--add', '--replace', '--stdin'], {
    ...request,
    input: Buffer.from(others.value.map((name) => `${name}\0`).join(''), 'latin1'),
  });
  const left = refused.ok ? await othersIn(git, request) : others;
  if (!left.ok) return left;
  return ok(await moveBeside(worktree, new Set([...odd, ...left.value])));
};

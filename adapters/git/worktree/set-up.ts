/** What tells whether a worktree has been set up: by which script, and with which lock files of package managers. */
import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../machine/digest.ts';

/** At the top of the worktree: what package managers install by. */
const LOCK_FILES = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'deno.lock'],
  ...['poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock', 'requirements.txt', 'Gemfile.lock', 'composer.lock'],
  ...['Cargo.lock', 'go.sum', 'mix.lock', 'pubspec.lock', 'gradle.lockfile', 'flake.lock', 'conda-lock.yml'],
];

/** A file in the worktree's git folder: it goes where the worktree goes. */
const SET_UP = 'ws-set-up';

/** There as well: how many setups in a row began and came to no end. */
const CUT_SHORT = 'ws-set-up-cut-short';

/** Words of a script that may name files, such as `pip install -r requirements/dev.txt`. */
const wordsOf = (script: string): readonly string[] =>
  script.split(/[\s;&|<>()'"=]+/).filter((word) => /^[\w@][\w@./-]*$/.test(word) && !word.split('/').includes('..'));

const keyOf = (worktree: string, script: string): string => {
  const files = [...new Set([...LOCK_FILES, ...wordsOf(script)])].sort();
  const parts = files.flatMap((file) => {
    const path = join(worktree, file);
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
    return [file, sha256(readFileSync(path, 'latin1'))];
  });
  return sha256(JSON.stringify([script, ...parts]));
};

/** Whether it was set up by this script, with lock files, and files that the script names, as they are now. */
export const isSetUp = (worktree: string, gitDir: string, script: string): boolean => {
  const noted = join(gitDir, SET_UP);
  return existsSync(noted) && readFileSync(noted, 'utf8') === `${keyOf(worktree, script)}\n`;
};

/** Remembers that it was; null: that it is under way, so that one that is cut short is done again. */
export const noteSetUp = (worktree: string, gitDir: string, script: string | null): void => {
  const noted = join(gitDir, SET_UP);
  if (script === null) return rmSync(noted, { force: true });
  writeFileSync(`${noted}.new`, `${keyOf(worktree, script)}\n`);
  renameSync(`${noted}.new`, noted);
};

/** Counts one that begins, and gives how many before it came to no end; none is left once one has ended. */
export const countSetUp = (gitDir: string, isBeginning: boolean): number => {
  const counted = join(gitDir, CUT_SHORT);
  const before = existsSync(counted) ? Number.parseInt(readFileSync(counted, 'utf8'), 10) || 0 : 0;
  if (isBeginning) writeFileSync(counted, `${before + 1}\n`);
  else rmSync(counted, { force: true });
  return before;
};

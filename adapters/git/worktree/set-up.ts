/** What tells whether a worktree has been set up: by which script, and with which lock files of package managers. */
import { existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../../core/json.ts';
import { sha256 } from '../../machine/digest.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { bytesAt, textAt } from '../command/glance.ts';

/** At the top of the worktree: what package managers install by. */
const LOCK_FILES = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'deno.lock'],
  ...['poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock', 'requirements.txt', 'Gemfile.lock', 'composer.lock'],
  ...['Cargo.lock', 'go.sum', 'mix.lock', 'pubspec.lock', 'gradle.lockfile', 'flake.lock', 'conda-lock.yml'],
];

/** A file in the worktree's git folder: it goes where the worktree goes. */
export const SET_UP = 'ws-set-up';

/** There as well: how many setups in a row began and came to no end. */
const CUT_SHORT = 'ws-set-up-cut-short';

/** Words of a script that may name files, such as `pip install -r requirements/dev.txt`. */
const wordsOf = (script: string): readonly string[] =>
  script.split(/[\s;&|<>()'"=]+/).filter((word) => /^[\w@][\w@./-]*$/.test(word) && !word.split('/').includes('..'));

/** What a setup was done with: the digests of its script and of each file that was there. */
type Noted = { readonly script: string; readonly files: Readonly<Record<string, string>> };

const UNDER_WAY = 'under way';

const stateOf = (worktree: string, script: string): Noted => {
  const names = [...new Set([...LOCK_FILES, ...wordsOf(script)])].sort();
  const files = names.flatMap((file) => {
    const path = join(worktree, file);
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
    return [[file, sha256(bytesAt(path)?.toString('latin1') ?? '')] as const];
  });
  return { script: sha256(script), files: Object.fromEntries(files) };
};

const notedIn = (text: string): Noted | null => {
  try {
    const value: unknown = JSON.parse(text);
    // Cannot harm: what ws did not write fits no worktree.
    return isJsonObject(value) && isJsonObject(value['files']) ? (value as unknown as Noted) : null;
  } catch {
    return null;
  }
};

/**
 * Why it is to be set up by this script, as words that follow "because"; null where it was, with lock files, and files
 * that the script names, as they are now.
 */
export const whySetUp = (worktree: string, gitDir: string, script: string): string | null => {
  const file = join(gitDir, SET_UP);
  if (!existsSync(file)) return 'it is new';
  const text = textAt(file).trim();
  if (text === UNDER_WAY) return 'its setup was cut short, or failed';
  const [now, before] = [stateOf(worktree, script), notedIn(text)];
  if (before?.script !== now.script) return 'the script has changed';
  const names = [...new Set([...Object.keys(before.files), ...Object.keys(now.files)])];
  const changed = names.filter((name) => before.files[name] !== now.files[name]);
  return changed.length === 0 ? null : `${changed.join(', ')} changed`;
};

/** Remembers that it was; null: that it is under way, so that one that is cut short is done again. */
export const noteSetUp = (worktree: string, gitDir: string, script: string | null): void => {
  const noted = join(gitDir, SET_UP);
  const text = script === null ? UNDER_WAY : JSON.stringify(stateOf(worktree, script));
  writeAnew(`${noted}.new`, `${text}\n`);
  renameSync(`${noted}.new`, noted);
};

/** Counts one that begins, and gives how many before it came to no end; none is left once one has ended. */
export const countSetUp = (gitDir: string, isBeginning: boolean): number => {
  const counted = join(gitDir, CUT_SHORT);
  const before = Number.parseInt(textAt(counted), 10) || 0;
  if (isBeginning) writeAnew(counted, `${before + 1}\n`);
  else rmSync(counted, { force: true });
  return before;
};

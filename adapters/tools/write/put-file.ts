/**
 * Puts files into a worktree.
 *
 *   W1. No link is followed: neither a folder on the way nor the file itself may be one.
 *   W2. What is there and no file is left as it is, and the writing refused.
 *   W3. A file keeps its rights; one that holds already what it is to hold is not touched.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../core/result.ts';
import { readPlain, writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** What is at a path: the bytes of a file and its rights, or nothing. */
export type Standing = { readonly bytes: Buffer | null; readonly mode: number };

const NEW_FILE = 0o644;

/** What stands where a file is to be; the error is the end of a sentence that begins with its path. */
export const standingAt = (worktree: string, path: string): Result<Standing, string> => {
  const names = path.split('/');
  for (let depth = 1; depth <= names.length; depth++) {
    const part = names.slice(0, depth).join('/');
    const found = lstatSync(join(worktree, part), { throwIfNoEntry: false });
    if (found === undefined) return ok({ bytes: null, mode: NEW_FILE });
    if (found.isSymbolicLink()) return err(depth === names.length ? 'is a link' : `lies behind a link: ${part}`); // W1
    if (depth < names.length && !found.isDirectory()) return err(`lies below what is no folder: ${part}`); // W2
    if (depth === names.length && !found.isFile()) return err('is there, and is no file'); // W2
    if (depth === names.length && found.nlink > 1) return err('has a second name somewhere, which would lose it');
    if (depth === names.length) return ok({ bytes: readPlain(join(worktree, path)), mode: found.mode & 0o777 });
  }
  return ok({ bytes: null, mode: NEW_FILE });
};

/** Writes it; its folders are made. Throws what the system says. */
export const putFile = (worktree: string, path: string, content: string, { mode }: Standing): Result<void, string> => {
  const file = join(worktree, path);
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  // W1: whoever put a link there since it was looked at gets nothing written behind it.
  if (realpathSync(folder) !== join(realpathSync(worktree), dirname(path))) return err('lies behind a link');
  writeAnew(file, content, mode); // W3
  return ok(undefined);
};

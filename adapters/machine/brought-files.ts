/**
 * Reads what a repository brings that can run, from the disk. Links are not followed, and nothing is read twice: what is shown,
 * hashed and kept are the same bytes.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BROUGHT_LIMITS, BROUGHT_ROOTS, itemOf, type Brought, type BroughtFile } from '../../core/brought.ts';
import { codeOf } from '../../core/thrown.ts';

/** A file, or why it is none that can be trusted. */
type Read = { readonly file: BroughtFile } | { readonly path: string; readonly problem: string };

/** Lower-case hex SHA-256 over the names, rights and contents of an item's files. */
export const hashOfFiles = (files: readonly BroughtFile[]): string => {
  const hash = createHash('sha256');
  for (const { path, isExecutable, bytes } of files)
    hash.update(`${path}\0${isExecutable ? 'x' : '-'}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
};

const problemOf = (files: readonly BroughtFile[]): string | null => {
  const { fileBytes, itemBytes, files: most } = BROUGHT_LIMITS;
  const large = files.find(({ bytes }) => bytes.length > fileBytes);
  if (large !== undefined) return `${large.path} is larger than ${fileBytes / 1024 / 1024} MiB`;
  if (files.length > most) return `it has more than ${most} files`;
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return total > itemBytes ? `it is larger than ${itemBytes / 1024 / 1024} MiB` : null;
};

/** The item that these files make, which lie in any order. `problem` is the first that was met while they were read. */
export const broughtOf = (item: string, files: readonly BroughtFile[], problem: string | null): Brought => {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { item, hash: hashOfFiles(sorted), files: sorted, problem: problem ?? problemOf(sorted) };
};

const readFileOf = async (root: string, path: string): Promise<Read> => {
  try {
    // Not to wait for the other end of a named pipe.
    await using handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) return { path, problem: `${path} is no file` };
    if (stat.size > BROUGHT_LIMITS.fileBytes) return { path, problem: `${path} is larger than 1 MiB` };
    const bytes = await handle.readFile();
    return { file: { path, isExecutable: (stat.mode & 0o100) !== 0, bytes } };
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    return { path, problem: code === 'ELOOP' ? `${path} is a link` : `${path} cannot be read (${code})` };
  }
};

/** Reads files one after another, so that a folder without end is given up early. */
async function* filesBelow(root: string, path: string): AsyncGenerator<Read> {
  const found = await lstat(join(root, path)).catch(() => null);
  if (found === null) return;
  if (found.isSymbolicLink()) yield { path, problem: `${path} is a link` };
  else if (!found.isDirectory()) yield await readFileOf(root, path);
  else {
    const entries = await readdir(join(root, path)).catch(() => null);
    if (entries === null) yield { path, problem: `${path} cannot be read` };
    for (const name of (entries ?? []).toSorted()) {
      const below = `${path}/${name}`;
      if (itemOf(below) !== null) yield* filesBelow(root, below);
    }
  }
}

/** The first link among the folders above a path; null where there is none. Through one come files that are not of the repository. */
const linkAbove = async (root: string, path: string): Promise<string | null> => {
  const above = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= above.length; depth++) {
    const folder = above.slice(0, depth).join('/');
    if ((await lstat(join(root, folder)).catch(() => null))?.isSymbolicLink() === true) return folder;
  }
  return null;
};

async function* filesAt(root: string, path: string): AsyncGenerator<Read> {
  const link = await linkAbove(root, path);
  if (link === null) yield* filesBelow(root, path);
  else if ((await lstat(join(root, path)).catch(() => null)) !== null) yield { path, problem: `${link} is a link` };
}

/** Everything below these paths, by item. A path that is not there gives nothing. */
const broughtBelow = async (root: string, paths: readonly string[]): Promise<readonly Brought[]> => {
  const items = new Map<string, { files: BroughtFile[]; problem: string | null }>();
  for (const top of paths)
    for await (const read of filesAt(root, top)) {
      const path = 'file' in read ? read.file.path : read.path;
      const item = itemOf(path) ?? path;
      const known = items.get(item) ?? { files: [], problem: null };
      items.set(item, known);
      if ('problem' in read) known.problem ??= read.problem;
      else if (known.files.length <= BROUGHT_LIMITS.files) known.files.push(read.file);
    }
  return [...items].map(([item, { files, problem }]) => broughtOf(item, files, problem));
};

/** What the repository whose main worktree is `root` brings, by item. */
export const broughtBy = (root: string): Promise<readonly Brought[]> => broughtBelow(root, BROUGHT_ROOTS);

/** One item of it; null where it is not there. */
export const broughtItem = async (root: string, item: string): Promise<Brought | null> =>
  (await broughtBelow(root, [item]))[0] ?? null;

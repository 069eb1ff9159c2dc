/**
 * Opens files that are ours to write so that nobody can have us write another: a link or a second name of somebody's file
 * that was put in place of one, or a pipe that nobody reads.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../../thrown.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
/** How often another process may take the name in between. */
const TRIES = 8;

/**
 * Makes a folder for its owner alone, and those above it, `levels` altogether; not where still more are gone: the repository
 * was moved, and nothing of it is to be made where it was.
 */
export const makeFolder = (folder: string, levels: number): void => {
  let root = folder;
  for (let level = 0; level < levels; level++) root = dirname(root);
  if (lstatSync(root, { throwIfNoEntry: false }) === undefined)
    throw Object.assign(new Error(`${root} is gone`), { code: 'ENOENT' });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
};

/** Moves what stands in place of something of ours to a free name beside it, a link as the link it is; gives that name. */
export const putAside = (path: string): string => {
  const aside = `${path}.replaced-${process.hrtime.bigint()}`;
  renameSync(path, aside);
  return aside;
};

/** Frees a name: a file loses this one name and nothing else, a folder is kept beside it. */
const freeName = (path: string): void => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) putAside(path);
  else if (found !== undefined) unlinkSync(path);
};

/** A new, empty file under a name, open to be written and read; what had the name loses it. Throws what the system says. */
export const openAnew = (path: string, mode = 0o600): number => {
  for (let tries = 1; ; tries++) {
    freeName(path);
    try {
      return openSync(path, 'wx+', mode);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || tries === TRIES) throw error;
    }
  }
};

/** Writes a whole file anew, as {@link openAnew} opens it. */
export const writeAnew = (path: string, content: string | Uint8Array, mode = 0o600, isSynced = false): void => {
  const file = openAnew(path, mode);
  try {
    writeFileSync(file, content);
    if (isSynced) fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Puts a whole file in the place of what had the name: a reader finds the old one or the new one, and never a part. */
export const replaceAnew = (path: string, content: string | Uint8Array): void => {
  const part = `${path}.part`;
  writeAnew(part, content);
  renameSync(part, path);
};

const isOnlyOurs = (file: number): boolean => {
  const found = fstatSync(file);
  return found.isFile() && found.nlink <= 1;
};

/** A file to be appended to and read, made where there is none; what is no file of this name alone is kept beside it. */
export const openToAppend = (path: string): number => {
  for (let tries = 1; ; tries++) {
    try {
      const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
      if (isOnlyOurs(file)) return file;
      closeSync(file);
    } catch (error) {
      if (!['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO'].includes(codeOf(error) ?? '') || tries === TRIES) throw error;
    }
    if (tries === TRIES) throw Object.assign(new Error(`${path} is no file that ws could write`), { code: 'EEXIST' });
    putAside(path);
  }
};

/** What `read` makes of an open file, a link followed; null where there is none that can be read. Waits for no other end of a pipe. */
export const readingPlain = <T>(path: string, read: (file: number) => T): T | null => {
  try {
    const file = openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      return fstatSync(file).isFile() ? read(file) : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
};

/** What a file holds, as {@link readingPlain} opens it. */
export const readPlain = (path: string): Buffer | null => readingPlain(path, (file) => readFileSync(file));

/** Makes the folders that we write in, and makes sure that they are ours: a link among them would lead what we write elsewhere. */
import { closeSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { invariant } from '../../core/result.ts';
import {
  makeFolder,
  openAnew,
  openToAppend,
  putAside,
  readPlain,
  replaceAnew,
  writeAnew,
} from '../../core/state/sqlite/own-file.ts';
import { codeOf } from '../../core/thrown.ts';

export { putAside };

/** Whether a folder is at a path: a link to one is not. */
export const isRealFolder = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
};

const makeReal = (path: string, tell: (line: string) => void): void => {
  if (isRealFolder(path)) return;
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    tell(`${path} was something else than the folder that ws had there; it is kept as ${putAside(path)}`);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (codeOf(error) !== 'EEXIST' || !isRealFolder(path)) throw error;
  }
};

/**
 * Makes sure that `path` and every folder between it and `root` is a real one, for its owner alone where it has to be
 * made; `tell` gets a line for each thing that stood in the place of one and is kept beside it. A look at each where
 * nothing is wrong. Throws what the file system throws, and where `root` itself is no real folder.
 */
export const ownFolder = (root: string, path: string, tell: (line: string) => void = () => undefined): void => {
  const below = relative(root, path);
  invariant(!isAbsolute(below) && !below.startsWith('..'), `${path} is not below ${root}`);
  if (!isRealFolder(root)) {
    // Where a link is, nothing is made; where nothing is, all of it.
    if (lstatSync(root, { throwIfNoEntry: false }) !== undefined)
      throw Object.assign(new Error(`${root} is not the folder that ws had there: move it out of the way`), {
        code: 'ENOTDIR',
      });
    makeFolder(root, 1);
  }
  let at = root;
  for (const name of below.split(sep).filter((each) => each !== '')) {
    at = join(at, name);
    makeReal(at, tell);
  }
};

/**
 * As {@link ownFolder} for the folder of a file that we write: what stands at `path` and is no file is kept beside it too,
 * a link above all, because writing would go through it.
 */
export const ownFile = (root: string, path: string, tell: (line: string) => void = () => undefined): string => {
  ownFolder(root, dirname(path), tell);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile())
    tell(`${path} was something else than the file that ws had there; it is kept as ${putAside(path)}`);
  return path;
};

/** Writes a whole file below `root`, of whose folders and name {@link ownFile} has made sure; nothing else is ever written through it. */
export const writeOwn = (root: string, path: string, content: string | Uint8Array): void =>
  writeAnew(ownFile(root, path), content);

/** The same, so that a reader finds the old file or the new one, and never a part. */
export const replaceOwn = (root: string, path: string, content: string | Uint8Array): void =>
  replaceAnew(ownFile(root, path), content);

/** A new, empty file in a folder that is there, open to be written; whatever had the name loses it. */
export const openOwn = (path: string): number => openAnew(path);

/** Appends to a file below `root`, likewise. */
export const appendOwn = (root: string, path: string, text: string): void => {
  const file = openToAppend(ownFile(root, path));
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
};

/** The text of a file of ours; empty where there is none that can be read, or something else stands in its place. */
export const readOwn = (path: string): string => readPlain(path)?.toString('utf8') ?? '';

/** Opens a file below `root` to append to it, likewise. */
export const openOwnToAppend = (root: string, path: string): number => openToAppend(ownFile(root, path));

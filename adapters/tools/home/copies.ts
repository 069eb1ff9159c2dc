/**
 * Copies of caches of the user, for the agents of one repository: what one of them writes is there for the others of this
 * repository, and for nobody else.
 */
import { opendir, stat } from 'node:fs/promises';
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../../core/thrown.ts';
import { copyTree } from '../../machine/copy-tree.ts';
import { isRealFolder, ownFolder } from '../../machine/own-folder.ts';

/** More is no cache that anybody would like to have twice. */
const LIMITS = { bytes: 1024 ** 3, files: 200_000 };

/** Whether a folder holds at most as much as is copied. */
const isSmall = async (folder: string): Promise<boolean> => {
  let [bytes, files] = [0, 0];
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop())
    for await (const entry of await opendir(at)) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) bytes += (await stat(path)).size;
      files += 1;
      if (bytes > LIMITS.bytes || files > LIMITS.files) return false;
    }
  return true;
};

/** Where the copy is, or the sentence why there is none. */
export type Copy = { readonly folder: string } | { readonly problem: string };

export interface Copies {
  /** The copy of the folder `place`, which is at `path` in the home of the user; made when it is first asked for. */
  of(path: string, place: string): Promise<Copy>;
}

/** Keeps copies below `root`. Of two that ask for one at the same time the second waits. */
export const keepCopies = (root: string): Copies => {
  const making = new Map<string, Promise<Copy>>();
  const make = async (path: string, place: string): Promise<Copy> => {
    const folder = join(root, path);
    try {
      if (isRealFolder(folder)) return { folder };
      if (!(await isSmall(place)))
        return { problem: `~/${path} is too large to be copied, so it begins with an empty one` };
      ownFolder(root, dirname(folder));
      if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) await copyTree(place, folder);
      return { folder };
    } catch (error) {
      return { problem: `~/${path} could not be copied: ${messageOf(error)}` };
    }
  };
  return {
    of: (path, place) => {
      const known = making.get(path) ?? make(path, place).finally(() => making.delete(path));
      making.set(path, known);
      return known;
    },
  };
};

/**
 * Watches what leads git from a worktree to its repository, and puts back what a step rewrote of it.
 *
 * The environment already holds our own git to its place (environment.ts). These files lead every other git, and to objects that
 * are not ours to keep: a commit that lies in a store that a step made up is lost with it.
 */
import { readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import { isRealFolder, ownFile, ownFolder } from '../../machine/own-folder.ts';
import { trouble } from './command.ts';
import { bytesAt, targetAt } from './glance.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** How the files were when the run was opened; null where there was none. */
export type Pinned = {
  readonly gitDir: string;
  readonly files: ReadonlyMap<string, string | null>;
  /** Where the objects lie, and which folder that is. */
  readonly store: string;
  readonly storeId: string | null;
};

const textOf = (path: string): string | null => bytesAt(path)?.toString('latin1') ?? null;

const idOf = (path: string): string | null => {
  const found = targetAt(path);
  return found === null ? null : `${found.dev}:${found.ino}`;
};

/** Remembers how a worktree leads to its repository. */
export const readPinned = (commonDir: string, gitDir: string): Pinned => {
  const store = join(commonDir, 'objects');
  const paths = [join(gitDir, 'commondir'), join(gitDir, 'gitdir'), join(store, 'info', 'alternates')];
  const files = new Map<string, string | null>();
  if (gitDir !== commonDir) for (const path of paths) files.set(path, textOf(path));
  return { gitDir, files, store, storeId: idOf(store) };
};

/** git makes no links in the git folder of a worktree, and would write an index or a log through one. */
const linksIn = (gitDir: string): readonly string[] =>
  readdirSync(gitDir, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => join(gitDir, name));

/** Tells whether git is led where it was led when the run was opened. A few looks. */
export const isPinned = ({ gitDir, files, store, storeId }: Pinned): boolean =>
  isRealFolder(dirname(gitDir)) &&
  isRealFolder(gitDir) &&
  linksIn(gitDir).length === 0 &&
  idOf(store) === storeId &&
  [...files].every(([path, text]) => textOf(path) === text);

/** Gives a sentence for each file that was put back; what stood there instead is kept in the git folder of the worktree. */
export const holdPinned = async ({
  gitDir,
  files,
  store,
  storeId,
}: Pinned): Promise<Result<readonly string[], Failure>> => {
  if (idOf(store) !== storeId)
    return trouble(`${store}, where the repository keeps its objects, is not the folder it was: put it back`);
  const told: string[] = [];
  // Where a link leads, nothing of ours may be written. One that is gone as a whole is made anew, and not by halves here.
  if (!isRealFolder(dirname(gitDir)) || !isRealFolder(gitDir))
    return trouble(`${gitDir} is not the folder that git has for the worktree`);
  try {
    if (linksIn(gitDir).length > 0) ownFolder(gitDir, join(gitDir, 'ws-replaced'));
    for (const path of linksIn(gitDir)) {
      const aside = join(gitDir, 'ws-replaced', `${basename(path)}-${process.hrtime.bigint()}`);
      await rename(path, aside);
      told.push(`${path} had been replaced by a link; it is kept as ${aside}`);
    }
    for (const [path, text] of files) {
      if (textOf(path) === text) continue;
      const name = `${basename(path)}-${process.hrtime.bigint()}`;
      const aside = ownFile(gitDir, join(gitDir, 'ws-replaced', name), (line) => told.push(line));
      const wasThere = await rename(path, aside).then(
        () => true,
        () => false,
      );
      if (text === null) await rm(path, { force: true, recursive: true });
      else writeAnew(path, Buffer.from(text, 'latin1'), 0o666);
      told.push(
        `${path} had been ${wasThere ? 'rewritten' : 'removed'} and is put back${wasThere ? `; it is kept as ${aside}` : ''}`,
      );
    }
    return ok(told);
  } catch (error) {
    return trouble(`what leads git to its repository was rewritten and cannot be put back: ${messageOf(error)}`);
  }
};

/** Tells whether a loose object lies in the store itself, where a commit that was just made does. */
export const isLoose = ({ store }: Pinned, sha: string): boolean =>
  idOf(join(store, sha.slice(0, 2), sha.slice(2))) !== null;

/** The only place of this folder that touches the disk: a project's files, by path relative to its root. */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { codeOf, messageOf } from '../core/thrown.ts';

export type EntryKind = 'file' | 'directory' | 'link' | 'other';
export type Entry = { readonly name: string; readonly kind: EntryKind };

/** Why the disk said no: the system's code, such as `ENOENT`, and its sentence. */
export type FileProblem = { readonly code: string; readonly message: string };

/** Tells two states of a file or folder apart without reading it; links are followed. */
export type Stamp = {
  readonly kind: 'file' | 'directory' | 'other';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** When it was last touched at all; programs cannot set this back. */
  readonly changedMs: number;
  readonly inode: number;
};

/** Files to read. Paths use `/` and are relative to the root; the empty path is the root. */
export interface Files {
  /** Absolute path of the root, for messages. */
  readonly root: string;
  list(path: string): Result<readonly Entry[], FileProblem>;
  /** The text of a regular file, links followed; a pipe or a device is a problem, and is not waited for. */
  read(path: string): Result<string, FileProblem>;
  /** What a path leads to, links followed; null where it leads nowhere. */
  kind(path: string): 'file' | 'directory' | 'other' | null;
  /** Whether a path, links followed, lies in a folder. */
  isInside(folder: string, path: string): boolean;
  stamp(path: string): Stamp | null;
}

/** Files that can also be changed. Each call is done when it returns. */
export interface WritableFiles extends Files {
  /**
   * Writes a whole file, links followed, and the folders above it, in one step: whoever looks, also after a crash or where
   * it fails, sees the old text or the new one.
   */
  write(path: string, text: string): Result<null, FileProblem>;
  remove(path: string): Result<null, FileProblem>;
  /** Removes a folder if it is empty; a folder that is not stays, which is no failure. */
  removeEmpty(path: string): boolean;
  move(from: string, to: string): Result<null, FileProblem>;
}

const problemOf = (error: unknown): FileProblem => ({ code: codeOf(error) ?? 'UNKNOWN', message: messageOf(error) });

const attempt = <T>(act: () => T): Result<T, FileProblem> => {
  try {
    return ok(act());
  } catch (error) {
    return err(problemOf(error));
  }
};

const succeed = (act: () => void): Result<null, FileProblem> => {
  const done = attempt(act);
  return done.ok ? ok(null) : done;
};

type Named = { isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean };

const entryKind = (entry: Named): EntryKind =>
  entry.isDirectory() ? 'directory' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other';

const kindOf = (stat: Omit<Named, 'isSymbolicLink'>): Stamp['kind'] =>
  stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other';

/** What is said of a pipe, a socket or a device where a file should be. */
export const irregular = (path: string): FileProblem => ({ code: 'IRREGULAR', message: `${path} is no regular file` });

// Opened so, a pipe that nobody writes into does not hold up its reader. Windows has neither the flag nor such pipes.
const readAtOnce = constants.O_RDONLY | constants.O_NONBLOCK;

const readRegular = (path: string): Result<string, FileProblem> => {
  const file = openSync(path, readAtOnce);
  try {
    const stat = fstatSync(file);
    // A folder is told by reading it.
    return stat.isFile() || stat.isDirectory() ? ok(readFileSync(file, 'utf8')) : err(irregular(path));
  } finally {
    closeSync(file);
  }
};

const replace = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const real = attempt(() => realpathSync(path));
  const target = real.ok ? real.value : path;
  const draft = join(dirname(target), `.${basename(target)}.ws-new`);
  // One that a crash left, or a link somebody put there.
  rmSync(draft, { force: true });
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    const before = statSync(target, { throwIfNoEntry: false });
    if (before !== undefined) chmodSync(draft, before.mode & 0o7777);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
};

/** The files below a folder of this machine. */
export const diskFiles = (folder: string): WritableFiles => {
  const root = resolve(folder);
  const at = (path: string): string => (path === '' ? root : `${root}${sep}${path}`);
  // Files that a listing told the kind of: thousands are read, and to ask again of each would be felt.
  const regular = new Set<string>();
  return {
    root,
    list: (path) =>
      attempt(() =>
        readdirSync(at(path), { withFileTypes: true }).map((entry) => {
          const kind = entryKind(entry);
          if (kind === 'file') regular.add(path === '' ? entry.name : `${path}/${entry.name}`);
          return { name: entry.name, kind };
        }),
      ),
    read: (path) => {
      const read = attempt(() => (regular.has(path) ? ok(readFileSync(at(path), 'utf8')) : readRegular(at(path))));
      return read.ok ? read.value : read;
    },
    kind: (path) => {
      const stat = attempt(() => statSync(at(path)));
      if (!stat.ok) return null;
      return kindOf(stat.value);
    },
    isInside: (outer, path) => {
      const inside = attempt(() => {
        const real = realpathSync(at(path));
        const outerReal = realpathSync(at(outer));
        return real === outerReal || real.startsWith(outerReal + sep);
      });
      return inside.ok && inside.value;
    },
    stamp: (path) => {
      try {
        const stat = statSync(at(path), { throwIfNoEntry: false });
        if (stat === undefined) return null;
        const { size: sizeBytes, mtimeMs: modifiedMs, ctimeMs: changedMs, ino: inode } = stat;
        return { kind: kindOf(stat), sizeBytes, modifiedMs, changedMs, inode };
      } catch {
        return null;
      }
    },
    write: (path, text) => succeed(() => replace(at(path), text)),
    remove: (path) => succeed(() => rmSync(at(path))),
    removeEmpty: (path) => attempt(() => rmdirSync(at(path))).ok,
    move: (from, to) =>
      succeed(() => {
        mkdirSync(dirname(at(to)), { recursive: true });
        renameSync(at(from), at(to));
      }),
  };
};

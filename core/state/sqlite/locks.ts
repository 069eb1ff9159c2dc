/** Locks between processes that the kernel frees when their holder dies: a side database held exclusively. */
import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { RunId } from '../../id.ts';
import type { RunLock, RunLocks } from '../../store.ts';
import { pauseMs } from './retry.ts';
import { makeFolder, putAside } from './own-file.ts';
import { makePrivate } from './private-file.ts';
import { isBusy } from './store-error.ts';

// Why a database and no PID file: nothing to clean up, nothing to mistake for another process, and a stopped holder
// still holds. Local disks only: on a network file system the lock is as good as its server. Nobody may open the file
// but through here: closing any descriptor of it in the holding process would free the lock.

type HeldFile = { readonly isInPlace: () => boolean; readonly close: () => void };

const inodeOf = (path: string): string | null => {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isFile() === true ? `${found.dev} ${found.ino}` : null;
};

/** Keeps beside it what stands at a path and is not what ws has there: a link is none, wherever it leads. */
const clear = (path: string, kind: 'isFile' | 'isDirectory'): void => {
  if (lstatSync(path, { throwIfNoEntry: false })?.[kind]() === false) putAside(path);
};

const makeFile = (path: string): void => {
  makeFolder(dirname(path), 3);
  clear(path, 'isFile');
  makePrivate(path);
};

/**
 * Locks the file that has the name; null where another holds it. Throws where it cannot be made or opened at all. The
 * file must be the same before and after: one that was removed in between locks nobody out.
 */
const lockFile = (path: string): HeldFile | null => {
  for (;;) {
    if (inodeOf(path) === null) makeFile(path);
    const inode = inodeOf(path);
    const database = new Database(path, { timeout: 0 });
    try {
      // Nothing is ever written, and a journal would need room that a full disk has not.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (isBusy(error)) return null;
      throw error;
    }
    if (inode !== null && inodeOf(path) === inode)
      return { isInPlace: () => inodeOf(path) === inode, close: () => database.close() };
    database.close();
  }
};

/** One try; null where another holds it. */
const tryLock = (path: string): AsyncDisposable | null => {
  const held = lockFile(path);
  return held && { [Symbol.asyncDispose]: async () => held.close() };
};

/**
 * Takes the lock that `path` stands for, making its folder. null where another process, or another caller in this one,
 * still holds it after `waitMs`, or when `signal` aborts. Closing it twice is harmless.
 */
export const acquireFileLock = async (
  path: string,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal | null },
): Promise<AsyncDisposable | null> => {
  const deadline = performance.now() + waitMs;
  for (let tries = 0; ; tries++) {
    if (signal?.aborted === true) return null;
    const lock = tryLock(path);
    if (lock !== null) return lock;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return null;
    // An abort ends the sleep early and is seen above.
    await sleep(Math.min(pauseMs(tries), leftMs), undefined, signal === null ? {} : { signal }).catch(() => undefined);
  }
};

/** How often a holder looks whether its files are still there. */
const LOOK_MS = 1_000;

/**
 * R1: a run is locked by two files in two folders, always taken in the same order: who removes one of them lets nobody
 *     in, and its holder puts it back.
 * R2: a holder whose files are both gone, and taken by another, has lost the lock and must do nothing more.
 */
class TwoFiles implements RunLock {
  readonly #paths: readonly string[];
  readonly #held: (HeldFile | null)[];
  readonly #lost = new AbortController();
  readonly #clock: NodeJS.Timeout;

  constructor(paths: readonly string[], held: readonly HeldFile[]) {
    this.#paths = paths;
    this.#held = [...held];
    this.#clock = setInterval(() => this.isHeld(), LOOK_MS);
    this.#clock.unref();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  isHeld(): boolean {
    if (this.#lost.signal.aborted) return false;
    const inPlace = this.#paths.map(
      (path, place) => this.#held[place]?.isInPlace() === true || this.#retake(path, place),
    );
    if (inPlace.includes(true)) return true; // R1
    this.#lost.abort(); // R2
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#clock);
    for (const held of this.#held.splice(0)) held?.close();
  }

  #retake(path: string, place: number): boolean {
    this.#held[place]?.close();
    try {
      this.#held[place] = lockFile(path);
    } catch {
      // A folder that is gone and cannot be made again.
      this.#held[place] = null;
    }
    return this.#held[place] !== null;
  }
}

const acquireBoth = (paths: readonly string[]): RunLock | null => {
  const held: HeldFile[] = [];
  for (const path of paths) {
    const file = lockFile(path);
    if (file === null) {
      for (const { close } of held) close();
      return null;
    }
    held.push(file);
  }
  return new TwoFiles(paths, held);
};

/** The locks of runs: a file `lock` in the folder of each, and one beside all of these folders (R1). */
export const openRunLocks = ({ directoryOf }: { readonly directoryOf: (run: RunId) => string }): RunLocks => ({
  acquire: async (run) => {
    const directory = directoryOf(run);
    for (const folder of [directory, join(dirname(directory), '.locks')]) clear(folder, 'isDirectory');
    return acquireBoth([join(directory, 'lock'), join(dirname(directory), '.locks', basename(directory))]);
  },
});

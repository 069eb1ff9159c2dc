/** Locks between processes that the kernel frees when their holder dies: a side database held exclusively. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { RunId } from '../../id.ts';
import type { RunLocks } from '../../store.ts';
import { pauseMs } from './retry.ts';
import { isBusy } from './store-error.ts';

// Why a database and no PID file: nothing to clean up, nothing to mistake for another process, and a stopped holder
// still holds. Local disks only: on a network file system the lock is as good as its server. Nobody may open the file
// but through here: closing any descriptor of it in the holding process would free the lock.

/** One try; null where another holds it. Throws where the file cannot be made or opened at all. */
const tryLock = (path: string): AsyncDisposable | null => {
  mkdirSync(dirname(path), { recursive: true });
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
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      database.close();
    },
  };
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

/** The locks of runs, each a file `lock` in the run's own folder, which must not be removed while it is held. */
export const openRunLocks = ({ directoryOf }: { readonly directoryOf: (run: RunId) => string }): RunLocks => ({
  acquire: (run) => acquireFileLock(join(directoryOf(run), 'lock'), { waitMs: 0, signal: null }),
});

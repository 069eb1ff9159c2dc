/** Trying again while another process holds the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './store-error.ts';

/** How long SQLite itself may wait for a lock; the event loop stands still meanwhile. */
export const busyTimeoutMs: number = 50;

/** How long to let others go first: more each time, and never the same as a neighbour who also waits. */
export const pauseMs = (tries: number): number => Math.min(50, 2 ** tries) * (0.5 + Math.random());

export type Patience = { readonly waitMs: number; readonly signal: AbortSignal | null };

/** Calls until the database is free, as long as its maker is willing to wait. */
export type Patiently = <T>(attempt: () => T) => Promise<T>;

/**
 * Calls `attempt` until it no longer finds the database busy. What the last call threw is thrown: the first that began when
 * `waitMs` had passed or `signal` had aborted, so that whoever was kept from running meanwhile has a look at what is free now.
 */
export const untilFree = async <T>(attempt: () => T, { waitMs, signal }: Patience): Promise<T> => {
  const deadline = performance.now() + waitMs;
  for (let tries = 0; ; tries++) {
    const isLast = signal?.aborted === true || performance.now() >= deadline;
    try {
      return attempt();
    } catch (error) {
      if (isLast || !isBusy(error)) throw error;
    }
    // An abort ends the sleep early; the next try is then the last.
    await sleep(pauseMs(tries), undefined, signal === null ? {} : { signal }).catch(() => undefined);
  }
};

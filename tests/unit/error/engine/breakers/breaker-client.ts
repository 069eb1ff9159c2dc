/** One client of shared breakers, as each process has one, on a clock that a test turns. */
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../../../core/clock.ts';
import { instant, type Instant } from '../../../../../core/id.ts';
import { err, ok } from '../../../../../core/result.ts';
import type { BreakerRows } from '../../../../../core/state/breaker-row.ts';
import { openBreakerRows } from '../../../../../core/state/sqlite/breaker-rows.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../../../../error/engine/breakers/breaker-settings.ts';
import { createSharedBreakers, type SharedBreakers } from '../../../../../error/engine/breakers/shared-breakers.ts';

export type ManualClock = Clock & { advance(ms: number): void };

/** A clock that stands still until it is advanced; nobody may sleep by it. */
export const aManualClock = (start = 1_700_000_000_000): ManualClock => {
  let now: Instant = instant(start);
  return {
    now: () => now,
    sleepUntil: () => Promise.reject(new Error('nobody sleeps in this test')),
    advance: (ms) => {
      now = instant(now + ms);
    },
  };
};

export type Client = {
  readonly breakers: SharedBreakers;
  /** What it said of a store that cannot be used. */
  readonly troubles: readonly string[];
  /** How often it has opened the rows. */
  opened(): number;
};

export type ClientOptions = {
  readonly settings: BreakerSettings;
  /** As if the disk took no more rows. */
  readonly isFull: boolean;
  /** What others do just before it asks for its first lock, or writes for the first time. */
  readonly beforeLock: () => Promise<void>;
  readonly beforeWrite: () => Promise<void>;
};

const once = (act: (() => Promise<void>) | undefined): (() => Promise<void>) => {
  let left = act === undefined ? 0 : 1;
  return async () => {
    if (left-- > 0) await act?.();
  };
};

/** A client that is closed after the test. */
export const aClient = (folder: string, clock: Clock, options: Partial<ClientOptions> = {}): Client => {
  const troubles: string[] = [];
  let opened = 0;
  const breakers = createSharedBreakers({
    openRows: async () => {
      opened++;
      const rows = await openBreakerRows({ folder, failpoint: () => undefined });
      if (!rows.ok) return rows;
      const [lock, replace] = [rows.value.lock.bind(rows.value), rows.value.replace.bind(rows.value)];
      const [beforeLock, beforeWrite] = [once(options.beforeLock), once(options.beforeWrite)];
      const meddled: Pick<BreakerRows, 'lock' | 'replace'> = {
        lock: async (name) => {
          await beforeLock();
          return await lock(name);
        },
        replace: async (next) => {
          await beforeWrite();
          return options.isFull === true ? err('no room left') : await replace(next);
        },
      };
      return ok(Object.assign(rows.value, meddled));
    },
    settingsOf: () => options.settings ?? DEFAULT_BREAKER_SETTINGS,
    clock,
    onTrouble: (message) => troubles.push(message),
  });
  onTestFinished(() => breakers[Symbol.asyncDispose]());
  return { breakers, troubles, opened: () => opened };
};

/** The circuit breakers that every process of the machine shares. */
import type { Admission, Breaker, Breakers, BreakerVerdict, Leave } from '../../../core/breakers.ts';
import type { Clock } from '../../../core/clock.ts';
import { instant, type Instant } from '../../../core/id.ts';
import type { Result } from '../../../core/result.ts';
import type { BreakerRow, BreakerRows } from '../../../core/state/breaker-row.ts';
import type { BreakerSettings } from './breaker-settings.ts';
import { countsOf, withinWindow } from './breaker-window.ts';
import { heard, isDue, turned } from './breakers.ts';

export type SharedBreakersParts = {
  /** Called when a breaker is first asked for, and again each time after it failed. */
  readonly openRows: () => Promise<Result<BreakerRows, string>>;
  readonly settingsOf: (name: string) => BreakerSettings;
  readonly clock: Clock;
  /** Called at most once: the breakers cannot be kept, so they let everybody through. */
  readonly onTrouble: (message: string) => void;
};

export interface SharedBreakers extends Breakers, AsyncDisposable {}

/** How often a watcher looks; a look costs microseconds. */
const LOOK_MS = 20;

/** When to ask again where another call is being tried: it may die without a word. */
const PROBED_MS = 1_000;

const refused = (breaker: string, reopensAt: Instant): Admission => ({ kind: 'refused', breaker, reopensAt });

/** The first of `rows` that lets nobody through; null where all do, or may be tried. */
const refusalAmong = (rows: readonly BreakerRow[], now: Instant): Admission | null => {
  for (const { name, standing } of rows)
    if (standing.state === 'OPEN' && !isDue(standing, now)) return refused(name, standing.reopensAt);
  return null;
};

/** The same row, half open; null where it is closed. */
const tried = (row: BreakerRow): BreakerRow | null =>
  row.standing.state === 'CLOSED' ? null : turned(row, { ...row.standing, state: 'HALF_OPEN' });

const isRow = (row: BreakerRow | null): row is BreakerRow => row !== null;

/** By name; null where there is no lock to be had, and so nothing to hold (B5). */
type Locks = Map<string, AsyncDisposable | null>;

const release = async (locks: Locks): Promise<void> => {
  for (const lock of locks.values()) await lock?.[Symbol.asyncDispose]();
};

/**
 * B1: no leave is given while a breaker asked for is open and not due.
 * B2: only who holds its lock makes a breaker half open, and holds it from the leave to the verdict: so there is one
 *     such call on the whole machine, and its death frees the lock.
 * B3: locks are never waited for, and nothing is written before all are held: nobody blocks anybody, and a refusal
 *     changes nothing that others watch.
 * B4: what was decided is written only over the row it was decided on, else it is decided anew.
 * B5: what cannot be read or written refuses nobody.
 */
class BreakersOnRows implements SharedBreakers {
  readonly #with: SharedBreakersParts;
  #opening: Promise<BreakerRows | null> | null = null;
  #isTroubled = false;

  constructor(parts: SharedBreakersParts) {
    this.#with = parts;
  }

  async admit(names: readonly string[]): Promise<Admission> {
    const sorted = [...new Set(names)].sort();
    const locks: Locks = new Map();
    const admitted: Admission = { kind: 'admitted', leave: this.#leave(sorted, locks) };
    const rows = sorted.length === 0 ? null : await this.#rows();
    if (rows === null) return admitted;
    for (;;) {
      const seen = this.#orNull(await rows.read(sorted));
      if (seen === null) return admitted;
      const refusal = refusalAmong(seen, this.#with.clock.now()) ?? (await this.#lockNext(rows, seen, locks));
      if (refusal !== null && refusal !== 'again') {
        await release(locks);
        return refusal;
      }
      if (refusal === 'again') continue;
      const next = seen.map(tried).filter(isRow);
      // B4, and B5: a store that takes no rows lets the call through, still alone.
      if (next.length > 0 && this.#orNull(await rows.replace(next)) === false) continue;
      await this.#releaseOthers(locks, next);
      return admitted;
    }
  }

  async list(): Promise<readonly Breaker[]> {
    const rows = await this.#rows();
    const all = rows === null ? null : this.#orNull(await rows.all());
    const now = this.#with.clock.now();
    return (all ?? []).map(({ name, standing, tallies }) => ({
      name,
      state: standing.state,
      failures: countsOf(withinWindow(tallies, this.#with.settingsOf(name).windowMs, now)).failures,
      openedAt: standing.state === 'CLOSED' ? null : standing.openedAt,
      reopensAt: standing.state === 'CLOSED' ? null : standing.reopensAt,
    }));
  }

  async reset(name: string): Promise<boolean> {
    return await this.#turn(name, (row) => (row.version === 0 ? null : turned(row, { state: 'CLOSED' })));
  }

  async trip(name: string, until: Instant | null): Promise<void> {
    const { coolDownMs } = this.#with.settingsOf(name);
    await this.#turn(name, (row) => {
      const openedAt = this.#with.clock.now();
      return turned(row, { state: 'OPEN', openedAt, reopensAt: until ?? instant(openedAt + coolDownMs) });
    });
  }

  async watch(changed: (names: readonly string[]) => void, signal: AbortSignal): Promise<void> {
    const { clock } = this.#with;
    const rows = await this.#rows();
    // Asked before the rows are read: what is written in between is looked for once more.
    let revision = rows?.revision() ?? '';
    let turns = await this.#turns(rows);
    while (!signal.aborted) {
      await clock.sleepUntil(instant(clock.now() + LOOK_MS), signal);
      const latest = rows?.revision() ?? '';
      if (latest === revision || signal.aborted) continue;
      revision = latest;
      const before = turns;
      turns = await this.#turns(rows);
      const names = [...turns].filter(([name, turn]) => turn !== (before.get(name) ?? 0)).map(([name]) => name);
      if (names.length > 0) changed(names);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opening)?.[Symbol.asyncDispose]();
  }

  /** Locks the first breaker that may be tried and is not locked yet; null where all are. */
  async #lockNext(rows: BreakerRows, seen: readonly BreakerRow[], locks: Locks): Promise<Admission | 'again' | null> {
    const next = seen.find(({ name, standing }) => standing.state !== 'CLOSED' && !locks.has(name));
    if (next === undefined) return null;
    const lock = await rows.lock(next.name);
    if (lock.ok && lock.value === null) return refused(next.name, instant(this.#with.clock.now() + PROBED_MS));
    locks.set(next.name, this.#orNull(lock));
    // B2: another may have come back from its call between the look and the lock.
    return 'again';
  }

  /** A breaker that was found closed once it was locked needs no lock. */
  async #releaseOthers(locks: Locks, needed: readonly BreakerRow[]): Promise<void> {
    for (const [name, lock] of locks) {
      if (needed.some((row) => row.name === name)) continue;
      locks.delete(name);
      await lock?.[Symbol.asyncDispose]();
    }
  }

  #leave(names: readonly string[], probes: Locks): Leave {
    let isSettled = false;
    return {
      settle: async (verdict) => {
        if (isSettled) return;
        isSettled = true;
        try {
          await this.#settle(names, probes, verdict);
        } finally {
          await release(probes);
        }
      },
    };
  }

  async #settle(names: readonly string[], probes: Locks, verdict: BreakerVerdict): Promise<void> {
    const { clock, settingsOf } = this.#with;
    const rows = names.length === 0 ? null : await this.#rows();
    if (rows === null) return;
    for (;;) {
      const seen = this.#orNull(await rows.read(names)) ?? [];
      const now = clock.now();
      const hear = (row: BreakerRow): Promise<BreakerRow | null> =>
        heard(row, { verdict, isProbe: probes.has(row.name), settings: settingsOf(row.name), now });
      const next = (await Promise.all(seen.map(hear))).filter(isRow);
      if (next.length === 0) return;
      // Who is woken by what follows must find the lock free. If one was quicker, there is nothing left to give back.
      const givesBack = verdict.kind === 'unknown';
      if (givesBack) await release(probes);
      if (this.#orNull(await rows.replace(next)) !== false || givesBack) return;
    }
  }

  /** Writes what `change` makes of a breaker; false where it makes nothing or it cannot be written. */
  async #turn(name: string, change: (row: BreakerRow) => BreakerRow | null): Promise<boolean> {
    const rows = await this.#rows();
    if (rows === null) return false;
    for (;;) {
      const [row] = this.#orNull(await rows.read([name])) ?? [];
      const next = row === undefined ? null : change(row);
      if (next === null) return false;
      const isWritten = this.#orNull(await rows.replace([next]));
      if (isWritten !== false) return isWritten ?? false;
    }
  }

  async #turns(rows: BreakerRows | null): Promise<ReadonlyMap<string, number>> {
    const all = rows === null ? null : this.#orNull(await rows.all());
    return new Map((all ?? []).map(({ name, turn }) => [name, turn]));
  }

  async #rows(): Promise<BreakerRows | null> {
    this.#opening ??= this.#with.openRows().then((opened) => {
      // The disk may have room, or the folder be writable, by the next call.
      if (!opened.ok) this.#opening = null;
      return this.#orNull(opened);
    });
    return await this.#opening;
  }

  /** B5: what came of the store, or null and a word about it, once. */
  #orNull<T>(result: Result<T, string>): T | null {
    if (result.ok) return result.value;
    if (!this.#isTroubled) this.#with.onTrouble(result.error);
    this.#isTroubled = true;
    return null;
  }
}

/** Makes them; nothing is opened before the first breaker is asked for. Every leave is settled before they are closed. */
export const createSharedBreakers = (parts: SharedBreakersParts): SharedBreakers => new BreakersOnRows(parts);

/** What breakers should do, found another way: keeps every verdict it ever heard, and knows no rows, slices or locks. */
import type { BreakerState, Leave } from '../../../core/breakers.ts';
import type { BreakerSettings } from '../../../error/engine/breakers/breaker-settings.ts';

export const NAMES = ['a', 'b'] as const;

export type Name = (typeof NAMES)[number];
export type Ending =
  | { readonly kind: 'works' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fails'; readonly afterMs: number | null; readonly isLasting: boolean };

/** A call that was let through and has not ended yet. */
export type Call = {
  readonly names: readonly Name[];
  readonly client: number;
  readonly probes: readonly Name[];
  readonly leave: Leave;
};

/** One breaker of the oracle. */
type Known = {
  isKept: boolean;
  open: { at: number; until: number } | null;
  prober: Call | 'nobody' | null;
  heard: { at: number; failed: boolean }[];
};

export class Oracle {
  readonly known: ReadonlyMap<Name, Known> = new Map(
    NAMES.map((name) => [name, { isKept: false, open: null, prober: null, heard: [] }]),
  );
  readonly #settings: BreakerSettings;
  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  of(name: Name): Known {
    const known = this.known.get(name);
    if (known === undefined) throw new Error(name);
    return known;
  }

  state(name: Name): BreakerState {
    const { open, prober } = this.of(name);
    return open === null ? 'CLOSED' : prober === null ? 'OPEN' : 'HALF_OPEN';
  }

  /** Those whose slice of the window begins within the window. */
  counted(name: Name, now: number): { failures: number; calls: number } {
    const { windowMs } = this.#settings;
    const slice = Math.max(1, Math.floor(windowMs / 10));
    const within = this.of(name).heard.filter(({ at }) => at - (at % slice) > now - windowMs);
    return { failures: within.filter(({ failed }) => failed).length, calls: within.length };
  }

  /** The first that refuses, in the order of names: one that is open, before one that is being probed. */
  refusal(names: readonly Name[], now: number): { name: Name; at: number } | null {
    const sorted = [...new Set(names)].sort();
    for (const name of sorted) {
      const { open, prober } = this.of(name);
      if (open !== null && prober === null && now < open.until) return { name, at: open.until };
    }
    for (const name of sorted) {
      const { prober } = this.of(name);
      if (prober !== null && prober !== 'nobody') return { name, at: now + 1_000 };
    }
    return null;
  }

  settle(call: Call, ending: Ending, now: number): void {
    for (const name of new Set(call.names)) this.#hear(this.of(name), name, call, ending, now);
  }

  #hear(it: Known, name: Name, call: Call, ending: Ending, now: number): void {
    const isProber = it.prober === call;
    if (it.open !== null && !isProber) {
      const until = ending.kind === 'fails' && ending.isLasting && ending.afterMs !== null ? now + ending.afterMs : 0;
      if (it.prober === null) it.open.until = Math.max(it.open.until, until);
      return;
    }
    if (isProber) it.prober = null;
    if (ending.kind === 'unknown') return;
    it.isKept = true;
    it.heard.push({ at: now, failed: ending.kind === 'fails' });
    if (ending.kind !== 'fails') {
      if (isProber) this.#close(it);
      return;
    }
    const { failures, calls } = this.counted(name, now);
    const isTooMuch = failures >= this.#settings.failures && failures * 100 >= calls * this.#settings.percentage;
    if (isProber || ending.isLasting || isTooMuch) {
      const cooled = now + this.#settings.coolDownMs;
      const said = ending.afterMs === null || ending.afterMs <= 0 ? null : now + ending.afterMs;
      it.open = { at: now, until: said === null ? cooled : ending.isLasting ? said : Math.max(said, cooled) };
    }
  }

  #close(it: Known): void {
    it.open = null;
    it.prober = null;
    it.heard = [];
  }

  reset(name: Name): boolean {
    if (this.of(name).isKept) this.#close(this.of(name));
    return this.of(name).isKept;
  }

  trip(name: Name, now: number, forMs: number | null): void {
    Object.assign(this.of(name), { isKept: true, prober: null });
    this.of(name).open = { at: now, until: now + (forMs ?? this.#settings.coolDownMs) };
  }
}

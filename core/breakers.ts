/** Circuit breakers: whether a tool or provider that keeps failing may be called at all. Shared by the whole machine. */
import type { Instant } from './id.ts';
import type { Digest } from './system.ts';

/** CLOSED: calls go through. OPEN: none does. HALF_OPEN: exactly one does, and decides. */
export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** Whether a breaker may have this name: what can be written in a workstream, in a configuration and on a command line. */
export const isBreakerName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,127}$/.test(name);

/** The breaker of who pays a provider by a key, whose name does not tell it. */
export const accountBreaker = (provider: string, key: string, digest: Digest): string =>
  `${provider}/${digest(`account of ${provider}: ${key}`).slice(0, 8)}`;

/** One breaker, as `ws breakers list` shows it. */
export type Breaker = {
  /** What it guards: the id of a tool profile, a model provider, or what a step's author calls it. */
  readonly name: string;
  readonly state: BreakerState;
  /** Failures within the window that speak of what it guards. */
  readonly failures: number;
  /** null where it is closed. */
  readonly openedAt: Instant | null;
  /** When the next call may be tried; null where it is closed. */
  readonly reopensAt: Instant | null;
};

/**
 * What the end of a call says of what the breaker guards. `works`: it answered, whatever came of the work. `fails`: it
 * did not; `until` is when it said it would be back, null where it did not say. `unknown`: the call was cut short.
 */
export type BreakerVerdict =
  | { readonly kind: 'works' }
  | { readonly kind: 'fails'; readonly until: Instant | null; readonly isLasting: boolean }
  | { readonly kind: 'unknown' };

/** Leave to call; every leave must be given back exactly once. */
export type Leave = { settle(verdict: BreakerVerdict): Promise<void> };

/** `refused`: at least one of the breakers lets nobody through at present. */
export type Admission =
  | { readonly kind: 'admitted'; readonly leave: Leave }
  | { readonly kind: 'refused'; readonly breaker: string; readonly reopensAt: Instant };

/** All breakers of this machine. Never throws for what is expected: a store that cannot be written lets calls through. */
export interface Breakers {
  /** Asks all of `names` at once; none of them is held where one refuses. */
  admit(names: readonly string[]): Promise<Admission>;
  /** By name. */
  list(): Promise<readonly Breaker[]>;
  /** Closes a breaker and forgets its failures; false where there is none of that name. */
  reset(name: string): Promise<boolean>;
  /** Opens a breaker, until `until` or for its usual cool-down. */
  trip(name: string, until: Instant | null): Promise<void>;
  /**
   * Calls `changed` with the names of breakers whose state has changed, by whichever process, within 100 ms of the
   * change, until `signal` aborts.
   */
  watch(changed: (names: readonly string[]) => void, signal: AbortSignal): Promise<void>;
}

/** When a circuit breaker opens, and for how long. */

export type BreakerSettings = {
  /** It opens after so many failures within the window… */
  readonly failures: number;
  /** …where they are at least so much of all calls that ended in it. */
  readonly percentage: number;
  readonly windowMs: number;
  /** How long it stays open where nobody said when to come back. */
  readonly coolDownMs: number;
};

export const DEFAULT_BREAKER_SETTINGS: BreakerSettings = {
  failures: 5,
  percentage: 50,
  windowMs: 60_000,
  coolDownMs: 30_000,
};

/** How long to wait before a step is tried again. */
import type { Chance } from '../../../core/clock.ts';
import type { Backoff } from '../../../core/retry.ts';

/**
 * The wait in milliseconds before the try that follows `failures` + 1 failures: `initial · factor^failures`, spread by
 * ± `jitter`, never above `max`. Source: exponential backoff with jitter, M. Brooker, AWS Architecture Blog, 2015.
 */
export const backoffMs = (backoff: Backoff, failures: number, chance: Pick<Chance, 'fraction'>): number => {
  const plain = Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** failures);
  const spread = 1 + backoff.jitter * (2 * chance.fraction() - 1);
  return Math.round(Math.min(backoff.maxMs, plain * spread));
};

/** What is so for every call of an open house: it refuses when closed, tells no secret, and throws only for a bug. */
import { err, type Result } from '../../core/result.ts';
import type { Mask } from '../../core/system.ts';
import type { House } from '../house/house.ts';
import type { Refusal } from '../house/refusal.ts';
import { invalid } from '../house/refusals.ts';
import { refusalOfThrown } from '../house/refusal-of-thrown.ts';

export type Guarded = {
  readonly mask: Mask;
  run<T>(act: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>>;
  /** Ends what is under way, waits for it, and closes the house; once, however often it is called. */
  close(): Promise<void>;
  /** Aborts when closing begins. */
  readonly closing: AbortSignal;
};

const masked = ({ kind, message, hint, diagnostics }: Refusal, mask: Mask): Refusal => ({
  kind,
  message: mask(message),
  hint: hint === null ? null : mask(hint),
  diagnostics: diagnostics.map((each) => ({ ...each, message: mask(each.message) })),
});

/** Guards the calls of one house. */
export const guardedBy = (house: House, mask: Mask): Guarded => {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;
  const tried = async <T>(act: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> => {
    try {
      const result = await act();
      return result.ok ? result : err(masked(result.error, mask));
    } catch (error) {
      const refusal = await refusalOfThrown(error, house);
      if (refusal === null) throw error;
      return err(masked(refusal, mask));
    }
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(underWay);
    await house[Symbol.asyncDispose]();
  };
  return {
    mask,
    closing: closing.signal,
    run: async (act) => {
      if (closed !== null) return err(invalid('the house is closed', 'Open it again: openHouse(…)'));
      const running = tried(act);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    close: () => (closed ??= close()),
  };
};

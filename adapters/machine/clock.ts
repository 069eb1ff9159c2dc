/** The real clock: the wall at start plus monotonic time, so that it never goes back while the process lives. */
import type { Clock } from '../../core/clock.ts';
import { instant } from '../../core/id.ts';
import type { Instant } from '../../core/id.ts';

/** The longest delay that `setTimeout` keeps; a longer one would fire at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** Makes a clock that reads the wall once; later jumps of the wall clock do not reach it. */
export const realClock = (): Clock => {
  const origin = Date.now() - performance.now();
  const now = (): Instant => instant(Math.floor(origin + performance.now()));
  const sleepUntil = (at: Instant, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      let timer: NodeJS.Timeout | null = null;
      const end = (): void => {
        if (timer !== null) clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      // Timers count whole milliseconds and are limited in length: look again until it is really time.
      const look = (): void => {
        const leftMs = at - now();
        if (leftMs <= 0 || signal.aborted) end();
        else timer = setTimeout(look, Math.min(leftMs, LONGEST_TIMER_MS));
      };
      signal.addEventListener('abort', end);
      look();
    });
  return { now, sleepUntil };
};

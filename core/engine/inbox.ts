/** Everything the outside tells a run arrives here, in one order; the only place where its driver waits. */
import type { Clock } from '../clock.ts';
import type { Instant } from '../id.ts';
import type { Input } from './decide.ts';

export class Inbox {
  readonly #clock: Clock;
  #waiting: Input[] = [];
  #wake: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(input: Input): void {
    this.#waiting.push(input);
    this.#wake?.();
  }

  /** All that has arrived by now; waits for nothing. */
  arrived(): readonly Input[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** All that has arrived, as soon as there is something, or nothing at `until`. */
  async take(until: Instant | null): Promise<readonly Input[]> {
    if (this.#waiting.length === 0) await this.#arrival(until);
    return this.arrived();
  }

  async #arrival(until: Instant | null): Promise<void> {
    const arrival = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (until === null) await arrival;
    else {
      const sleep = new AbortController();
      await Promise.race([arrival, this.#clock.sleepUntil(until, sleep.signal)]);
      sleep.abort();
    }
    this.#wake = null;
  }
}

/** Steps, each with the time at which it goes on. */
import type { Instant } from '../../id.ts';

export class Sleepers {
  readonly #until = new Map<number, Instant>();
  /** The earliest; null where it must be looked for again, or there is none. */
  #earliest: Instant | null = null;

  get isEmpty(): boolean {
    return this.#until.size === 0;
  }

  /** Lets the step at a place sleep; null: it no longer does. */
  put(place: number, until: Instant | null): void {
    if (until === null) this.#until.delete(place);
    else this.#until.set(place, until);
    this.#earliest = null;
  }

  /** When the first of them is due; null where none sleeps. */
  next(): Instant | null {
    if (this.#earliest === null)
      for (const until of this.#until.values())
        if (this.#earliest === null || until < this.#earliest) this.#earliest = until;
    return this.#earliest;
  }

  /** One that is due at `now`. */
  due(now: Instant): number | undefined {
    const next = this.next();
    if (next === null || next > now) return undefined;
    for (const [place, until] of this.#until) if (until <= now) return place;
    return undefined;
  }
}

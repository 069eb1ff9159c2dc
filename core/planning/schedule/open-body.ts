/** How an open composite stands: what is left of its body, what of it went wrong, and who of it may begin. */

import { isHardEnd } from '../../step-end.ts';
import type { StepState } from '../../run.ts';

/** Why what is inside is ended before its time: the composite's own time is over, its outcome is certain, or the run ends it. */
export type HaltCause = 'timeout' | 'certain' | 'run';

export class OpenBody {
  readonly children: readonly number[];
  /** How many may be under way at once; null: as many as there are. */
  readonly #slots: number | null;
  /** The first of those that run after all others ended; Infinity where there are none. */
  readonly #firstLast: number;
  #left: number;
  #leftOfMain: number;
  #hasMainFailed = false;
  #bad = 0;
  #cut = 0;
  #succeeded = 0;
  #active = 0;
  readonly #held: number[] = [];
  #nextHeld = 0;
  #cursor = 0;
  readonly #again: number[] = [];
  /** null where nothing is ended before its time. */
  halted: HaltCause | null = null;

  /** `last`: how many of the children, the last ones, run after all others ended. */
  constructor(children: readonly number[], slots: number | null, last = 0) {
    this.children = children;
    this.#slots = slots;
    this.#left = children.length;
    this.#leftOfMain = children.length - last;
    this.#firstLast = last === 0 ? Infinity : (children.at(-last) ?? Infinity);
  }

  /** Whether a child runs after all others ended. */
  isLast(place: number): boolean {
    return place >= this.#firstLast;
  }

  /** Those that run after all others ended. */
  get lasts(): readonly number[] {
    return this.children.filter((child) => this.isLast(child));
  }

  /** Whether something before them did not end well. */
  get hasMainFailed(): boolean {
    return this.#hasMainFailed;
  }

  get isMainOver(): boolean {
    return this.#leftOfMain === 0;
  }

  get left(): number {
    return this.#left;
  }

  /** How many ended in a way that spoils the whole. */
  get bad(): number {
    return this.#bad;
  }

  /** How many were ended before their time. */
  get cut(): number {
    return this.#cut;
  }

  get succeeded(): number {
    return this.#succeeded;
  }

  /** Takes note of a child that was under way before this was made. */
  meet(): void {
    this.#active += 1;
  }

  /** Takes note that a child will not move again. */
  end(place: number, state: StepState): void {
    this.#left -= 1;
    if (!this.isLast(place)) {
      this.#leftOfMain -= 1;
      if (isHardEnd(state)) this.#hasMainFailed = true;
    }
    if (state.kind === 'cancelled') this.#cut += 1;
    else if (isHardEnd(state)) this.#bad += 1;
    else if (state.kind === 'succeeded') this.#succeeded += 1;
  }

  /** The child that may begin since another has ended; undefined where none waits for that. */
  release(): number | undefined {
    this.#active -= 1;
    const next = this.#held[this.#nextHeld];
    if (next !== undefined) this.#nextHeld += 1;
    return next;
  }

  /** Whether a child may begin now; else it waits for its turn. */
  admit(place: number): boolean {
    if (this.isLast(place) && !this.isMainOver) return false;
    if (this.#slots !== null && this.#active >= this.#slots) {
      this.#held.push(place);
      return false;
    }
    this.#active += 1;
    return true;
  }

  /** A child that was passed is to be dealt with after all. */
  again(place: number): void {
    this.#again.push(place);
  }

  /** The next child that is to be dealt with; each is passed once, but for those that come again. */
  nextOf(isWanted: (place: number) => boolean): number | undefined {
    for (let place = this.#again.pop(); place !== undefined; place = this.#again.pop())
      if (isWanted(place)) return place;
    for (; this.#cursor < this.children.length; this.#cursor++) {
      const place = this.children[this.#cursor];
      if (place !== undefined && isWanted(place)) return place;
    }
    return undefined;
  }
}

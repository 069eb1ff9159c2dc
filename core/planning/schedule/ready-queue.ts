/** Places in the order in which they should start: the highest priority first, then the lowest place. */

/** A binary heap over places; pushing and taking cost O(log n). */
export class ReadyQueue {
  readonly #priorityOf: (place: number) => number;
  readonly #heap: number[] = [];

  /** Asked anew each time: where priorities are kept moves when the plan grows. That of a place must not change. */
  constructor(priorityOf: (place: number) => number) {
    this.#priorityOf = priorityOf;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The place to start next; undefined where there is none. */
  first(): number | undefined {
    return this.#heap[0];
  }

  push(place: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(place);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !this.#before(place, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = place;
  }

  /** Takes the first place away. */
  shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && this.#before(right, below)) {
        child += 1;
        below = right;
      }
      if (!this.#before(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }

  #before(a: number, b: number): boolean {
    const byPriority = this.#priorityOf(b) - this.#priorityOf(a);
    return byPriority < 0 || (byPriority === 0 && a < b);
  }
}

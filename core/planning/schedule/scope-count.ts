/** How the steps of one scope stand: what is left of it, and what of it went wrong. */
import type { Scope } from '../../scope.ts';

export class ScopeCount {
  readonly scope: Scope;
  #left: number;
  #bad = 0;
  #cursor: number;

  constructor(scope: Scope) {
    this.scope = scope;
    this.#left = scope.end - scope.first;
    this.#cursor = scope.first;
  }

  /** Whether none of its steps will move again. */
  get isOver(): boolean {
    return this.#left === 0;
  }

  /** Whether one of its steps failed that was not allowed to. */
  get hasFailed(): boolean {
    return this.#bad > 0;
  }

  /** Takes note that one of its steps will not move again. */
  finish(isBad: boolean): void {
    this.#left -= 1;
    if (isBad) this.#bad += 1;
  }

  /** The next place that is to be dealt with; each is passed once. */
  nextOf(isWanted: (place: number) => boolean): number | undefined {
    for (; this.#cursor < this.scope.end; this.#cursor++) if (isWanted(this.#cursor)) return this.#cursor;
    return undefined;
  }
}

/** Finished steps whose ignored files are gone, and which steps may not start before those are there again. */
import type { RefreshReason } from '../../provisions.ts';
import { laneAt } from '../../lane.ts';
import type { Plan } from '../../plan.ts';
import { around } from '../../state/growth.ts';

/** The step at a place must be refreshed. */
export type Lack = { readonly place: number; readonly why: RefreshReason };

/**
 * Places of all steps that need one of `places`, directly or through others, or through a composite that one of them is in.
 * Of a composite that is found all that is in it relies on them, whenever it opens.
 */
export const reliantOn = (plan: Plan, places: readonly number[]): ReadonlySet<number> => {
  const { offsets, targets } = plan.dependents;
  const found = new Set<number>();
  const open = places.flatMap((place) => [place, ...around(plan, place)]);
  for (let place = open.pop(); place !== undefined; place = open.pop())
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) {
      const target = targets[edge] ?? 0;
      if (found.has(target)) continue;
      found.add(target);
      open.push(target);
    }
  return found;
};

/** What was found when the driver began; each is taken out once its step has been refreshed. */
export class Lacking {
  readonly #plan: Plan;
  readonly #lacks: (Lack & { readonly reliant: ReadonlySet<number> })[];

  /** In the order of needs. */
  constructor(plan: Plan, lacks: readonly Lack[]) {
    this.#plan = plan;
    const rank = new Map([...plan.order].map((place, at) => [place, at]));
    this.#lacks = lacks
      .toSorted((a, b) => (rank.get(a.place) ?? 0) - (rank.get(b.place) ?? 0))
      .map((lack) => ({ ...lack, reliant: reliantOn(plan, [lack.place]) }));
  }

  /** What must be refreshed before the step at a place may start, in the order of needs. */
  before(place: number): readonly Lack[] {
    if (this.#lacks.length === 0 || laneAt(this.#plan, place) !== null) return [];
    const whole = [place, ...around(this.#plan, place)];
    return this.#lacks.filter(({ reliant }) => whole.some((at) => reliant.has(at)));
  }

  /** The step at a place has been refreshed, begins anew, or has ended without success. */
  restored(place: number): void {
    const at = this.#lacks.findIndex((lack) => lack.place === place);
    if (at >= 0) this.#lacks.splice(at, 1);
  }
}

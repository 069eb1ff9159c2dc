/** How many steps of a run stand how, kept up as they move: asked several times a second, of runs of any size. */
import { isFinishing } from '../../core/hidden-step.ts';
import type { StepId } from '../../core/id.ts';
import { isStepDone } from '../../core/state/machine.ts';
import type { StepView } from './step-view.ts';

/** How the steps stand that are directly in a composite; those that nobody wrote are left out. */
export type Counts = { readonly all: number; readonly done: number; readonly failed: number };

const NONE: Counts = { all: 0, done: 0, failed: 0 };

type Counted = Pick<StepView, 'id' | 'parent' | 'kind' | 'isComposite'>;

export interface StandingCounts {
  /** Takes in that a step moved; `before` is null where it is a new one. */
  move(before: Counted | null, after: Counted): void;
  inside(composite: StepId): Counts;
  /** Those that are over, composites left out. */
  readonly finished: number;
  /** All there are, composites left out. */
  readonly work: number;
}

/** The counts with one step more of this kind, or with `by` -1 one less. */
export const withOne = (counts: Counts, { kind }: Pick<Counted, 'kind'>, by: 1 | -1 = 1): Counts => ({
  all: counts.all + by,
  done: counts.done + (isStepDone(kind) ? by : 0),
  failed: counts.failed + (kind === 'failed' ? by : 0),
});

/** How some steps stand. */
export const countsOf = (steps: readonly Pick<Counted, 'id' | 'kind'>[]): Counts =>
  steps.reduce((counts, step) => (isFinishing(step) ? counts : withOne(counts, step)), NONE);

/** No step yet. */
export const standingCounts = (): StandingCounts => {
  const inside = new Map<StepId, Counts>();
  let works = NONE;
  const add = (step: Counted, by: 1 | -1): void => {
    if (!step.isComposite) works = withOne(works, step, by);
    if (step.parent !== null) inside.set(step.parent, withOne(inside.get(step.parent) ?? NONE, step, by));
  };
  return {
    move: (before, after) => {
      if (isFinishing(after)) return;
      if (before !== null) add(before, -1);
      add(after, 1);
    },
    inside: (composite) => inside.get(composite) ?? NONE,
    get finished() {
      return works.done;
    },
    get work() {
      return works.all;
    },
  };
};

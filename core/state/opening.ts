/** How a run opens a composite: its inner steps get places, and begin, or begin again. */
import type { StepEvent } from '../event.ts';
import { isEqualJson, type Json } from '../json.ts';
import { laneAt } from '../lane.ts';
import { parentOf, type Plan } from '../plan.ts';
import { rememberedWith } from '../remembered.ts';
import { hasBegun, type Inherited, type RunOptions } from '../run.ts';
import { around, withBody, withoutInside } from './growth.ts';
import { UNTROUBLED } from './recovery.ts';
import { BLOCKED, freshStep, inheritedState, type RunState } from './run-state.ts';
import { isFirstRound } from './step-after.ts';
import { tidiedUpTo } from './tidied.ts';

/** What an earlier run has done of inner steps, which are met when they are laid out. */
const inheritedIn = rememberedWith(
  ({ inherits }: RunOptions): ReadonlyMap<string, Inherited> =>
    new Map((inherits?.steps ?? []).map((from) => [String(from.step), from])),
);

/** Values of the items that a step is in, the innermost first. */
export const itemsAround = (plan: Plan, place: number): readonly Json[] =>
  [place, ...around(plan, place)].flatMap((at) => {
    const each = plan.each.get(at);
    return each === undefined ? [] : [each.value];
  });

/** What was done for an item counts for an equal item alone. */
const isForSame = (plan: Plan, place: number, { items = [] }: Inherited): boolean => {
  const now = itemsAround(plan, place);
  return now.length === items.length && now.every((value, at) => isEqualJson(value, items[at] ?? null));
};

/** Attempts go on counting, so that no two share a number. A generation in which it has not begun left nothing. */
const reset = (step: RunState['steps'][number], upTo: number): void => {
  if (hasBegun(step)) step.past = { ...step, past: step.past !== null && step.past.lastSeq > upTo ? step.past : null };
  step.state = BLOCKED;
  step.recovery = UNTROUBLED;
};

type Opened = StepEvent & { readonly type: 'step.opened' };

/** Takes in that the composite at `place` has opened. */
export const openBody = (run: RunState, place: number, event: Opened): void => {
  const { items, round, at, limits = {}, inputs = null } = event;
  if (isFirstRound(event) && run.plan.openings.has(place)) {
    const { plan, below } = withoutInside(run.plan, place);
    run.plan = plan;
    for (const inside of below) {
      const step = run.steps[inside];
      if (step !== undefined) reset(step, tidiedUpTo(run, laneAt(run.plan, inside)));
    }
  }
  const known = run.steps.length;
  run.plan = withBody(run.plan, place, { items, round, generation: event.attempt ?? 1, at, limits, inputs });
  layOut(run, known);
};

const layOut = (run: RunState, from: number): void => {
  const inherited = inheritedIn(run.options);
  for (let place = from; place < run.plan.steps.length; place++) {
    const step = freshStep();
    const source = inherited.size === 0 ? undefined : inherited.get(run.plan.steps[place]?.id ?? '');
    if (source !== undefined && parentOf(run.plan, place) !== null && isForSame(run.plan, place, source))
      step.state = inheritedState(source);
    run.steps.push(step);
  }
};

/** What a plan looks like from afar: waves, the critical path, edges. Pure. */
import type { Demand } from '../../core/demand.ts';
import type { StepId } from '../../core/id.ts';
import { scopeAt } from '../../core/scope.ts';
import type { Adjacency, Plan } from '../../core/plan.ts';
import type { Step } from '../../core/workstream.ts';
import { stepOutline, type StepOutline } from './view/bodies.ts';

/** The document of `ws plan --json`. */
export type PlanOutline = {
  readonly hash: string;
  /** Each step after what it needs, `finally` last. */
  readonly order: readonly StepId[];
  /** Steps of one wave need nothing but steps of earlier waves; `finally` steps come in waves of their own, last. */
  readonly waves: readonly (readonly StepId[])[];
  /** The longest chain of steps, each needing the one before; `finally` steps at its end. */
  readonly criticalPath: readonly StepId[];
  /**
   * What is done about the steps that succeeded when the run fails for good; in none of the above. In this order where
   * steps succeed in the order above.
   */
  readonly compensations: readonly StepId[];
  /** Those of the steps that have steps of their own, with all that is in them. */
  readonly composites: readonly StepOutline[];
};

const neighbours = (adjacency: Adjacency, place: number): Uint32Array =>
  adjacency.targets.subarray(adjacency.offsets[place] ?? 0, adjacency.offsets[place + 1] ?? 0);

const stepAt = (plan: Plan, place: number): Step => {
  const step = plan.steps[place];
  if (step === undefined) throw new Error(`invariant: a plan has no step at ${place}`);
  return step;
};

/** Outlines a plan in one pass over its edges. */
export const outlineOf = (plan: Plan): PlanOutline => {
  const places = [...plan.order];
  // How many steps lie on the longest way to a step, and the step before it on that way.
  const depth = new Uint32Array(plan.steps.length);
  const before = new Int32Array(plan.steps.length).fill(-1);
  const deepest = { main: -1, last: -1 };
  for (const isMain of [true, false]) {
    const start = deepest.main < 0 ? 0 : (depth[deepest.main] ?? 0) + 1;
    for (const place of places) {
      if ((scopeAt(plan.scopes, place).kind === 'main') !== isMain) continue;
      depth[place] = isMain ? 0 : start;
      before[place] = isMain ? -1 : deepest.main;
      for (const need of neighbours(plan.needs, place)) {
        if ((depth[need] ?? 0) + 1 <= (depth[place] ?? 0)) continue;
        depth[place] = (depth[need] ?? 0) + 1;
        before[place] = need;
      }
      if (deepest.last < 0 || (depth[place] ?? 0) > (depth[deepest.last] ?? 0)) deepest.last = place;
    }
    if (isMain) deepest.main = deepest.last;
  }
  const waves: StepId[][] = [];
  for (const place of places) (waves[depth[place] ?? 0] ??= []).push(stepAt(plan, place).id);
  const criticalPath: StepId[] = [];
  for (let place = deepest.last; place >= 0; place = before[place] ?? -1) criticalPath.unshift(stepAt(plan, place).id);
  const order = places.map((place) => stepAt(plan, place).id);
  const compensations = plan.compensation.map(({ step }) => step.id);
  const composites = plan.steps.filter(({ body }) => body !== undefined).map(stepOutline);
  return { hash: plan.hash, order, waves, criticalPath, compensations, composites };
};

/** What a step needs, in words: `b`, or `b failed` where it must end so. */
export const needsOf = ({ needs, demands = [] }: Step): readonly string[] =>
  needs.map((need) => {
    const demand = demands.find(({ step }) => step === need);
    return demand === undefined ? need : `${need}${toldOf(demand)}`;
  });

/** What is asked of a need beside that it ends well; the empty string where nothing is. */
const toldOf = ({ when, any }: Demand): string =>
  `${when === 'succeeded' ? '' : ` ${when}`}${any ? ' (one is enough)' : ''}`;

/** What is needed and what needs it; `asks`: what of its end, where that is more than that it ends well. */
export type PlanEdge = { readonly from: string; readonly to: string; readonly asks: string };

/** The `needs` of a step; `prefix` stands before the names of all that are beside it. */
export const needsEdges = ({ id, needs, demands = [] }: Step, prefix = ''): readonly PlanEdge[] =>
  needs.map((need) => {
    const demand = demands.find((each) => each.step === need);
    return { from: `${prefix}${need}`, to: `${prefix}${id}`, asks: demand === undefined ? '' : toldOf(demand).trim() };
  });

/** Every `needs` of the plan. */
export const edgesOf = (plan: Plan): readonly PlanEdge[] => plan.steps.flatMap((step) => needsEdges(step));

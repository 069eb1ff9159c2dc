/** Turns a definition into a plan, or says everything that keeps it from being one. Pure, without recursion. */
import { stepId, type StepId } from '../id.ts';
import { err, ok, type Result } from '../result.ts';
import type { Digest } from '../system.ts';
import type { DescribeTool } from '../tool.ts';
import type { Adjacency, Plan, Step, Workstream } from '../workstream.ts';
import { compensationSteps } from './compensation.ts';
import { hashOf } from './hash.ts';
import { didYouMean } from './nearest.ts';
import { findCycle, orderOf, priorityOf } from './order.ts';
import { pointerOf, type PlanProblem } from './problem.ts';
import { checkReferences } from './references.ts';

type Draft = {
  readonly steps: readonly Step[];
  readonly mainCount: number;
  readonly index: Map<StepId, number>;
  readonly problems: PlanProblem[];
};

const indexSteps = ({ steps, mainCount, index, problems }: Draft): void => {
  for (const [place, step] of steps.entries()) {
    const first = index.get(step.id);
    if (first === undefined) {
      index.set(step.id, place);
      continue;
    }
    const message = `two steps have the id "${step.id}": the other is ${pointerOf(first, mainCount)}`;
    problems.push({ code: 'duplicate-step', message, pointer: `${pointerOf(place, mainCount)}/id` });
  }
};

const refusalOfNeed = (draft: Draft, place: number, need: StepId): Omit<PlanProblem, 'pointer'> | number => {
  const { steps, mainCount, index } = draft;
  const id = steps[place]?.id ?? '';
  const found = index.get(need);
  if (found === undefined) {
    const meant = didYouMean(need, index.keys());
    return { code: 'unknown-need', message: `step "${id}" needs "${need}", which is not a step.${meant}` };
  }
  if (found === place) return { code: 'self-need', message: `step "${id}" needs itself` };
  if (place < mainCount && found >= mainCount)
    return { code: 'need-of-finally', message: `step "${id}" needs "${need}", which runs after all others (finally)` };
  if (place >= mainCount && found < mainCount)
    return {
      code: 'need-of-main',
      message: `step "${id}" runs after all others anyway: leave "${need}" out of its needs`,
    };
  return found;
};

/** The needs of every step by place, in compressed rows; those that are refused are left out. */
const needsOf = (draft: Draft): Adjacency => {
  const { steps, mainCount, problems } = draft;
  const offsets = new Uint32Array(steps.length + 1);
  const targets: number[] = [];
  for (const [place, step] of steps.entries()) {
    for (const [at, need] of step.needs.entries()) {
      const found = refusalOfNeed(draft, place, need);
      if (typeof found === 'number') targets.push(found);
      else problems.push({ ...found, pointer: `${pointerOf(place, mainCount)}/needs/${at}` });
    }
    offsets[place + 1] = targets.length;
  }
  return { offsets, targets: Uint32Array.from(targets) };
};

/** The same edges the other way round. */
const reversed = ({ offsets, targets }: Adjacency): Adjacency => {
  const count = offsets.length - 1;
  const back = new Uint32Array(count + 1);
  for (const target of targets) back[target + 1] = (back[target + 1] ?? 0) + 1;
  for (let place = 0; place < count; place++) back[place + 1] = (back[place + 1] ?? 0) + (back[place] ?? 0);
  const next = back.slice();
  const sources = new Uint32Array(targets.length);
  for (let place = 0; place < count; place++)
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) {
      const target = targets[edge] ?? 0;
      const slot = next[target] ?? 0;
      sources[slot] = place;
      next[target] = slot + 1;
    }
  return { offsets: back, targets: sources };
};

/**
 * Proves a definition runnable: ids unique, needs known, no cycle, expressions sound, references to steps that are
 * sure to have ended. Costs O(steps + edges).
 */
export const planWorkstream = (
  workstream: Workstream,
  digest: Digest,
  describe: DescribeTool,
): Result<Plan, readonly PlanProblem[]> => {
  const steps = workstream.finally.length === 0 ? workstream.steps : [...workstream.steps, ...workstream.finally];
  const mainCount = workstream.steps.length;
  const draft: Draft = { steps, mainCount, index: new Map(), problems: [] };
  const { index, problems } = draft;
  indexSteps(draft);
  const needs = needsOf(draft);
  if (problems.length > 0) return err(problems);
  const dependents = reversed(needs);
  const order = orderOf(needs, dependents, mainCount);
  if (order.length < steps.length) {
    const cycle = findCycle(needs, order).map((place) => steps[place]?.id ?? stepId(''));
    const [first = stepId('')] = cycle;
    const pointer = `${pointerOf(index.get(first) ?? 0, mainCount)}/needs`;
    return err([{ code: 'cycle', message: `steps need each other in a circle: ${cycle.join(' → ')}`, pointer }]);
  }
  const misreferences = checkReferences({ workstream, steps, mainCount, index, needs, order }, describe);
  if (misreferences.length > 0) return err(misreferences);
  const plan = { workstream, steps, index, mainCount, ownCount: steps.length, order, needs, dependents };
  return ok(withCompensation({ ...plan, hash: hashOf(workstream, digest), priority: priorityOf(dependents, order) }));
};

function* stepsInOrder({ steps, order }: Plan): Generator<Step> {
  for (const place of order) {
    const step = steps[place];
    if (step !== undefined) yield step;
  }
}

const longer = <T extends Uint32Array | Float64Array>(array: T, from: T): T => {
  array.set(from);
  return array;
};

/** The same plan with what undoes it at its end; nothing needs those steps, and they need nothing. */
const withCompensation = (plan: Plan): Plan => {
  const added = compensationSteps(plan.workstream, stepsInOrder(plan));
  if (added.length === 0) return plan;
  const { ownCount } = plan;
  const count = ownCount + added.length;
  const alone = ({ offsets, targets }: Adjacency): Adjacency => ({
    offsets: longer(new Uint32Array(count + 1).fill(targets.length), offsets),
    targets,
  });
  const index = new Map(plan.index);
  for (const [at, step] of added.entries()) index.set(step.id, ownCount + at);
  return {
    ...plan,
    steps: [...plan.steps, ...added],
    index,
    order: longer(
      Uint32Array.from({ length: count }, (_, place) => place),
      plan.order,
    ),
    needs: alone(plan.needs),
    dependents: alone(plan.dependents),
    priority: longer(new Float64Array(count), plan.priority),
  };
};

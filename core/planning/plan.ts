/** Turns a definition into a plan, or says everything that keeps it from being one. Pure, without recursion. */
import { stepId, type StepId } from '../id.ts';
import { err, ok, type Result } from '../result.ts';
import type { Digest } from '../system.ts';
import { scopeAt, type Scope } from '../scope.ts';
import type { DescribeTool } from '../tool.ts';
import type { Adjacency, Plan, Step, Workstream } from '../workstream.ts';
import { compensatedBy, compensationSteps } from './compensation.ts';
import { hashOf } from './hash.ts';
import { didYouMean } from './nearest.ts';
import { findCycles, orderOf, priorityOf } from './order.ts';
import { pointerOf, type PlanProblem } from './problem.ts';
import { checkReferences } from './references.ts';
import { scopesApart } from './scopes-apart.ts';

type Draft = {
  readonly steps: readonly Step[];
  readonly scopes: readonly Scope[];
  readonly index: Map<StepId, number>;
  readonly problems: PlanProblem[];
};

const indexSteps = ({ steps, scopes, index, problems }: Draft): void => {
  for (const [place, step] of steps.entries()) {
    const first = index.get(step.id);
    if (first === undefined) {
      index.set(step.id, place);
      continue;
    }
    const message = `two steps have the id "${step.id}": the other is ${pointerOf(first, scopes)}`;
    problems.push({ code: 'duplicate-step', message, pointer: `${pointerOf(place, scopes)}/id`, within: null });
  }
};

const refusalOfNeed = (draft: Draft, place: number, need: StepId): Pick<PlanProblem, 'code' | 'message'> | number => {
  const { steps, scopes, index } = draft;
  const id = steps[place]?.id ?? '';
  const found = index.get(need);
  if (found === undefined) {
    const meant = didYouMean(need, index.keys());
    return { code: 'unknown-need', message: `step "${id}" needs "${need}", which is not a step.${meant}` };
  }
  if (found === place) return { code: 'self-need', message: `step "${id}" needs itself` };
  const [mine, theirs] = [scopeAt(scopes, place).kind, scopeAt(scopes, found).kind];
  if (mine === theirs) return found;
  if (mine === 'main')
    return { code: 'need-of-finally', message: `step "${id}" needs "${need}", which runs after all others (finally)` };
  return {
    code: 'need-of-main',
    message: `step "${id}" runs after all others anyway: leave "${need}" out of its needs`,
  };
};

/** The needs of every step by place, in compressed rows; those that are refused are left out, and their step told. */
const needsOf = (draft: Draft, refused: Set<number>): Adjacency => {
  const { steps, scopes, problems } = draft;
  const offsets = new Uint32Array(steps.length + 1);
  const targets: number[] = [];
  for (const [place, step] of steps.entries()) {
    for (const [at, need] of step.needs.entries()) {
      const found = refusalOfNeed(draft, place, need);
      if (typeof found === 'number') {
        targets.push(found);
        continue;
      }
      refused.add(place);
      problems.push({ ...found, pointer: `${pointerOf(place, scopes)}/needs/${at}`, within: null });
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

const circles = ({ steps, scopes }: Draft, needs: Adjacency, order: Uint32Array): readonly PlanProblem[] =>
  findCycles(needs, order).map((places) => {
    const ids = places.map((place) => steps[place]?.id ?? stepId(''));
    const pointer = `${pointerOf(places[0] ?? 0, scopes)}/needs`;
    return { code: 'cycle', message: `steps need each other in a circle: ${ids.join(' → ')}`, pointer, within: null };
  });

/** Some places, and all that need one of them, directly or through others. */
const behind = (places: ReadonlySet<number>, { offsets, targets }: Adjacency): ReadonlySet<number> => {
  const reached = new Set(places);
  // A set goes on to what is added while it is gone through.
  for (const place of reached)
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) reached.add(targets[edge] ?? 0);
  return reached;
};

const scopesOf = ({ steps, finally: last }: Workstream): readonly Scope[] => [
  { kind: 'main', first: 0, end: steps.length },
  { kind: 'finally', first: steps.length, end: steps.length + last.length },
];

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
  const scopes = scopesOf(workstream);
  const draft: Draft = { steps, scopes, index: new Map(), problems: [] };
  const { index, problems } = draft;
  indexSteps(draft);
  const refused = new Set<number>();
  const needs = needsOf(draft, refused);
  const dependents = reversed(needs);
  const order = orderOf(needs, dependents, scopes);
  if (order.length < steps.length) problems.push(...circles(draft, needs, order));
  const unsure = behind(refused, dependents);
  for (const problem of checkReferences({ workstream, steps, scopes, index, needs, order, unsure }, describe))
    problems.push(problem);
  if (problems.length === 0) problems.push(...scopesApart({ steps, scopes, needs, dependents }, describe));
  if (problems.length > 0) return err(problems);
  const undoing = compensationSteps(workstream, stepsInOrder(steps, order));
  const compensation = undoing.map((step) => ({ step, undoes: compensatedBy(step.id) }));
  const [hash, priority] = [hashOf(workstream, digest), priorityOf(dependents, order)];
  return ok({ hash, workstream, steps, index, scopes, compensation, order, needs, dependents, priority });
};

function* stepsInOrder(steps: readonly Step[], order: Uint32Array): Generator<Step> {
  for (const place of order) {
    const step = steps[place];
    if (step !== undefined) yield step;
  }
}

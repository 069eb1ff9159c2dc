/**
 * How a plan grows while its run goes on: what opens is laid out behind everything that is there. No edge leads into or
 * out of it, so the rows of what is there stay as they are, and n steps cost O(n), however large the plan is.
 */
import type { StepId } from '../id.ts';
import type { Scope, ScopeKind } from '../scope.ts';
import type { Adjacency, Plan, Step } from '../workstream.ts';

/** What opens: a graph of its own, its places counted from 0. */
export type Opening = Pick<Plan, 'needs' | 'dependents' | 'priority'> & { readonly steps: readonly Step[] };

type Row = Uint32Array | Int32Array | Uint8Array | Float64Array;

/** The array itself where it is long enough, else a copy with room for more than is asked, so that growing stays cheap. */
export const roomy = <T extends Row>(array: T, length: number): T => {
  if (array.length >= length) return array;
  // The cast cannot lie: an array and its constructor are of one kind.
  const wider = new (array.constructor as new (length: number) => T)(Math.max(length, array.length * 2));
  wider.set(array);
  return wider;
};

type Growing = { -readonly [K in keyof Adjacency]: Adjacency[K] };

/** Writes rows behind the rows that are there, from the place `first` on. */
const append = (to: Growing, { offsets, targets }: Adjacency, first: number, count: number): void => {
  const base = to.offsets[first] ?? 0;
  const edges = offsets[count] ?? 0;
  to.offsets = roomy(to.offsets, first + count + 1);
  to.targets = roomy(to.targets, base + edges);
  for (let at = 1; at <= count; at++) to.offsets[first + at] = base + (offsets[at] ?? 0);
  for (let edge = 0; edge < edges; edge++) to.targets[base + edge] = (targets[edge] ?? 0) + first;
};

/** A plan that one run has made its own. What it was made from does not change with it. */
class GrowingPlan implements Plan {
  readonly hash: string;
  readonly workstream: Plan['workstream'];
  readonly compensation: Plan['compensation'];
  readonly order: Plan['order'];
  readonly steps: Step[];
  readonly scopes: Scope[];
  readonly index: Map<StepId, number>;
  readonly needs: Growing;
  readonly dependents: Growing;
  priority: Float64Array;

  constructor(plan: Plan) {
    ({ hash: this.hash, workstream: this.workstream, compensation: this.compensation, order: this.order } = plan);
    this.priority = plan.priority;
    this.steps = [...plan.steps];
    this.scopes = [...plan.scopes];
    this.index = new Map(plan.index);
    // Arrays that are full are copied before anything is written behind them.
    this.needs = { ...plan.needs };
    this.dependents = { ...plan.dependents };
  }

  open(kind: ScopeKind, { steps, needs, dependents, priority }: Opening): void {
    const first = this.steps.length;
    const end = first + steps.length;
    append(this.needs, needs, first, steps.length);
    append(this.dependents, dependents, first, steps.length);
    this.priority = roomy(this.priority, end);
    for (const [at, step] of steps.entries()) {
      this.priority[first + at] = priority[at] ?? 0;
      this.index.set(step.id, first + at);
      this.steps.push(step);
    }
    this.scopes.push({ kind, first, end });
  }
}

/** The plan with a scope more; a copy the first time, so that nobody else's plan grows with it. */
export const opened = (plan: Plan, kind: ScopeKind, opening: Opening): Plan => {
  const growing = plan instanceof GrowingPlan ? plan : new GrowingPlan(plan);
  growing.open(kind, opening);
  return growing;
};

/**
 * How a plan grows while its run goes on: what opens is laid out behind everything that is there. No edge leads into or
 * out of it, so the rows of what is there stay as they are, and n steps cost O(n), however large the plan is.
 */
import { compensationStep } from '../compensating.ts';
import type { StepId } from '../id.ts';
import { parentOf, type Each, type Opened, type Plan, type Template, type Undoing } from '../plan.ts';
import { invariant } from '../result.ts';
import type { Scope, ScopeKind } from '../scope.ts';
import type { Step } from '../workstream.ts';
import { childrenOf, type Child, type Opening } from './children.ts';
import { itemsTemplate } from './items.ts';
import { appendRows, roomy, type GrowingRows } from './rows.ts';

/** An opening as a log tells it. */
export type BodyOpening = Opening & Pick<Opened, 'generation' | 'at' | 'limits' | 'inputs'>;

type Openings = Omit<Opened, 'children'> & { readonly children: number[] };

/** A plan that one run has made its own. What it was made from does not change with it. */
class GrowingPlan implements Plan {
  readonly hash: string;
  readonly workstream: Plan['workstream'];
  readonly order: Plan['order'];
  readonly templates: Plan['templates'];
  readonly compensation: Undoing[];
  readonly steps: Step[];
  readonly scopes: Scope[];
  readonly index: Map<StepId, number>;
  readonly needs: GrowingRows;
  readonly dependents: GrowingRows;
  readonly openings: Map<number, Openings>;
  readonly each: Map<number, Each>;
  priority: Float64Array;
  above: Uint32Array;

  constructor(plan: Plan) {
    ({ hash: this.hash, workstream: this.workstream, order: this.order, templates: this.templates } = plan);
    this.compensation = [...plan.compensation];
    this.priority = plan.priority;
    this.above = plan.above;
    this.steps = [...plan.steps];
    this.scopes = [...plan.scopes];
    this.index = new Map(plan.index);
    // Arrays that are full are copied before anything is written behind them.
    this.needs = { ...plan.needs };
    this.dependents = { ...plan.dependents };
    this.openings = new Map([...plan.openings].map(([at, open]) => [at, { ...open, children: [...open.children] }]));
    this.each = new Map(plan.each);
  }

  openScope(kind: ScopeKind, template: Template): void {
    const first = this.steps.length;
    this.#append(template, 0);
    for (const step of template.steps) this.#name(step);
    this.scopes.push({ kind, first, end: this.steps.length });
  }

  /** Opens the composite at `place`; what an earlier generation laid out there is taken again. */
  openBody(place: number, { items, round, generation, at, limits, inputs }: BodyOpening): void {
    const step = this.steps[place];
    invariant(step?.body !== undefined, `the step at ${place} has no body`);
    const template = this.templates.get(step.body);
    invariant(template !== undefined, `the body of ${step.id} was planned`);
    const wanted = childrenOf(step.id, step.body, { items, round });
    const missing = wanted.filter(({ id }) => !this.index.has(id));
    const isGraph = wanted.some(({ each }) => (each?.needs ?? []).length > 0);
    invariant(!isGraph || missing.length === wanted.length || missing.length === 0, 'items of one graph come together');
    if (missing.length > 0)
      this.#lay(place, step.body.kind === 'foreach' ? itemsTemplate(template, missing) : template, missing);
    const before = this.openings.get(place);
    const children = round === null || round === 1 || before === undefined ? [] : before.children;
    for (const { id, each } of wanted) {
      const child = this.index.get(id);
      invariant(child !== undefined, `${id} has been laid out`);
      children.push(child);
      if (each !== null) this.each.set(child, each);
    }
    const started = before !== undefined && children === before.children ? before.at : at;
    const known = before !== undefined && children === before.children ? before.limits : limits;
    this.openings.set(place, { generation, round, at: started, limits: known, inputs, children });
  }

  /** Takes back what the generation before has opened; gives the places of all that was in it. */
  forget(place: number): readonly number[] {
    const below: number[] = [];
    const composites = [place];
    for (let at = composites.pop(); at !== undefined; at = composites.pop()) {
      const { children = [] } = this.openings.get(at) ?? {};
      for (const child of children) {
        below.push(child);
        if (this.openings.has(child)) composites.push(child);
      }
      if (at !== place) this.openings.delete(at);
    }
    return below;
  }

  #lay(parent: number, template: Template, children: readonly Child[]): void {
    const first = this.steps.length;
    this.#append(template, (this.priority[parent] ?? 1) - 1);
    this.above = roomy(this.above, first + children.length);
    for (const [at, { id }] of children.entries()) {
      const step = template.steps[at];
      invariant(step !== undefined, `${id} has a step`);
      this.above[first + at] = parent + 1;
      const laid = { ...step, id };
      this.#name(laid);
      const undoing = compensationStep(laid);
      if (undoing !== null) this.compensation.push({ step: undoing, undoes: id });
    }
  }

  #append({ steps, needs, dependents, priority }: Template, raised: number): void {
    const first = this.steps.length;
    appendRows(this.needs, needs, first, steps.length);
    appendRows(this.dependents, dependents, first, steps.length);
    this.priority = roomy(this.priority, first + steps.length);
    for (let at = 0; at < steps.length; at++) this.priority[first + at] = (priority[at] ?? 0) + raised;
  }

  #name(step: Step): void {
    this.index.set(step.id, this.steps.length);
    this.steps.push(step);
  }
}

/** The plan that the run may let grow; a copy the first time, so that nobody else's plan grows with it. */
const growing = (plan: Plan): GrowingPlan => (plan instanceof GrowingPlan ? plan : new GrowingPlan(plan));

/** The plan with a scope more. */
export const opened = (plan: Plan, kind: ScopeKind, template: Template): Plan => {
  const grown = growing(plan);
  grown.openScope(kind, template);
  return grown;
};

/** The plan with a composite open. */
export const withBody = (plan: Plan, place: number, opening: BodyOpening): Plan => {
  const grown = growing(plan);
  grown.openBody(place, opening);
  return grown;
};

/** The plan as it is when the composite at `place` is to be opened anew, and the places of all that was in it. */
export const withoutInside = (
  plan: Plan,
  place: number,
): { readonly plan: Plan; readonly below: readonly number[] } => {
  const grown = growing(plan);
  return { plan: grown, below: grown.forget(place) };
};

/** A plan of a changed definition in which everything stands open that stood open in the old one, and is still of its kind. */
export const regrown = (old: Plan, plan: Plan): Plan => {
  let grown = plan;
  // Parents were opened before what is in them, and so come first.
  for (const [place, opening] of old.openings) {
    const step = old.steps[place];
    const now = step === undefined ? undefined : grown.index.get(step.id);
    const body = now === undefined ? undefined : grown.steps[now]?.body;
    if (now === undefined || body === undefined || body.kind !== step?.body?.kind) continue;
    const { generation, at, limits, inputs, children } = opening;
    const items = children.flatMap((child) => old.each.get(child) ?? []);
    const of = { generation, at, limits, inputs };
    if (opening.round === null)
      grown = withBody(grown, now, { ...of, round: null, items: body.kind === 'foreach' ? items : null });
    else for (const [nth] of children.entries()) grown = withBody(grown, now, { ...of, round: nth + 1, items: null });
  }
  return grown;
};

/** Places of the inner steps that are under way: of a loop the newest round alone. */
export const currentChildren = ({ round, children }: Opened): readonly number[] =>
  round === null ? children : children.slice(-1);

/** The composites that a step is in, from the inside out. */
export function* around(plan: Pick<Plan, 'above'>, place: number): Generator<number> {
  for (let at = parentOf(plan, place); at !== null; at = parentOf(plan, at)) yield at;
}

/** The steps of one scope as a graph: the top of a definition, or the body of a composite. */
import { isHidden } from '../hidden-step.ts';
import { stepId, type StepId } from '../id.ts';
import type { Adjacency } from '../plan.ts';
import { scopeAt, type Scope } from '../scope.ts';
import { findCycles, orderOf } from '../state/order.ts';
import { reversed } from '../state/rows.ts';
import { usedBy } from '../used.ts';
import type { Body, Step } from '../workstream.ts';
import { didYouMean } from './nearest.ts';
import type { PlanProblem } from './problem.ts';

/** The composite that a graph is the body of, as it stands in the graph around. */
export type Around = { readonly graph: Graph; readonly place: number; readonly body: Body };

export type Graph = {
  readonly steps: readonly Step[];
  readonly scopes: readonly Scope[];
  readonly index: ReadonlyMap<StepId, number>;
  readonly needs: Adjacency;
  readonly dependents: Adjacency;
  /** Shorter than the graph where it has a cycle. */
  readonly order: Uint32Array;
  /** Places of steps that have a need which is wrong, or stand behind one: what has ended before them nobody knows. */
  readonly unsure: ReadonlySet<number>;
  /** Where in the document the step at a place stands. */
  readonly pointerOf: (place: number) => string;
  /** null at the top. */
  readonly around: Around | null;
};

export type GraphRequest = Pick<Graph, 'steps' | 'scopes' | 'pointerOf' | 'around'>;

type Draft = GraphRequest & { readonly index: Map<StepId, number>; readonly problems: PlanProblem[] };

/** The graph around that the names in a graph can lead to; null at the top, and in what is used. */
export const outerOf = ({ around }: Pick<Graph, 'around'>): Around | null =>
  around === null || usedBy(around.body) !== null ? null : around;

/** Whether what stands in a graph was written in another document, in which it has been checked. */
export const isForeign = (graph: Graph): boolean => {
  for (let { around } = graph; around !== null; { around } = around.graph)
    if (usedBy(around.body) !== null) return true;
  return false;
};

/** The place of a step of that name in a graph around; null where none around has one. */
const shadowed = (id: StepId, graph: Pick<Graph, 'around'>): string | null => {
  for (let at = outerOf(graph); at !== null; at = outerOf(at.graph)) {
    const place = at.graph.index.get(id);
    if (place !== undefined) return at.graph.pointerOf(place);
  }
  return null;
};

/** A wrapper's one step is the step itself without the wrapper, and has its name. */
const isWrapped = ({ around }: Pick<Graph, 'around'>): boolean => around !== null && around.body.kind !== 'group';

const indexSteps = (draft: Draft): void => {
  const { steps, index, problems, pointerOf } = draft;
  for (const [place, step] of steps.entries()) {
    const first = index.get(step.id);
    if (first === undefined) index.set(step.id, place);
    const isOwn = isWrapped(draft) || isHidden(step);
    const other = first === undefined ? (isOwn ? null : shadowed(step.id, draft)) : pointerOf(first);
    if (other === null) continue;
    const message = `two steps have the id "${step.id}": the other is ${other}`;
    problems.push({ code: 'duplicate-step', message, pointer: `${pointerOf(place)}/id`, within: null });
  }
};

const refusalOfNeed = (draft: Draft, place: number, need: StepId): Pick<PlanProblem, 'code' | 'message'> | number => {
  const { steps, scopes, index, around } = draft;
  const id = steps[place]?.id ?? '';
  const found = index.get(need);
  if (found === undefined) {
    if (shadowed(need, draft) !== null) {
      const outer = around?.graph.steps[around.place]?.id ?? '';
      const message = `step "${id}" is in "${outer}", and "${need}" is not: let "${outer}" need it`;
      return { code: 'need-of-outer', message };
    }
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
  const { steps, problems, pointerOf } = draft;
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
      problems.push({ ...found, pointer: `${pointerOf(place)}/needs/${at}`, within: null });
    }
    offsets[place + 1] = targets.length;
  }
  return { offsets, targets: Uint32Array.from(targets) };
};

const circles = ({ steps, pointerOf }: Draft, needs: Adjacency, order: Uint32Array): readonly PlanProblem[] =>
  findCycles(needs, order).map((places) => {
    const ids = places.map((place) => steps[place]?.id ?? stepId(''));
    const pointer = `${pointerOf(places[0] ?? 0)}/needs`;
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

/** The graph of one scope, and what is wrong with it: ids that come twice, needs that are none, circles. Costs O(steps + edges). */
export const graphOf = (
  request: GraphRequest,
): { readonly graph: Graph; readonly problems: readonly PlanProblem[] } => {
  const draft: Draft = { ...request, index: new Map(), problems: [] };
  const { steps, scopes, index, problems } = draft;
  indexSteps(draft);
  const refused = new Set<number>();
  const needs = needsOf(draft, refused);
  const dependents = reversed(needs);
  const order = orderOf(needs, dependents, scopes);
  if (order.length < steps.length) problems.push(...circles(draft, needs, order));
  return { graph: { ...request, index, needs, dependents, order, unsure: behind(refused, dependents) }, problems };
};

/** Turns a definition into a plan, or says everything that keeps it from being one. Pure. */
import { compensatedBy } from '../compensating.ts';
import type { Plan, Template } from '../plan.ts';
import { raisedBy } from '../priority.ts';
import { err, ok, type Result } from '../result.ts';
import type { Scope } from '../scope.ts';
import { priorityOf } from '../state/order.ts';
import type { Digest } from '../system.ts';
import type { DescribeTool } from '../tool.ts';
import { lastOf } from '../used.ts';
import type { Body, Step, Workstream } from '../workstream.ts';
import { pointerInside } from '../steps-within.ts';
import { compensationSteps } from './compensation.ts';
import { checkChanged } from './check-changed.ts';
import { checkUses } from './check-uses.ts';
import { graphOf, isForeign, type Graph } from './graph.ts';
import { hashOf } from './hash.ts';
import { idleLanes } from './idle-lanes.ts';
import { pointerOf, type PlanProblem } from './problem.ts';
import { checkReferences } from './references.ts';
import { scopesApart } from './scopes-apart.ts';

const scopesOf = ({ steps, finally: last }: Workstream): readonly Scope[] => [
  { kind: 'main', first: 0, end: steps.length },
  { kind: 'finally', first: steps.length, end: steps.length + last.length },
];

type Bodies = { readonly templates: Map<Body, Template>; readonly graphs: Graph[]; readonly problems: PlanProblem[] };

/** The parts of a body: of a workstream that is used also what runs last. */
const scopesIn = (body: Body): readonly Scope[] => {
  const { length } = body.steps;
  const first = length - lastOf(body);
  return [
    { kind: 'main', first: 0, end: first },
    { kind: 'finally', first, end: length },
  ];
};

/** Plans the bodies of a graph, from the outside in; they nest no deeper than the format allows. */
const planBodies = (graph: Graph, into: Bodies): void => {
  for (const [place, { body }] of graph.steps.entries()) {
    if (body === undefined) continue;
    const outer = graph.pointerOf(place);
    const { steps } = body;
    const inner = graphOf({
      steps,
      scopes: scopesIn(body),
      pointerOf: (at) => pointerInside(outer, body, at),
      around: { graph, place, body },
    });
    const { needs, dependents, order } = inner.graph;
    if (!isForeign(inner.graph)) into.problems.push(...inner.problems);
    into.graphs.push(inner.graph);
    if (order.length === steps.length)
      into.templates.set(body, { steps, needs, dependents, priority: priorityOf(dependents, order) });
    planBodies(inner.graph, into);
  }
};

/**
 * Proves a definition runnable: ids unique, needs known, no cycle, expressions sound, references to steps that are
 * sure to have ended; and all of it of every body. Costs O(steps + edges).
 */
export const planWorkstream = (
  workstream: Workstream,
  digest: Digest,
  describe: DescribeTool,
  from: 'file' | 'log' = 'file',
): Result<Plan, readonly PlanProblem[]> => {
  const steps = workstream.finally.length === 0 ? workstream.steps : [...workstream.steps, ...workstream.finally];
  const scopes = scopesOf(workstream);
  const top = graphOf({ steps, scopes, pointerOf: (place) => pointerOf(place, scopes), around: null });
  const bodies: Bodies = { templates: new Map(), graphs: [top.graph], problems: [...top.problems] };
  planBodies(top.graph, bodies);
  const { problems, graphs, templates } = bodies;
  for (const problem of checkReferences(workstream, graphs, describe)) problems.push(problem);
  for (const problem of checkUses(workstream, graphs)) problems.push(problem);
  const own = graphs.filter((graph) => !isForeign(graph));
  // The workstreams of a bundle have lanes whatever they do: nobody could leave those out.
  for (const graph of own)
    if (workstream.isBundle === undefined || graph.around !== null) problems.push(...idleLanes(graph, describe));
  for (const graph of graphs) problems.push(...checkChanged(graph, describe));
  // What a log holds was let begin: by an earlier version, or with tools that wrote elsewhere.
  if (problems.length === 0 && from === 'file')
    for (const problem of scopesApart(own, describe)) problems.push(problem);
  if (problems.length > 0) return err(problems);
  const { index, order, needs, dependents } = top.graph;
  const undoing = compensationSteps(workstream, stepsInOrder(steps, order));
  const compensation = undoing.map((step) => ({ step, undoes: compensatedBy(step.id) }));
  const hash = hashOf(workstream, digest);
  const priority = priorityOf(dependents, order);
  for (const [place, step] of steps.entries())
    if (step.body !== undefined) priority[place] = (priority[place] ?? 0) + raisedBy(step);
  const ungrown = { templates, above: new Uint32Array(), openings: new Map(), each: new Map() };
  return ok({ hash, workstream, steps, index, scopes, compensation, order, needs, dependents, priority, ...ungrown });
};

function* stepsInOrder(steps: readonly Step[], order: Uint32Array): Generator<Step> {
  for (const place of order) {
    const step = steps[place];
    if (step !== undefined) yield step;
  }
}

/** The nodes and edges of a plan's drawing: the plan's own steps, and inside of composites those that each opening has. */
import type { Plan } from '../../../core/plan.ts';
import { scopeAt } from '../../../core/scope.ts';
import type { Step } from '../../../core/workstream.ts';
import { edgesOf, needsEdges, type PlanEdge } from '../plan-outline.ts';
import { opensOf, stepsInside, toolOf, wrapperWords, type Opens } from './bodies.ts';

export type GraphNode = {
  /** Its path, wrappers passed over: `fix/edit` of each round of `fix`. */
  readonly id: string;
  readonly name: string;
  /** null of a group. */
  readonly tool: string | null;
  /** What its wrappers do; the empty string where it has none. */
  readonly words: string;
  readonly opens: readonly Opens[];
  readonly isFinally: boolean;
  readonly inside: readonly GraphNode[];
};

export type Graph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly PlanEdge[] };

const nodeOf = (step: Step, path: string, isFinally: boolean): GraphNode => ({
  ...{ id: path, name: step.id, tool: toolOf(step), words: wrapperWords(step), opens: opensOf(step), isFinally },
  inside: stepsInside(step).map((inner) => nodeOf(inner, `${path}/${inner.id}`, isFinally)),
});

const edgesInside = (step: Step, path: string): readonly PlanEdge[] => {
  const inside = stepsInside(step);
  return [
    ...inside.flatMap((inner) => needsEdges(inner, `${path}/`)),
    ...inside.flatMap((inner) => edgesInside(inner, `${path}/${inner.id}`)),
  ];
};

/** The whole drawing. */
export const graphOf = (plan: Plan): Graph => ({
  nodes: plan.steps.map((step, place) => nodeOf(step, step.id, scopeAt(plan.scopes, place).kind === 'finally')),
  edges: [...edgesOf(plan), ...plan.steps.flatMap((step) => edgesInside(step, step.id))],
});

/** A node and all that are in it, parents first. */
export const nodesWithin = (nodes: readonly GraphNode[]): readonly GraphNode[] =>
  nodes.flatMap((node) => [node, ...nodesWithin(node.inside)]);

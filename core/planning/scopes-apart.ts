/** Steps that say which files they may change, and write beside others: nobody could tell whose a change is. */
import { areDisjoint } from '../file-scope.ts';
import { scopeAt } from '../scope.ts';
import { isLane } from '../lane.ts';
import type { DescribeTool } from '../tool.ts';
import type { Adjacency } from '../plan.ts';
import type { Body, Step } from '../workstream.ts';
import type { Graph } from './graph.ts';
import type { PlanProblem } from './problem.ts';

const reach = (from: number, { offsets, targets }: Adjacency): ReadonlySet<number> => {
  const reached = new Set([from]);
  // A set goes on to what is added while it is gone through.
  for (const place of reached)
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) reached.add(targets[edge] ?? 0);
  return reached;
};

/** Who is in a lane of its own writes beside nobody. */
const withinWorktree = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => {
    if (isLane(step)) return [];
    return step.body === undefined ? [step] : withinWorktree(step.body.steps);
  });

const isSideBySide = (body: Body): boolean => body.kind === 'foreach' && Number(body.concurrency ?? 2) !== 1;

/** All that may be at work while the step of a place is: beside it, beside what it is in, and as another item of that. */
function* besides({ steps, scopes, needs, dependents, around }: Graph, place: number): Generator<Step> {
  const ordered = new Set([...reach(place, needs), ...reach(place, dependents)]);
  const { first, end } = scopeAt(scopes, place);
  for (let at = first; at < end; at++) {
    const other = steps[at];
    if (other !== undefined && !ordered.has(at)) yield* withinWorktree([other]);
  }
  if (around === null || isLane(around.graph.steps[around.place])) return;
  if (isSideBySide(around.body)) yield* withinWorktree(around.body.steps);
  yield* besides(around.graph, around.place);
}

const sentence = (step: Step, rival: Step): string => {
  if (step === rival)
    return `step "${step.id}" says which files it changes, and its items, which may run beside each other, change the same: say concurrency: 1 or access: exclusive`;
  const theirs = rival.files === undefined ? 'any file' : rival.files.only.join(', ');
  return `step "${step.id}" says which files it changes, and "${rival.id}", which may run beside it, changes ${theirs}: let one need the other, say access: exclusive, or keep their files apart`;
};

/**
 * A problem for each step with `files`, in whatever body, that may write beside another one whose files are not surely others. Costs
 * nothing without any.
 */
export const scopesApart = (graphs: readonly Graph[], describe: DescribeTool): readonly PlanProblem[] => {
  const isShared = ({ body, access, tool, with: given }: Step): boolean =>
    body === undefined && (access ?? describe(tool, given)?.access) === 'shared';
  return graphs.flatMap((graph) =>
    graph.steps.flatMap((step, place): readonly PlanProblem[] => {
      const { files } = step;
      if (files === undefined || !isShared(step)) return [];
      for (const rival of besides(graph, place)) {
        if (!isShared(rival) || (rival.files !== undefined && areDisjoint(files, rival.files))) continue;
        const pointer = `${graph.pointerOf(place)}/files`;
        return [{ code: 'scopes-overlap', message: sentence(step, rival), pointer, within: null }];
      }
      return [];
    }),
  );
};

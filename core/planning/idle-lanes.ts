/** Lanes of which nothing could ever be merged, because all in them only reads. */
import { isFinishing } from '../hidden-step.ts';
import { isLane } from '../lane.ts';
import type { DescribeTool } from '../tool.ts';
import type { Step } from '../workstream.ts';
import type { Graph } from './graph.ts';
import type { PlanProblem } from './problem.ts';

const onlyReads = (step: Step, describe: DescribeTool): boolean => {
  if (isFinishing(step)) return true;
  if (step.body !== undefined) return step.body.steps.every((inner) => onlyReads(inner, describe));
  if (step.access !== null) return step.access === 'read';
  // Who does it is known once it is chosen.
  if (step.requires !== undefined || step.fallback.length > 0) return false;
  return describe(step.tool, step.with)?.access === 'read';
};

/** A problem for each lane that a graph holds. */
export const idleLanes = (graph: Graph, describe: DescribeTool): readonly PlanProblem[] =>
  graph.steps.flatMap((step, place) => {
    if (!isLane(step) || !onlyReads(step, describe)) return [];
    const message = `step "${step.id}" only reads, and nothing of a lane that only reads can be merged: leave "isolation" out, or say access: shared`;
    return [{ code: 'idle-lane', message, pointer: `${graph.pointerOf(place)}/isolation`, within: null }];
  });

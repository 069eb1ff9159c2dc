/** Holds checks that something was changed against steps of which that can be told. */
import { isAcceptance, isMerge } from '../hidden-step.ts';
import type { DescribeTool } from '../tool.ts';
import type { Access, Step } from '../workstream.ts';
import { isForeign, type Graph } from './graph.ts';
import type { PlanProblem } from './problem.ts';

const OF_GROUP =
  '"changed" is asked of a step that changes something, not of steps together: say it of the step inside';

const notAlone = (access: Access): string =>
  access === 'read'
    ? 'a step with access: read changes nothing: "changed" cannot hold'
    : 'what a step changed that works beside others cannot be told: say access: exclusive, or isolation: step';

/** Who does it is known once it is chosen: then it is an agent, which works alone. */
const accessOf = (step: Step, describe: DescribeTool): Access =>
  step.access ?? (step.requires === undefined ? describe(step.tool, step.with)?.access : undefined) ?? 'exclusive';

/** Whether a step has a worktree for itself. */
const hasOwnLane = ({ around }: Graph): boolean => around?.body.kind === 'group' && around.body.lane?.wraps === 'step';

/** What keeps such a check of a step from being looked at; null where nothing does. */
const objectionTo = (graph: Graph, step: Step, describe: DescribeTool): string | null => {
  if (isAcceptance(step)) return OF_GROUP;
  if (step.body !== undefined || isMerge(step)) return null;
  const access = accessOf(step, describe);
  return access === 'exclusive' || (access === 'shared' && hasOwnLane(graph)) ? null : notAlone(access);
};

/** A problem for each check that asks for a change which nobody could see. */
export const checkChanged = (graph: Graph, describe: DescribeTool): readonly PlanProblem[] =>
  graph.steps.flatMap((step, place) => {
    const at = step.acceptance.findIndex(({ kind }) => kind === 'changed');
    const message = at === -1 ? null : objectionTo(graph, step, describe);
    const isWritten =
      !isForeign(graph) || (isAcceptance(step) && graph.around !== null && !isForeign(graph.around.graph));
    if (message === null || !isWritten) return [];
    return [
      { code: 'bad-acceptance', message, pointer: `${graph.pointerOf(place)}/acceptance/${at}/changed`, within: null },
    ];
  });

/** The steps that undo a run: one for each step that says how, in reverse order, and one for the branch. */
import { stepId, toolId, type StepId, type ToolId } from '../id.ts';
import type { Step, Workstream } from '../workstream.ts';

/** The name of the step that puts the branch back; no step of an author can have it. */
export const ROLLBACK: StepId = stepId('ws.rollback');
/** The tool of that step, which is the engine's own. */
const ROLLBACK_TOOL: ToolId = toolId('ws.rollback');

const ENDING = '.compensate';

/** The step that undoes the step of this name. */
export const compensationOf = (id: StepId): StepId => stepId(`${id}${ENDING}`);

/** The step that this one undoes; null where it undoes none. */
export const compensatedBy = (id: StepId): StepId | null =>
  id.endsWith(ENDING) ? stepId(id.slice(0, -ENDING.length)) : null;

const plain = { needs: [], condition: null, input: null, fallback: [], fixes: 0, compensate: null } as const;
const NO_RETRY = {
  limit: 2,
  on: null,
  repeats: null,
  backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 },
};

const compensationStep = (step: Step): readonly Step[] => {
  if (step.compensate === null) return [];
  const { tool, with: args, breakers, timeoutMs, retry } = step.compensate;
  const { env, cwd, access, sandbox, limits } = step;
  return [
    {
      ...plain,
      id: compensationOf(step.id),
      tool,
      with: args,
      env,
      ...(step.secrets === undefined ? {} : { secrets: step.secrets }),
      cwd,
      timeoutMs,
      retry,
      breakers,
      onEscalated: 'fail',
      continueOnError: false,
      acceptance: [],
      outputs: null,
      // What undoes a step that changed nothing git tracks may still have to change something.
      access: access === 'read' ? null : access,
      sandbox,
      onInterrupted: 'retry',
      ...(limits === undefined ? {} : { limits }),
    },
  ];
};

const rollbackStep = (): Step => ({
  ...plain,
  id: ROLLBACK,
  tool: ROLLBACK_TOOL,
  with: {},
  env: {},
  cwd: '.',
  timeoutMs: 600_000,
  retry: NO_RETRY,
  breakers: [],
  onEscalated: 'fail',
  continueOnError: false,
  acceptance: [],
  outputs: null,
  access: 'exclusive',
  sandbox: null,
  onInterrupted: 'retry',
});

/**
 * What is done, one after another, when a run fails for good: the compensations of `ordered` in reverse, then the
 * rollback where the workstream asks for it. `ordered` are its steps, each after what it needs.
 */
export const compensationSteps = (workstream: Workstream, ordered: Iterable<Step>): readonly Step[] => [
  ...[...ordered].reverse().flatMap(compensationStep),
  ...(workstream.onFailure === 'rollback' ? [rollbackStep()] : []),
];

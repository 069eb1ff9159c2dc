/** What expressions see of a run. Nothing is copied: a step is looked at when an expression names it. */
import { stepId } from '../../id.ts';
import type { ExpressionContext, StepFacts } from '../../planning/expressions/expression-language.ts';
import { unreachable } from '../../result.ts';
import type { Run, StepState } from '../../run.ts';

const factsOf = (state: StepState): StepFacts | null => {
  switch (state.kind) {
    case 'succeeded':
      return { status: 'succeeded', outputs: state.outputs, exitCode: state.exitCode };
    case 'failed':
      return {
        status: 'failed',
        outputs: {},
        exitCode: state.failure.code === 'tool-exit' ? state.failure.status : null,
      };
    case 'skipped':
      return { status: 'skipped', outputs: {}, exitCode: null };
    case 'cancelled':
      return { status: 'cancelled', outputs: {}, exitCode: null };
    case 'blocked':
    case 'ready':
    case 'running':
    case 'validating':
    case 'backoff':
    case 'waiting':
      return null;
    default:
      return unreachable(state);
  }
};

/** The context of an expression of `run`, with the environment and the standing that its place has. */
export const contextOf = (
  run: Run,
  env: Readonly<Record<string, string>>,
  standing: ExpressionContext['standing'],
  failure: ExpressionContext['failure'] = null,
): ExpressionContext => ({
  failure,
  inputs: run.options.inputs,
  env,
  step: (id) => {
    const place = run.plan.index.get(stepId(id));
    const step = place === undefined ? undefined : run.steps[place];
    return step === undefined ? null : factsOf(step.state);
  },
  run: { id: run.id, branch: run.place?.branch ?? '', base: run.place?.base ?? '' },
  workstream: { id: run.plan.workstream.id, title: run.plan.workstream.title },
  standing,
});

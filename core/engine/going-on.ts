/** Steps whose tools go on with what lies in the worktree: then nothing is put back. */
import { keepsFiles, type Attempt } from '../attempt.ts';
import type { Run, StepRun } from '../run.ts';
import { isInFlight, isStepDone } from '../state/machine.ts';
import type { DescribeTool } from '../tool.ts';
import type { Step } from '../workstream.ts';
import { chosenStep } from './attempt/chosen.ts';

/** Whether the tool that now does a step remembers what it did. */
const remembers = (step: Step, at: StepRun, describe: DescribeTool): boolean => {
  const { tool, with: args } = chosenStep(step, at.recovery);
  return describe(tool, args)?.agent !== undefined;
};

/** Those that are to go on, and those that were at work when their process died; of tools that remember alone. */
export const goingOn = (run: Run, describe: DescribeTool): readonly Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    if (at === undefined || at.attempts === 0 || isStepDone(at.state.kind)) return [];
    const asks = at.state.kind === 'waiting' && (at.state.wait.kind === 'permission' || at.state.wait.kind === 'reply');
    // A call that is on tape is what it changed since its step began: one that was cut short is begun anew.
    const isCut = isInFlight(at.state.kind) && run.options.tape === undefined;
    const isOn = isCut || asks || keepsFiles(at.recovery.change);
    return isOn && remembers(step, at, describe) ? [{ run: run.id, step: step.id, attempt: at.attempts }] : [];
  });

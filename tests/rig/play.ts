/** Plays a workstream of a few steps once, without crashes, and looks at how it ended. */
import { stepId } from '../../core/id.ts';
import type { StepState } from '../../core/run.ts';
import type { Step, Workstream } from '../../core/workstream.ts';
import { simulate, type Script, type Simulated } from './simulator.ts';
import { aPlan, aWorkstream } from './step.ts';

/** Fails for good at its first try. */
export const HOPELESS: Script = { fails: 0, end: 'hopeless' };

/** `scripts`: what steps do, by their ids; all others succeed. */
export const play = (
  steps: readonly Step[],
  scripts: Readonly<Record<string, Script>> = {},
  over: Partial<Workstream> = {},
): Promise<Simulated> =>
  simulate(
    {
      plan: aPlan(aWorkstream(steps, over)),
      scripts: new Map(Object.entries(scripts).map(([id, script]) => [stepId(id), script])),
      concurrency: 3,
    },
    1,
    [],
  );

/** Not there where there is no such step. */
export const stateOf = ({ run }: Simulated, id: string): StepState | undefined =>
  run.steps[run.plan.index.get(stepId(id)) ?? -1]?.state;

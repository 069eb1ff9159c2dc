/** The state of a run as its one writer has it. */
import type { Inherited, Run, StepRun, StepState } from '../run.ts';
import { UNTROUBLED } from './recovery.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A run that may be written to. Whoever holds it is the driver of the run, or a reader with a copy of its own. */
export type RunState = Writable<Omit<Run, 'steps'>> & { readonly steps: Writable<StepRun>[] };

export const BLOCKED: StepState = { kind: 'blocked' };

export const inheritedState = (from: Inherited): StepState => ({
  kind: 'succeeded',
  outputs: from.outputs,
  exitCode: from.exitCode,
  checkpoint: from.checkpoint,
  ...(from.artifacts === undefined ? {} : { artifacts: from.artifacts }),
  ...(from.log === undefined ? {} : { log: from.log }),
});

export const freshStep = (): Writable<StepRun> => ({
  state: BLOCKED,
  attempts: 0,
  failures: 0,
  recovery: UNTROUBLED,
  lastSeq: 0,
  past: null,
});

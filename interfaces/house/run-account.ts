/** What the log of a run tells of it that its rows do not. */
import type { StepEvent } from '../../core/event.ts';
import type { EventLog } from '../../core/event-log.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Labels } from '../../core/run.ts';
import { stepsOf, type Terms } from './definition-of.ts';
import { laidOut } from './laid-out.ts';
import { stepClock } from './step-clock.ts';

type Settled = Pick<Terms, 'workstream' | 'inputs'>;

export type RunAccount = Settled & {
  readonly labels: Labels;
  /** The commit of what was not committed when the run began; null where it began without. */
  readonly changes: string | null;
  /** The paths of all that opened, in the order it did. */
  readonly laid: readonly StepId[];
  /** null where it did not succeed. */
  readonly outputs: JsonObject | null;
  /** How long the newest attempt of a step was at work; null where none was, or one is. */
  tookMs(step: StepId): number | null;
};

type Opened = StepEvent & { readonly type: 'step.opened' };

const laidBy = (openings: readonly Opened[], workstream: Settled['workstream']): readonly StepId[] => {
  const laid = laidOut(stepsOf(workstream), []);
  return [...new Set(openings.flatMap((event) => laid.open(event).children.map(({ id }) => id)))];
};

/** Reads the log once; null where there is none, as of an archived run. */
export const accountOf = async (store: Pick<EventLog, 'events'>, run: RunId): Promise<RunAccount | null> => {
  let terms: Settled | null = null;
  let labels: Labels = {};
  let changes: string | null = null;
  let outputs: JsonObject | null = null;
  const openings: Opened[] = [];
  const clock = stepClock();
  for await (const event of store.events(run, 0)) {
    clock.apply(event);
    if (event.type === 'step.opened') openings.push(event);
    if (event.type === 'run.created') terms = { workstream: event.workstream, inputs: event.options.inputs };
    if (event.type === 'run.created') {
      labels = event.options.labels ?? {};
      changes = event.options.changes ?? null;
    }
    if (event.type === 'run.amended' && terms !== null) terms = { ...terms, workstream: event.workstream };
    if (event.type === 'run.succeeded') outputs = event.outputs;
  }
  if (terms === null) return null;
  const { workstream, inputs } = terms;
  return {
    workstream,
    inputs,
    labels,
    changes,
    laid: laidBy(openings, workstream),
    outputs,
    tookMs: (step) => clock.tookMs(step),
  };
};

/** What one event makes of the rows that tables show. */
import type { EventType, RunEvent, StepEvent, WsEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { Wait } from '../attempt.ts';
import type { Decided, Decision } from '../policy.ts';
import { invariant, unreachable } from '../result.ts';
import type { RunOptions } from '../run.ts';
import type { RunRow, StepRow } from '../run-tables.ts';
import { isInside } from './children.ts';
import { runAfter } from './run-after.ts';
import { isFirstRound, stepAfter, timesAfter } from './step-after.ts';

export const isStepEvent = (event: WsEvent): event is StepEvent => 'step' in event;

/** A run's row without `seq`, which the log itself knows. */
export type RunProjection = Omit<RunRow, 'seq' | 'discardedAt' | 'isArchived'>;

/**
 * A step's row without what may be large: outputs and failure stay where they are in the log, in the event that
 * `detailSeq` counts.
 */
export type StepProjection = Omit<StepRow, keyof StepDetail> & { readonly detailSeq: number | null };

/** The run's row after an event; `row` is null before the first event, which must be `run.created`. */
export const projectRun = (row: RunProjection | null, event: RunEvent): RunProjection => {
  if (event.type === 'run.created') {
    invariant(row === null, `run ${event.run} is created twice`);
    return {
      id: event.run,
      workstream: event.workstream.id,
      title: event.workstream.title,
      status: 'created',
      hash: event.planHash,
      source: event.options.source,
      branch: null,
      base: null,
      createdAt: event.at,
      startedAt: null,
      finishedAt: null,
    };
  }
  invariant(row !== null, `run ${event.run} begins with ${event.type}`);
  const after = { ...row, ...runAfter(row.status, event) };
  switch (event.type) {
    case 'run.started': {
      const { base, branch } = event;
      return { ...after, base, branch, startedAt: row.startedAt ?? event.at };
    }
    case 'run.amended':
      return { ...after, title: event.workstream.title, hash: event.planHash };
    case 'run.waiting':
    case 'run.woken':
    case 'run.paused':
    case 'run.resumed':
    case 'run.cancelling':
    case 'run.compensating':
    case 'run.tidied':
    case 'run.succeeded':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.damaged':
      return after;
    default:
      return unreachable(event);
  }
};

const untouched = (step: StepEvent['step']): StepProjection => ({
  step,
  status: 'blocked',
  attempts: 0,
  failures: 0,
  exitCode: null,
  startedAt: null,
  finishedAt: null,
  checkpoint: null,
  detailSeq: null,
});

const exitCodeOf = (failure: Failure): number | null => (failure.code === 'tool-exit' ? failure.status : null);

/** The step's row after an event; `row` is null before the first. Outputs and failure show only while they hold. */
export const projectStep = (row: StepProjection | null, event: StepEvent): StepProjection => {
  const before = row ?? untouched(event.step);
  const { state, attempts, failures } = stepAfter(before, event);
  if (state === null) return { ...before, attempts, failures };
  const after = { ...before, status: state.kind, attempts, failures, ...timesAfter(before, state, event.at) };
  switch (state.kind) {
    case 'blocked':
    case 'ready':
    case 'skipped':
    case 'cancelled':
      return { ...after, detailSeq: null };
    case 'running':
      return { ...after, exitCode: null, detailSeq: null };
    case 'open':
      // Whoever looks is told that it runs.
      return { ...after, status: 'running', exitCode: null, detailSeq: null };
    case 'validating':
      return after;
    case 'backoff':
    case 'failed':
      return { ...after, exitCode: exitCodeOf(state.failure), detailSeq: event.seq };
    case 'waiting':
      return { ...after, detailSeq: event.seq };
    case 'succeeded':
      return { ...after, exitCode: state.exitCode, checkpoint: state.checkpoint, detailSeq: event.seq };
    default:
      return unreachable(state);
  }
};

/** Whether an event lets steps begin anew that an earlier generation of its composite has laid out. */
export const isReopening = (event: WsEvent): event is StepEvent & { readonly type: 'step.opened' } =>
  event.type === 'step.opened' && event.attempt !== null && event.attempt > 1 && isFirstRound(event);

/** The row of a step whose composite has been opened anew. */
export const begunAnew = (row: StepProjection): StepProjection => ({
  ...untouched(row.step),
  attempts: row.attempts,
  failures: row.failures,
});

/** The rows in which an event lets a step begin anew, of all there are of its run. */
export const rowsBegunAnew = (event: WsEvent, rows: Iterable<StepProjection>): readonly StepProjection[] =>
  isReopening(event) ? [...rows].filter(({ step }) => isInside(step, event.step)).map(begunAnew) : [];

/** The rows of the steps that a run takes over from an earlier one; they never moved in this run. */
export const inheritedSteps = (event: RunEvent): readonly StepProjection[] =>
  event.type !== 'run.created'
    ? []
    : (event.options.inherits?.steps ?? []).map(({ step, exitCode, checkpoint }) => ({
        ...untouched(step),
        status: 'succeeded',
        exitCode,
        checkpoint,
        detailSeq: event.seq,
      }));

/** The part of an event that a step's row shows. */
export type StepDetail = Pick<StepRow, 'outputs' | 'failure' | 'diagnosis' | 'decision' | 'question'>;

/** The own fields of events that hold a step's detail. */
export type DetailFields = {
  readonly outputs?: JsonObject;
  readonly failure?: Failure;
  readonly diagnosis?: StepRow['diagnosis'];
  readonly decision?: Decision;
  readonly cause?: Decided | null;
  readonly wait?: Wait;
  readonly options?: RunOptions;
};

/** What of an event a step's row may show. */
export const detailFields = (event: WsEvent): DetailFields | null => {
  switch (event.type) {
    case 'run.created':
    case 'step.succeeded':
    case 'step.retrying':
    case 'step.parked':
    case 'step.failed':
      return event;
    case 'run.started':
    case 'run.waiting':
    case 'run.woken':
    case 'run.paused':
    case 'run.resumed':
    case 'run.amended':
    case 'run.cancelling':
    case 'run.compensating':
    case 'run.tidied':
    case 'run.succeeded':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.damaged':
    case 'step.readied':
    case 'step.opened':
    case 'step.started':
    case 'step.validating':
    case 'step.answered':
    case 'step.skipped':
    case 'step.cancelled':
    case 'step.used':
    case 'step.refreshed':
      return null;
    default:
      return unreachable(event);
  }
};

/** Outputs and failure in the own fields of the event that `detailSeq` counts; null where there is no such event. */
export const detailOf = (
  { step, detailSeq }: Pick<StepProjection, 'step' | 'detailSeq'>,
  fields: DetailFields | null,
): StepDetail => ({
  question: fields?.wait === undefined || detailSeq === null ? null : { ...fields.wait, seq: detailSeq },
  outputs: fields?.outputs ?? fields?.options?.inherits?.steps.find((from) => from.step === step)?.outputs ?? null,
  failure: fields?.cause?.failure ?? fields?.failure ?? null,
  diagnosis: fields?.cause?.diagnosis ?? fields?.diagnosis ?? null,
  decision: fields?.cause?.decision ?? fields?.decision ?? null,
});

/** A step's row, complete. */
export const stepRow = ({ detailSeq: _, ...row }: StepProjection, detail: StepDetail): StepRow => ({
  ...row,
  ...detail,
});

/** Every type an event may have, as data; the record makes a forgotten one a type error. */
const known: Readonly<Record<EventType, true>> = {
  'run.created': true,
  'run.started': true,
  'run.waiting': true,
  'run.woken': true,
  'run.paused': true,
  'run.resumed': true,
  'run.amended': true,
  'run.cancelling': true,
  'run.compensating': true,
  'run.tidied': true,
  'run.succeeded': true,
  'run.failed': true,
  'run.cancelled': true,
  'run.damaged': true,
  'step.readied': true,
  'step.opened': true,
  'step.started': true,
  'step.validating': true,
  'step.succeeded': true,
  'step.retrying': true,
  'step.parked': true,
  'step.answered': true,
  'step.failed': true,
  'step.skipped': true,
  'step.cancelled': true,
  'step.used': true,
  'step.refreshed': true,
};

/** Tells whether a text is the type of an event. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(known, type);

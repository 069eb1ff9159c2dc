/** What one event makes of the rows that tables show. */
import type { EventFrame, EventType, RunHappening, StepHappening, WsEvent } from '../event.ts';
import type { AttemptFailure } from '../diagnosis.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import type { JsonObject } from '../json.ts';
import type { Decision } from '../policy.ts';
import { invariant, unreachable } from '../result.ts';
import type { RunOptions } from '../run.ts';
import type { RunRow, StepRow } from '../run-tables.ts';

export type RunEvent = RunHappening & EventFrame;
export type StepEvent = StepHappening & EventFrame;

export const isStepEvent = (event: WsEvent): event is StepEvent => 'step' in event;

/** A run's row without `seq`, which the log itself knows. */
export type RunProjection = Omit<RunRow, 'seq'>;

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
  switch (event.type) {
    case 'run.started': {
      const { base, branch } = event;
      return { ...row, status: 'running', base, branch, startedAt: row.startedAt ?? event.at };
    }
    case 'run.waiting':
      return { ...row, status: 'waiting' };
    case 'run.woken':
    case 'run.resumed':
      return { ...row, status: 'running' };
    case 'run.paused':
      return { ...row, status: 'paused' };
    case 'run.amended':
      return { ...row, title: event.workstream.title, hash: event.planHash };
    case 'run.cancelling':
      return { ...row, status: 'cancelling' };
    case 'run.compensating':
      return { ...row, status: 'compensating' };
    case 'run.succeeded':
      return { ...row, status: 'succeeded', finishedAt: event.at };
    case 'run.failed':
      return { ...row, status: 'failed', finishedAt: event.at };
    case 'run.cancelled':
      return { ...row, status: 'cancelled', finishedAt: event.at };
    case 'run.damaged':
      return { ...row, status: 'damaged', finishedAt: event.at };
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
  switch (event.type) {
    case 'step.readied':
      return { ...before, status: 'ready', detailSeq: null };
    case 'step.started': {
      const attempts = event.attempt ?? before.attempts + 1;
      return { ...before, status: 'running', attempts, exitCode: null, startedAt: event.at, detailSeq: null };
    }
    case 'step.validating':
      return { ...before, status: 'validating' };
    case 'step.succeeded': {
      const { exitCode, checkpoint } = event;
      return { ...before, status: 'succeeded', exitCode, checkpoint, finishedAt: event.at, detailSeq: event.seq };
    }
    case 'step.retrying': {
      const failures = before.failures + (event.counts ? 1 : 0);
      return { ...before, status: 'backoff', failures, exitCode: exitCodeOf(event.failure), detailSeq: event.seq };
    }
    case 'step.parked':
      return { ...before, status: 'waiting', detailSeq: event.seq };
    case 'step.answered':
      return before;
    case 'step.failed': {
      const failed = { status: 'failed', failures: before.failures + 1, finishedAt: event.at } as const;
      return { ...before, ...failed, exitCode: exitCodeOf(event.failure), detailSeq: event.seq };
    }
    case 'step.skipped':
      return { ...before, status: 'skipped', finishedAt: event.at, detailSeq: null };
    case 'step.cancelled':
      return { ...before, status: 'cancelled', finishedAt: event.at, detailSeq: null };
    default:
      return unreachable(event);
  }
};

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
export type StepDetail = Pick<StepRow, 'outputs' | 'failure' | 'diagnosis' | 'decision'>;

/** The own fields of events that hold a step's detail. */
export type DetailFields = {
  readonly outputs?: JsonObject;
  readonly failure?: Failure;
  readonly diagnosis?: StepRow['diagnosis'];
  readonly decision?: Decision;
  readonly cause?: (AttemptFailure & { readonly decision: Decision }) | null;
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
    default:
      return null;
  }
};

/** Outputs and failure in the own fields of the event that `detailSeq` counts; null where there is no such event. */
export const detailOf = (step: StepId, fields: DetailFields | null): StepDetail => ({
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
  'run.succeeded': true,
  'run.failed': true,
  'run.cancelled': true,
  'run.damaged': true,
  'step.readied': true,
  'step.started': true,
  'step.validating': true,
  'step.succeeded': true,
  'step.retrying': true,
  'step.parked': true,
  'step.answered': true,
  'step.failed': true,
  'step.skipped': true,
  'step.cancelled': true,
};

/** Tells whether a text is the type of an event. */
export const isEventType = (type: string): type is EventType => Object.hasOwn(known, type);

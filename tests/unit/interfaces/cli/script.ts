/** Writes the log of a run by hand, one happening after another, a second apart. */
import type { Happening, RecordedEvent, WsEvent } from '../../../../core/event.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import type { RunOptions } from '../../../../core/run.ts';
import type { Workstream } from '../../../../core/workstream.ts';

export const start = 1_700_000_000_000;

export const exit1: Failure = { code: 'tool-exit', status: 1, message: 'The command ended with exit code 1.' };

const options: RunOptions = { inputs: {}, concurrency: 2, source: '/repo/example.json', base: 'HEAD', inherits: null };

export const created = (workstream: Workstream, over: Partial<RunOptions> = {}): Happening => ({
  type: 'run.created',
  workstream,
  planHash: 'a'.repeat(64),
  options: { ...options, ...over },
});
export const started: Happening = {
  type: 'run.started',
  base: 'b'.repeat(40),
  branch: 'ws/example/k3f9',
};

const of = (step: string, attempt: number | null) => ({ step: stepId(step), attempt });
export const readied = (step: string): Happening => ({ type: 'step.readied', ...of(step, null) });
export const begun = (step: string, attempt = 1): Happening => ({ type: 'step.started', ...of(step, attempt) });
export const succeeded = (step: string, attempt = 1): Happening => ({
  type: 'step.succeeded',
  ...of(step, attempt),
  outputs: { files: '3' },
  exitCode: 0,
  checkpoint: 'c'.repeat(40),
});
export const failed = (step: string, attempt = 1, failure: Failure = exit1): Happening => ({
  type: 'step.failed',
  ...of(step, attempt),
  failure,
  diagnosis: null,
  decision: { kind: 'escalate', reason: 'no failure is forgiven' },
});
export const retrying = (step: string, attempt: number, wakeAt: number, failure: Failure = exit1): Happening => ({
  type: 'step.retrying',
  ...of(step, attempt),
  failure,
  diagnosis: null,
  decision: { kind: 'retry', at: instant(wakeAt), counts: true, reason: 'failure 1 of 3' },
});
export const parked = (step: string, prompt = 'Is it good?'): Happening => ({
  type: 'step.parked',
  ...of(step, 1),
  wait: { kind: 'question', prompt, choices: ['accept', 'reject'] },
  cause: null,
});
export const skipped = (step: string): Happening => ({ type: 'step.skipped', ...of(step, null), reason: 'upstream' });
export const runSucceeded: Happening = { type: 'run.succeeded', outputs: {} };
export const runFailed = (step: string): Happening => ({
  type: 'run.failed',
  failed: [stepId(step)],
  message: `step ${step} failed`,
});

/** Numbers happenings from `firstSeq` on, as they are written down. */
export const written = (run: string, happenings: readonly Happening[], firstSeq = 1): readonly WsEvent[] =>
  happenings.map((happening, place) => ({
    ...happening,
    run: runId(run),
    seq: firstSeq + place,
    at: instant(start + (firstSeq + place - 1) * 1000),
    correlationId: run,
    causationId: null,
  }));

/** As they are read again; hashes are not real. */
export const recorded = (run: string, happenings: readonly Happening[], firstSeq = 1): readonly RecordedEvent[] =>
  written(run, happenings, firstSeq).map((event) => ({ ...event, hash: 'd'.repeat(64), previousHash: 'e'.repeat(64) }));

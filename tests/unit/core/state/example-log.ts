/** Logs for tests of the store, made by hand. */
import type { EventFrame, Happening, WsEvent } from '../../../../core/event.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, stepId, toolId, type RunId } from '../../../../core/id.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { PLAIN_STEP, plainStep } from '../../../../core/plain-step.ts';
import type { Decided, GiveUp } from '../../../../core/policy.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';

export const firstAt = 1_750_000_000_000;

const aStep = (name: string): Step => ({
  ...plainStep(stepId(name), toolId('shell')),
  with: { run: 'echo "\u0000 \ud800 ${{ env.A }}"' },
  env: { A: 'ä' },
  input: { b: 1, a: [null, true, 1.5e300] },
  timeoutMs: 600_000,
  retry: { ...PLAIN_STEP.retry, limit: 2 },
  fixes: 0,
  acceptance: [
    { kind: 'run', script: 'true' },
    { kind: 'file', path: 'a' },
  ],
  outputs: { type: 'object' },
  access: 'shared',
});

export const aWorkstream = (id: string, steps: readonly string[] = ['a', 'b', 'c']): Workstream => ({
  version: 1,
  id,
  title: `Title of ${id}`,
  description: '',
  spec: null,
  base: 'HEAD',
  inputs: { name: { type: 'string', description: null, required: false, default: 'x', options: ['x', 'y'] } },
  env: { B: 'c' },
  secrets: ['TOKEN'],
  concurrency: null,
  failFast: false,
  onFailure: 'keep',
  steps: steps.map(aStep),
  finally: [],
  outputs: { all: 'steps.a.outputs' },
});

/** A happening without a place in a log yet. */
export type Told = Happening & { readonly at?: number };

/** Places happenings in the log of a run, from `firstSeq` on; one second passes between two. */
export const placed = (run: RunId, happenings: readonly Told[], firstSeq = 1): WsEvent[] =>
  happenings.map((happening, place) => {
    const { at, ...own } = happening;
    const seq = firstSeq + place;
    const correlationId = 'step' in own && own.attempt !== null ? `${own.step}#${own.attempt}` : run;
    const frame: EventFrame = {
      run,
      seq,
      at: instant(at ?? firstAt + seq * 1000),
      correlationId,
      causationId: seq === 1 ? null : seq - 1,
    };
    return { ...own, ...frame };
  });

export const created = (workstream: Workstream = aWorkstream('build')): Told => ({
  type: 'run.created',
  workstream,
  planHash: 'f'.repeat(64),
  options: { inputs: { name: 'x' }, concurrency: 4, source: '/w/build.json', base: 'HEAD', inherits: null },
});

export const started: Told = { type: 'run.started', base: 'abc', branch: 'ws/build/r' };

export const readied = (step: string): Told => ({ type: 'step.readied', step: stepId(step), attempt: null });

export const startedStep = (step: string, attempt = 1): Told => ({ type: 'step.started', step: stepId(step), attempt });

export const succeeded = (step: string, outputs: JsonObject = {}, attempt = 1): Told => ({
  type: 'step.succeeded',
  ...{ step: stepId(step), attempt, outputs, exitCode: 0, checkpoint: 'c0ffee' },
});

export const failure: Failure = { code: 'tool-exit', message: 'it failed', status: 7 };

/** The same failure as events tell it when nothing is to be done. */
export const escalated: Decided<GiveUp> = {
  failure,
  diagnosis: null,
  decision: { kind: 'escalate', reason: 'no failure is forgiven' },
};

/** What is said when a driving is over. */
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import type { Wait } from '../../../../../core/attempt.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import type { Happening } from '../../../../../core/event.ts';
import { summaryLines } from '../../../../../interfaces/cli/view/summary.ts';
import { progressOf } from '../../../../../interfaces/house/progress.ts';
import { workstreamOf } from '../example.ts';
import { begun, created, failed, runFailed, runSucceeded, started, succeeded, written } from '../script.ts';

const { steps, ...rest } = workstreamOf({ fetch: [] });
const workstream = { ...rest, steps: steps.map((step) => ({ ...step, title: 'Fetch the data' })) };
const pause: readonly Happening[] = [
  { type: 'run.paused', by: 'ada', reason: 'request' },
  { type: 'run.resumed', by: 'ada' },
];

const linesOf = (columns: number): readonly string[] => {
  const progress = progressOf(workstream);
  const options = { inputs: { name: 'Ada' } };
  const end = [begun('fetch'), succeeded('fetch'), { ...runSucceeded, outputs: { version: '1.2' } }];
  for (const event of written('k3f9', [created(workstream, options), started, ...pause, ...end])) progress.apply(event);
  const settings = {
    columns,
    paint: createColors(false),
    logTail: () => [],
    workplace: () => '/w',
    bundle: 'k3f9.tar.gz',
    work: [],
  };
  return summaryLines(runId('k3f9'), progress, { kind: 'finished', status: 'succeeded' }, settings);
};

test('titles, inputs, outputs and pauses are told, and all labels are aligned', () => {
  const [, heading, ...lines] = linesOf(1_000_000);
  expect(heading).toContain('succeeded in 5.0s, 1.0s of it paused or waiting  run k3f9');
  expect(lines).toEqual([
    '  ✔ fetch · Fetch the data 1.0s',
    '',
    '  inputs       name = Ada',
    '  outputs      version = 1.2',
    '  branch       ws/example/k3f9',
    '  look         ws diff k3f9',
    '  merge        ws merge k3f9',
    '  diagnostics  k3f9.tar.gz',
  ]);
});

test('on a narrow terminal a title gives way to what else the line says', () => {
  const lines = linesOf(40);
  expect(lines).toContain('  ✔ fetch · Fetch the d… 1.0s');
  expect(lines.slice(2, 4)).toEqual(['  1.0s of it paused or waiting', '  run k3f9']);
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
});

const message = '/bin/sh: 1: uv: not found, and nothing else that could stand in for it is installed here';
const failure: Failure = { code: 'tool-exit', status: 127, message };

test('on a narrow terminal what failed is broken between words, and never cut', () => {
  const progress = progressOf(workstream);
  const end = [begun('fetch'), failed('fetch', 1, failure), runFailed('fetch')];
  for (const event of written('k3f9xyzw12', [created(workstream), started, ...end])) progress.apply(event);
  const settings = {
    columns: 40,
    paint: createColors(false),
    logTail: () => [],
    workplace: () => '/w',
    bundle: null,
    work: [],
  };
  const lines = summaryLines(runId('k3f9xyzw12'), progress, { kind: 'finished', status: 'failed' }, settings);
  expect(lines.slice(1, 11)).toEqual([
    'An example failed in 3.0s',
    '  run k3f9xyzw12',
    '  ✖ fetch · Fetch the d… 1.0s',
    '      exit 127',
    '',
    '  fetch · Fetch the data failed:',
    '    /bin/sh: 1: uv: not found, and',
    '    nothing else that could stand in for',
    '    it is installed here',
    '    no failure is forgiven',
  ]);
});

test.each(['question', 'work'] as const)('what a person was asked is no attempt of the step: %s', (kind) => {
  const progress = progressOf(workstream);
  const wait: Wait = { kind, prompt: 'Is it good?', choices: ['accept', 'reject'] };
  const asked: Happening = { type: 'step.parked', step: stepId('fetch'), attempt: 1, wait, cause: null };
  const end = [begun('fetch'), asked, begun('fetch', 2), succeeded('fetch', 2), runSucceeded];
  for (const event of written('k3f9', [created(workstream), started, ...end])) progress.apply(event);
  const settings = {
    columns: 80,
    paint: createColors(false),
    logTail: () => [],
    workplace: () => '/w',
    bundle: null,
    work: [],
  };
  const lines = summaryLines(runId('k3f9'), progress, { kind: 'finished', status: 'succeeded' }, settings);
  expect(lines[2]).toBe('  ✔ fetch · Fetch the data 1.0s');
});

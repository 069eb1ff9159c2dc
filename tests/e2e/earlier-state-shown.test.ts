/** What an earlier `ws` left in a repository is opened and shown as it was. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEarlierState, RECORDED_AT, type EarlierState, type RunListed } from '../rig/earlier-state.ts';
import { eventsIn, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let state: EarlierState;
beforeAll(async () => {
  state = await openEarlierState(() => undefined);
});
afterAll(() => removeFolder(state.folder));

type Verified = { readonly valid: boolean; readonly runs: readonly { run: string; events: number; problem: null }[] };

const statusOf = (run: string): Promise<StatusJson> => wsJson<StatusJson>(state.repository, ['status', run]);
const stepsIn = ({ steps }: StatusJson): string =>
  steps
    .map(({ id, status, attempts, failures, failure }) =>
      [`${id} ${status} ${attempts}/${failures}`, ...(failure === null ? [] : [failure.code])].join(' '),
    )
    .join(', ');

describe('what an earlier ws left', () => {
  // Newest first: workstream, status, events, steps with attempts/failures.
  const left: readonly (readonly [string, string, number, string])[] = [
    [
      'add-farewell',
      'paused',
      6,
      'task-1-1 backoff 1/0 interrupted, task-2-1 blocked 0/0, scenario-it-is-there blocked 0/0',
    ],
    [
      'add-greeting',
      'succeeded',
      12,
      'task-1-1 succeeded 1/0, task-2-1 succeeded 1/0, scenario-it-is-there succeeded 1/0',
    ],
    ['add-echo', 'succeeded', 12, 'task-1-1 succeeded 1/0, task-2-1 succeeded 1/0, scenario-it-is-there succeeded 1/0'],
    ['guarded', 'running', 5, 'only backoff 0/0 breaker-open'],
    ['amended', 'running', 11, 'first succeeded 1/0, second running 2/0, third blocked 0/0'],
    ['interrupted', 'running', 7, 'first succeeded 1/0, second running 1/0, third blocked 0/0'],
    ['paused', 'paused', 9, 'first succeeded 1/0, second backoff 1/0 interrupted, third blocked 0/0'],
    ['untold', 'succeeded', 6, 'only succeeded 1/0'],
    ['merged', 'succeeded', 6, 'only succeeded 1/0'],
    ['cancelled', 'cancelled', 11, 'only cancelled 1/0, sweep succeeded 1/0'],
    ['escalated', 'waiting', 6, 'login waiting 1/0 unauthenticated'],
    ['waiting', 'waiting', 9, 'before succeeded 1/0, write waiting 1/0, after blocked 0/0'],
    ['retried', 'succeeded', 6, 'first succeeded 0/0, second succeeded 1/0'],
    ['retried', 'failed', 9, 'first succeeded 1/0, second failed 1/1 tool-exit'],
    [
      'compensated',
      'failed',
      22,
      'first succeeded 1/0, second succeeded 1/0, third failed 1/1 tool-exit, second.compensate succeeded 1/0, first.compensate succeeded 1/0, ws.rollback succeeded 1/0',
    ],
    ['failed', 'failed', 10, 'first succeeded 1/0, second failed 1/1 check-failed, third skipped 0/0'],
    ['merged', 'succeeded', 6, 'only succeeded 1/0'],
    [
      'finished',
      'succeeded',
      29,
      'build succeeded 1/0, flaky succeeded 2/1, standin succeeded 2/1, forgiven failed 1/1 tool-exit, left skipped 0/0, guarded succeeded 1/0, sweep succeeded 1/0',
    ],
  ];

  test('is listed and shown as it was, step by step, and its chains of hashes hold', async () => {
    const rows = await wsJson<readonly RunListed[]>(state.repository, ['list']);
    const verified = await wsJson<Verified>(state.repository, ['audit', 'verify']);
    const shown: [string, string, number | undefined, string][] = [];
    for (const { run, workstream, status } of rows) {
      const { events } = verified.runs.find((found) => found.run === run) ?? {};
      shown.push([workstream, status, events, stepsIn(await statusOf(run))]);
    }
    expect(shown).toEqual(left);
    expect(verified.valid).toBe(true);
    const table = (await ws(state.repository, ['list'])).stdout.split('\n').slice(1, -1);
    expect(table.map((line) => line.split(/ +/).slice(1, 3))).toEqual(left.map(([id, status]) => [status, id]));
  });

  test('of one run is told in whole: outputs, events, the end of its log, what was written', async () => {
    const finished = await statusOf(state.idOf('finished'));
    expect(finished.steps[0]?.outputs).toEqual({ words: 2, list: ['x', 'y'] });
    expect(finished.steps[2]?.outputs).toEqual({ by: 'fallback' });
    expect((await ws(state.repository, ['logs', finished.run, 'build'])).stdout).toBe('token ***\n');
    expect((await ws(state.repository, ['diff', finished.run, '--stat'])).stdout).toContain('out/standin.txt');
    const failed = state.idOf('failed');
    expect((await ws(state.repository, ['show', failed])).stdout).toMatch(
      /first {2}succeeded[\s\S]*n = 1[\s\S]*second {2}attempt 1: exit 3[\s\S]*src\/b\.c:7:3 {2}it is broken[\s\S]*│ checking/,
    );
    const events = eventsIn((await ws(state.repository, ['events', failed, '--json'])).stdout);
    expect(events.map(({ type, step }) => [type, step ?? ''].join(' ').trim())).toEqual([
      ...['run.created', 'run.started', 'step.readied first', 'step.started first', 'step.succeeded first'],
      ...['step.readied second', 'step.started second', 'step.failed second', 'step.skipped third', 'run.failed'],
    ]);
    expect(events[1]).toMatchObject({ worktree: `${RECORDED_AT}/repository/.ws/worktrees/${failed}` });
  });

  test('of failures and breakers is remembered', async () => {
    const failures = await wsJson<readonly object[]>(state.repository, ['failures']);
    expect(failures).toMatchObject([
      { run: state.idOf('compensated'), step: 'third', code: 'tool-exit', decision: 'escalate', retriedBy: null },
      { run: state.idOf('failed'), step: 'second', code: 'check-failed', plugin: 'c-compiler', issues: 1 },
    ]);
    expect(await wsJson<object>(state.repository, ['stats', 'errors', '--since', '36500d'])).toMatchObject({
      ...{ failures: 7, understood: 3, escalated: 3, runs: 5, steps: 7 },
      repeats: [{ count: 2, runs: 2 }],
    });
    expect(await wsJson<object>(state.repository, ['breakers', 'list'])).toMatchObject([
      { name: 'api', state: 'OPEN' },
      { name: 'registry', state: 'CLOSED' },
    ]);
  });

  test('of changes stands as it stood, with its approvals', async () => {
    expect(await wsJson<object>(state.repository, ['change', 'list'])).toEqual([
      { change: 'add-echo', state: 'merged', open: false },
      { change: 'add-farewell', state: 'in-progress', open: true },
      { change: 'add-greeting', state: 'verified', open: true },
      { change: 'add-shout', state: 'review', open: true },
      { change: 'add-whisper', state: 'approved', open: true },
    ]);
    const { moves } = await wsJson<{ moves: readonly { event: string; by: string }[] }>(state.repository, [
      ...['change', 'show', 'add-echo'],
    ]);
    expect(moves.map(({ event, by }) => `${event} ${by}`)).toEqual([
      ...['submit Ada', 'approve Ada', 'start ws', 'test ws', 'verify ws', 'merge ws'],
    ]);
    expect(await wsJson<object>(state.repository, ['change', 'status', 'add-whisper'])).toMatchObject({
      ...{ state: 'approved', mayRun: true, approvals: [{ by: 'Ada' }] },
    });
    expect((await ws(state.repository, ['spec', 'search', 'echo'])).stdout).toContain('openspec/specs/echo/spec.md');
  });
});

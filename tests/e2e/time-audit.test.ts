/** Where the time goes: a table, questions for what it does not say, and a model whose every number must be one of the figures. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Script } from '../clis/model-server/replies.ts';
import type { ModelServer } from '../clis/model-server/server.ts';
import { answers, inOrder, serveModel, withModel } from '../rig/model.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

const TABLE = 'Task,Minutes\nTicket triage,30\nticket triage,45\nstatus meeting,60\n';

let folder = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'work.csv': TABLE,
    'open.csv': 'Task,Duration\nTicket triage,2.5\nfix,a while\n',
  });
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

const audit = async (script: Script, ...args: readonly string[]): Promise<Ended> => {
  server = await serveModel(folder, script);
  return ws(repository, ['run', 'ws:time-audit', ...args], withModel);
};
const WORK = ['--input', 'table=work.csv', '--input', 'rate=100'];
const report = async (): Promise<string> => {
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  return git(repository, 'show', `${branch}:time-audit.md`);
};
const outputsOf = async (step: string): Promise<Record<string, unknown>> =>
  (await wsJson<StatusJson>(repository, ['status'])).steps.find(({ id }) => id === step)?.outputs ?? {};

const summary = (...paragraphs: readonly string[]) => answers({ headline: 'Triage', paragraphs, recommendations: [] });
const GOOD = summary('135 minutes cost 225 a month, 2,700 a year.');

test('the report has the figures, and a summary that a model wrote of them', async () => {
  const ended = await audit(inOrder(GOOD), ...WORK);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const text = await report();
  expect(text).toContain('135 minutes cost 225 a month');
  expect(text).toContain('| ops | 75 | 55.56 % |');
  expect(text).toContain('1.35 hours, 1620 a year');
  expect(await outputsOf('audit')).toMatchObject({ cost: { perYear: 2700 }, missing: [] });
});

describe('a model that answers badly is never taken at its word', () => {
  test('a number of its own is told to it, and the next text counts', async () => {
    const asked: string[] = [];
    const inTurn = inOrder(summary('About 999 minutes.'), GOOD);
    const ended = await audit((request) => (asked.push(request.text), inTurn(request)), ...WORK);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(asked[1]).toContain('used numbers that are not below: 999');
    expect(await report()).toContain('# Triage');
  });

  test.each<[string, Script]>([
    ['numbers of its own, twice', inOrder(summary('About 999 minutes.'))],
    ['another shape', inOrder(answers({ title: 'Triage' }))],
    ['a refusal', inOrder({ kind: 'text', text: 'I cannot help with that.', end: 'filter' })],
    ['half an answer', inOrder({ kind: 'text', text: '{"headline": "Tri', end: 'length' })],
  ])('%s: the report is written without it', async (_, script) => {
    const ended = await audit(script, ...WORK);
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const text = await report();
    expect(text).toContain('# Where the time goes');
    expect(text).toContain('2.25 hours of a month in 3 pieces of work.');
    expect(text).not.toContain('999');
  });
});

test('what the table does not say is asked, and the answers count', async () => {
  const waiting = await audit(inOrder(GOOD), '--input', 'table=open.csv', '--input', 'summary=false');
  expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
  expect(waiting.stdout).toContain('Are the numbers of "Duration" minutes, hours or days?');
  const said = JSON.stringify({ unit: 'h', minutes: 30, rate: 60 });
  const ended = await ws(repository, ['answer', 'clarify', 'accept', '--outputs', said, '--resume'], withModel);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await outputsOf('audit')).toMatchObject({ time: { minutes: 180 }, cost: { perPeriod: 180 } });
  expect(server?.count()).toBe(0);
});

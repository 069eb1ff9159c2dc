/** Teams of models: one after the other each reads what was found before; all at once one puts it together. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Script } from '../clis/model-server/replies.ts';
import type { ModelServer } from '../clis/model-server/server.ts';
import { answers, serveModel, withModel } from '../rig/model.ts';
import { makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

const schema = {
  type: 'object',
  required: ['said'],
  additionalProperties: false,
  properties: { said: { type: 'string' } },
};
const member = (id: string) => ({ id, role: id, task: 'text', charter: `You are ${id}.`, schema });
const TEAM = JSON.stringify({ id: 't', purpose: 'p', last: 'second', members: [member('first'), member('second')] });

const run = async (workstream: string, script: Script) => {
  server = await serveModel(folder, script);
  const inputs = ['--input', `team=${TEAM}`, '--input', 'request=Why?'];
  return ws(repository, ['run', workstream, ...inputs], withModel);
};
const stepOf = async (id: string) =>
  (await wsJson<StatusJson>(repository, ['status', '--all'])).steps.find((step) => step.id === id);

test('one after the other, each by its charter, with what was found before', async () => {
  const asked: string[] = [];
  const ended = await run('ws:team', ({ text }) => {
    asked.push(text);
    return answers({ said: text.includes('You are first.') ? 'a red lamp' : 'so it is' });
  });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(asked[0]).not.toContain('a red lamp');
  expect(asked[1]).toContain('a red lamp');
});

test('an answer of another shape ends the team, and is never a finding', async () => {
  expect((await run('ws:team', () => answers({ confidence: 0.7 }))).code).toBe(1);
  expect((await stepOf('work[first]'))?.failure?.code).toBe('bad-output');
});

test('all at once, one that fails is passed over, and what the others found is put together', async () => {
  const ended = await run('ws:team-parallel', ({ text }) => {
    if (text.includes('Answer the request from what was found')) return answers({ text: 'It is red, says second.' });
    return text.includes('You are first.') ? { kind: 'text', text: 'No.', end: 'filter' } : answers({ said: 'red' });
  });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect((await stepOf('merge'))?.outputs).toEqual({ text: 'It is red, says second.' });
});

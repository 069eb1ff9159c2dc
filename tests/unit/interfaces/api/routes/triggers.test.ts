/** Deliveries from outside: who sent them, what they start, and that they start it once. */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles } from '../../../../rig/ws.ts';
import { aServer, type Server } from '../server.ts';

const workstream = (run: string) => ({
  ...{ version: 1, id: 'review', inputs: { title: { type: 'string' } } },
  steps: [{ id: 'say', run }],
});

let folder = '';
let server: Server;
let secret = '';
const bound = { where: { '/action': 'opened' }, inputs: { title: '/pull_request/title' } };

const clock = async (): Promise<number> => {
  const opened = await server.home.composer.openHouse(server.home.root);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.clock.now();
};

beforeAll(async () => {
  folder = makeFolder('ws triggers ');
  const root = makeRepository(join(folder, 'repo'), { 'review.json': workstream('echo safe') });
  git(root, 'checkout', '-q', '-b', 'fork');
  writeFiles(root, { 'review.json': workstream('echo stolen') });
  git(root, 'commit', '-qam', 'another');
  server = await aServer(root);
  // What is signed says when, and is old soon.
  server.home.skip(Date.now() - (await clock()));
  const body = { workstream: 'review.json', branch: 'main', ...bound };
  const made = await server.ask('/api/v1/triggers/review', { method: 'PUT', body });
  ({ secret } = made.body as { readonly secret: string });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

const opened = (title: string, action = 'opened'): string =>
  JSON.stringify({ action, pull_request: { title, head: { ref: 'fork' } } });

const byGitHub = (body: string, id: string, key = secret): Readonly<Record<string, string>> => ({
  'x-github-delivery': id,
  'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
});

const deliver = (body: string, headers: Readonly<Record<string, string>>, name = 'review') =>
  server.ask(`/api/v1/triggers/${name}`, { method: 'POST', token: null, body, headers });

test('a delivery of GitHub starts the file of the branch, once, and what it says is data', async () => {
  const title = '${{ env.HOME }} $(id)';
  const body = opened(title);
  const first = await deliver(body, byGitHub(body, 'one'));
  expect(first).toMatchObject({ status: 202, body: { run: expect.any(String) as string } });
  const { run } = first.body as { readonly run: string };
  expect((await deliver(body, byGitHub(body, 'one'))).body).toEqual({ run, position: null });
  const shown = await server.ask(`/api/v1/runs/${run}`);
  expect(shown.body).toMatchObject({ inputs: { title }, labels: { trigger: 'review' } });
  const { body: definition } = await server.ask(`/api/v1/runs/${run}/definition`);
  expect(definition).toMatchObject({ steps: [{ with: { run: 'echo safe' } }] });
});

test('what the file uses and names is that of the branch, too, whatever the checkout has', async () => {
  const { root } = server.home;
  git(root, 'checkout', '-q', '-b', 'parts', 'main');
  writeFiles(root, {
    'flows/whole.yaml': `version: 1\nid: whole\nsteps:\n  - { id: part, uses: ./part.yaml }\n`,
    'flows/part.yaml': `version: 1\nid: part\nsteps:\n  - { id: say, tool: manual, with: { prompt: { template: say.md } } }\n`,
    'flows/say.md': 'echo safe\n',
  });
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'parts');
  git(root, 'checkout', '-q', 'main');
  const other = `version: 1\nid: part\nsteps:\n  - { id: say, run: echo stolen }\n`;
  writeFiles(root, { 'part.yaml': other, 'flows/part.yaml': other, 'flows/say.md': 'echo stolen\n' });
  const bindTo = { method: 'PUT', body: { workstream: 'flows/whole.yaml', branch: 'parts' } };
  const { secret: key } = (await server.ask('/api/v1/triggers/whole', bindTo)).body as { readonly secret: string };
  const { body } = await deliver('{}', byGitHub('{}', 'whole', key), 'whole');
  const { run } = body as { readonly run: string };
  const { text } = await server.ask(`/api/v1/runs/${run}/definition`);
  expect(text).toContain('echo safe');
  expect(text).not.toContain('stolen');
});

test('so does one of Standard Webhooks; one that is not meant starts nothing', async () => {
  const body = opened('hello');
  const at = new Date();
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
  expect((await deliver(body, headers)).body).toMatchObject({ run: expect.any(String) as string });
  const closed = opened('hello', 'closed');
  expect((await deliver(closed, byGitHub(closed, 'two'))).body).toEqual({ run: null, position: null });
});

test('an event is told to those that wait for it, once for each delivery', async () => {
  const bindTo = { method: 'PUT', body: { emits: 'pr.opened', inputs: bound.inputs } };
  const { secret: key } = (await server.ask('/api/v1/triggers/told', bindTo)).body as { readonly secret: string };
  const body = opened('hello');
  const told = await deliver(body, byGitHub(body, 'three', key), 'told');
  expect(told.body).toMatchObject({ run: null, position: expect.any(Number) as number });
  expect((await deliver(body, byGitHub(body, 'three', key), 'told')).body).toEqual(told.body);
  expect((await deliver(body, byGitHub(body, 'other', key), 'told')).body).not.toEqual(told.body);
});

test.each([
  ['no signature', {}],
  ['that of another secret', byGitHub(opened('x'), 'four', 'another')],
  ['that of another body', byGitHub(opened('y'), 'four')],
])('%s is nobody known', async (_, headers) => {
  expect(await deliver(opened('x'), headers)).toMatchObject({ status: 401, body: { code: 'bad-signature' } });
});

test('a server that only shows takes none', async () => {
  await using shows = await aServer(server.home.root, {}, { isReadOnly: true });
  const body = opened('hello');
  const headers = byGitHub(body, 'shown');
  const asked = await shows.ask('/api/v1/triggers/review', { method: 'POST', token: null, body, headers });
  expect(asked).toMatchObject({ status: 403, body: { code: 'read-only' } });
});

test('a name that there is not is told no more than that', async () => {
  expect(await deliver('{', {}, 'nothing')).toMatchObject({ status: 401, body: { code: 'bad-signature' } });
});

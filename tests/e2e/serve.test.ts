/** The server of the built program: runs are started, answered and merged through it, and outlive it. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { git, makeFolder, makeRepository, removeFolder, startWs, ws, type Running } from '../rig/ws.ts';

const workstream = {
  ...{ version: 1, id: 'greet', title: 'Greet' },
  steps: [
    { id: 'write', run: 'echo hello > greeting.txt; echo written' },
    { id: 'look', needs: ['write'], tool: 'manual', with: { prompt: 'Is it good?', bind: 'tree' } },
    { id: 'last', needs: ['look'], run: 'cat greeting.txt' },
  ],
};

let folder = '';
let root = '';
const running: Running[] = [];
beforeEach(() => {
  folder = makeFolder('ws serve ');
  root = makeRepository(join(folder, 'repo'), {
    'README.md': 'hello\n',
    'greet.json': workstream,
    'parts/inner.yaml': 'version: 1\nid: inner\nsteps: [{ id: say, run: echo said }]\n',
  });
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  removeFolder(folder);
});

type Served = { readonly url: string; readonly token: string; readonly process: Running };

/** Starts a server, and gets in as a page does. */
const serve = async (): Promise<Served> => {
  let told: (url: string) => void;
  const at = new Promise<string>((resolve) => {
    told = resolve;
  });
  const process = startWs(root, ['serve', '--port', '0', '--json'], {
    onLine: (line) => told((JSON.parse(line) as { readonly url: string }).url),
  });
  running.push(process);
  const url = await at;
  const page = await ws(root, ['ui', '--print']);
  const [, code] = /#c=(\S+)/.exec(page.stdout) ?? [];
  const opened = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const { token } = (await opened.json()) as { readonly token: string };
  return { url, token, process };
};

const ask = async (
  { url, token }: Pick<Served, 'url' | 'token'>,
  path: string,
  body?: object,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: JsonObject; readonly headers: Headers }> => {
  const headers = {
    authorization: `Bearer ${token}`,
    ...more,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/api/v1${path}`, { headers, ...sent });
  return { status: response.status, body: (await response.json()) as JsonObject, headers: response.headers };
};

const idOf = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '');

/** Resolves when the stream of events tells of one of a type, after a position. */
const heard = async ({ url, token }: Pick<Served, 'url' | 'token'>, type: string, after = 0): Promise<void> => {
  const ended = new AbortController();
  const response = await fetch(`${url}/api/v1/events?after=${after}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ended.signal,
  });
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.includes(`event: ${type}\n`)) break;
  }
  ended.abort();
};

test('a run is started, watched, answered about what was looked at, and merged', async () => {
  const server = await serve();
  const key = { 'idempotency-key': 'the first of all'.replaceAll(' ', '-') };
  const begun = await ask(server, '/runs', { workstream: { file: 'greet.json' } }, key);
  expect(begun.status).toBe(202);
  const again = await ask(server, '/runs', { workstream: { file: 'greet.json' } }, key);
  expect([again.body['id'], again.headers.get('idempotent-replayed')]).toEqual([begun.body['id'], 'true']);
  expect(await ask(server, '/runs', { workstream: { file: 'other.json' } }, key)).toMatchObject({ status: 404 });
  await heard(server, 'run.waiting');
  const run = `/runs/${idOf(begun.body)}`;
  const { body: inbox } = await ask(server, '/inbox');
  expect(inbox).toMatchObject({ items: [{ kind: 'question', step: 'look', question: { boundTo: 'tree' } }] });
  const answer = { answer: 'accept', comment: 'well done' };
  const moved = await ask(server, `${run}/steps/look/answer`, { ...answer, subject: 'another' });
  expect(moved).toMatchObject({ status: 409, body: { code: 'subject-moved' } });
  const stale = await ask(server, `${run}/steps/look/answer`, answer, {
    'if-match': `"${idOf(begun.body)}-1"`,
  });
  expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } });
  const [item] = inbox['items'] as readonly { readonly question: { readonly subject: string } }[];
  const answered = await ask(server, `${run}/steps/look/answer`, { ...answer, subject: item?.question.subject });
  expect(answered).toMatchObject({ status: 200, body: { answer: 'accept' } });
  await heard(server, 'run.succeeded');
  expect((await ask(server, `${run}/diff`)).body).toMatchObject({ files: [{ path: 'greeting.txt', added: 1 }] });
  expect((await ask(server, `${run}/tree`)).body['items']).toContainEqual({
    path: 'greeting.txt',
    kind: 'file',
    size: 6,
    isChanged: true,
  });
  expect((await ask(server, `${run}/merge`, {})).body).toMatchObject({ into: 'main', files: 1 });
  expect(git(root, 'show', 'HEAD:greeting.txt')).toBe('hello');
  expect((await ask(server, '/inbox')).body).toEqual({ items: [] });
  expect((await ask(server, `${run}/retry`, { from: 'last', preview: true })).body).toMatchObject({ again: ['last'] });
  expect((await ask(server, '/audit')).body).toMatchObject({
    items: [
      { operation: 'retryRun' },
      { operation: 'mergeRun' },
      { operation: 'answerStep' },
      {},
      {},
      {},
      {},
      { operation: 'startRun' },
    ],
  });
});

test('a text is run as it was read, in YAML and with what it uses, and again', async () => {
  const server = await serve();
  const text = 'version: 1\nid: mine\nsteps:\n  - { id: inner, uses: parts/inner.yaml }\n';
  const begun = await ask(server, '/runs', { workstream: { text } });
  expect(begun).toMatchObject({ status: 202, body: { source: null } });
  await heard(server, 'run.succeeded');
  const again = await ask(server, `/runs/${idOf(begun.body)}/retry`, { from: 'inner' });
  expect(again).toMatchObject({ status: 202 });
  const after = (await ask(server, '/server')).body['position'];
  await heard(server, 'run.succeeded', typeof after === 'number' ? after - 1 : 0);
  expect((await ask(server, `/runs/${idOf(again.body)}`)).body).toMatchObject({ state: 'succeeded' });
});

test('a run goes on when the server is killed, and the page goes on with the next one', async () => {
  const first = await serve();
  const begun = await ask(first, '/runs', { workstream: { file: 'greet.json' } });
  await heard(first, 'step.started');
  first.process.child.kill('SIGKILL');
  await first.process.ended;
  const second = { ...(await serve()), token: first.token };
  await heard(second, 'run.waiting');
  expect((await ask(second, `/runs/${idOf(begun.body)}`)).body).toMatchObject({ state: 'waiting' });
});

test('where others could listen it does not serve without a proxy, and a port that was named is not another', async () => {
  const open = await ws(root, ['serve', '--host', '0.0.0.0']);
  expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('--behind-proxy') as string });
  const { url } = await serve();
  const taken = await ws(root, ['serve', '--port', new URL(url).port]);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('is taken') as string });
});

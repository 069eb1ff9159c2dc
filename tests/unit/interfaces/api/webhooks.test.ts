/** What webhooks are told: signed, at least once, and nobody whom they must not reach. */
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { objectionToUrl, sendWebhook } from '../../../../adapters/notify/webhook.ts';
import { runId } from '../../../../core/id.ts';
import { openWebhooks, type Try } from '../../../../interfaces/api/webhooks.ts';
import type { House } from '../../../../interfaces/house/house.ts';
import { newSecret, webhooksIn, type WebhookEntry } from '../../../../interfaces/house/serve/webhook-store.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aWorkstream } from '../../core/state/example-log.ts';
import { created, runFailed, started, written } from '../cli/script.ts';
import { aHome, type Home } from '../home.ts';

type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };

let folder = '';
let home: Home;
let house: House;
let receiver: HttpServer;
let url = '';
/** What is answered, one after the other; 200 when all were. */
let answers: number[] = [];
let heard: Heard[] = [];
beforeEach(async () => {
  folder = makeFolder('ws webhooks ');
  answers = [];
  heard = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      const status = answers.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: 'http://169.254.169.254/' } : {}).end();
    });
  });
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  const { port } = receiver.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/told`;
  writeFiles(folder, { 'config.yaml': `http:\n  allow: ["127.0.0.1:${port}"]\n` });
  const happenings = [created({ ...aWorkstream('build'), secrets: [] })];
  const env = { WS_CONFIG: join(folder, 'config.yaml') };
  home = await aHome(makeRepository(join(folder, 'repo')), { runs: [{ id: 'k3f9', happenings }], env });
  const opened = await home.composer.openHouse(home.root);
  if (!opened.ok) throw new Error(opened.error.message);
  house = opened.value;
  // What is signed says when, and is old soon.
  home.skip(Date.now() - house.clock.now());
});
afterEach(async () => {
  await house[Symbol.asyncDispose]();
  await new Promise((closed) => receiver.close(closed));
  removeFolder(folder);
});

const entry = (over: Partial<WebhookEntry> = {}): WebhookEntry => ({
  ...{ id: 'hook', url, topics: ['failed'], preset: 'standard', isEnabled: true, secrets: [newSecret()], createdAt: 0 },
  ...over,
});

/** Resolves when so many tries were made. */
const tries = (): {
  readonly witness: (tried: Try) => void;
  readonly made: (count: number) => Promise<readonly Try[]>;
} => {
  const all: Try[] = [];
  let told = (): void => undefined;
  return {
    witness: (tried) => {
      all.push(tried);
      told();
    },
    made: async (count) => {
      while (all.length < count) await new Promise<void>((go) => (told = go));
      return all;
    },
  };
};

test('an event is told as it is asked for, signed by both secrets, and again until it is taken', async () => {
  const store = webhooksIn(house.stateDirectory);
  const secrets = [newSecret(), newSecret()];
  store.put(entry({ secrets }));
  store.keepOutbox('hook', { position: 1, messages: [] });
  answers = [500, 302];
  const { witness, made } = tries();
  await using webhooks = openWebhooks({ house, store, witness, pauses: [0, 0, 0] });
  webhooks.changed();
  await home.store.append(runId('k3f9'), written('k3f9', [started, runFailed('a')], 2));
  const all = await made(3);
  expect(all.map(({ status, attempt }) => [status, attempt])).toEqual([
    [500, 1],
    [302, 2],
    [200, 3],
  ]);
  expect(new Set(heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['msg_k3f9#3']));
  const [last] = heard.slice(-1);
  for (const secret of secrets)
    expect(new Webhook(secret).verify(last?.body ?? '', last?.headers as Record<string, string>)).toMatchObject({
      type: 'run.failed',
      data: { run: { id: 'k3f9' }, topic: 'failed' },
    });
});

test('what was written down before the server died is told by the next, and what was tried too often is not', async () => {
  const store = webhooksIn(house.stateDirectory);
  store.put(entry());
  const message = { topic: 'failed', run: 'k3f9', body: '{}', nextAt: 0 };
  store.keepOutbox('hook', {
    position: 1,
    messages: [
      { ...message, id: 'msg_1', tries: 0 },
      { ...message, id: 'msg_2', tries: 1 },
    ],
  });
  answers = [500, 500];
  const { witness, made } = tries();
  const webhooks = openWebhooks({ house, store, witness, pauses: [3_600_000] });
  expect((await made(2)).map(({ id, nextAt }) => [id, nextAt !== null])).toEqual([
    ['msg_1', true],
    ['msg_2', false],
  ]);
  await webhooks[Symbol.asyncDispose]();
  expect(store.outbox('hook')?.messages).toMatchObject([{ id: 'msg_1', tries: 1 }]);
});

test.each([
  'http://example.com/',
  'https://user:p@example.com/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'gopher://x/',
  'nothing',
])('%s is nobody to be told', (text) => {
  expect(objectionToUrl(text, [])).not.toBeNull();
});

test.each([
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.5/',
  'https://192.168.1.1/',
  'https://172.16.0.1/',
  'https://100.64.0.1/',
  'https://[fd00::1]/',
  'https://[fe80::1]/',
  'https://[::]/',
  'https://224.0.0.1/',
  'https://[2002:7f00:1::]/',
  'https://①②⑦.⓪.⓪.①/',
  'https://localhost/',
])('%s is not reached', async (address) => {
  const message = { id: 'msg_1', body: '{}' };
  const sent = await sendWebhook(message, { url: address, secrets: [newSecret()] }, { allow: [], at: new Date() });
  expect(sent).toMatchObject({ ok: false, error: { status: null } });
  expect(sent.ok ? '' : sent.error.message).toContain('not of the public internet');
});

/** What the server shows of runs, and to whom. */
import { mkdirSync, readFileSync, writeFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepId, toolId, runId } from '../../../../core/id.ts';
import { plainStep } from '../../../../core/plain-step.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { createAttemptFiles } from '../../../../adapters/machine/attempt-files.ts';
import { openApi, OPEN_API } from '../../../../scripts/open-api.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { begun, created, failed, parked, readied, started, succeeded } from '../cli/script.ts';
import { aWorkstream } from '../../core/state/example-log.ts';
import { aServer, type Server } from './server.ts';

const step = (id: string, needs: readonly string[], over: Partial<Step> = {}): Step => ({
  ...plainStep(stepId(id), toolId('shell')),
  needs: needs.map(stepId),
  ...over,
});
const group = { kind: 'group', outputs: {}, timeoutMs: null } as const;
/** a → b✗, a → g(x → y), a → ask */
const workstream: Workstream = {
  ...{ ...aWorkstream('build'), secrets: [] },
  steps: [
    step('a', []),
    step('b', ['a']),
    step('g', ['a'], { body: { ...group, steps: [step('x', []), step('y', ['x'])] } }),
    step('ask', ['a'], { tool: toolId('manual') }),
  ],
};
const happenings = [
  ...[created(workstream, { labels: { ticket: '42' } }), started, readied('a'), begun('a'), succeeded('a')],
  ...[readied('b'), begun('b'), failed('b'), readied('ask'), begun('ask'), parked('ask')],
];

let folder = '';
let server: Server;
beforeAll(async () => {
  folder = makeFolder('ws api ');
  const root = makeRepository(join(folder, 'repo'));
  server = await aServer(root, {
    runs: [
      { id: 'one', happenings: [created(workstream)] },
      { id: 'k3f9', happenings },
    ],
  });
  const { stdout } = createAttemptFiles(join(root, '.git', 'ws')).paths({
    run: runId('k3f9'),
    step: stepId('b'),
    attempt: 1,
  });
  mkdirSync(dirname(stdout), { recursive: true });
  writeFileSync(stdout, 'first\nsecond\n');
  symlinkSync('/etc/passwd', join(dirname(stdout), 'stderr.log'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

test('the document of the API is that of its routes (npm run generate)', () => {
  expect(openApi('.')).toBe(readFileSync(OPEN_API, 'utf8'));
});

test('lists runs newest first, part by part, and those that fit', async () => {
  const first = await server.ask('/api/v1/runs?limit=1');
  expect(first.body).toMatchObject({
    items: [{ id: 'k3f9', counts: { total: 3, done: 2 }, problem: { step: 'ask' } }],
  });
  const [, next = ''] = /<([^>]+)>/.exec(first.headers.get('link') ?? '') ?? [];
  expect((await server.ask(next)).body).toMatchObject({ items: [{ id: 'one' }], next: null });
  expect((await server.ask('/api/v1/runs?state=created&state=failed')).body).toMatchObject({ items: [{ id: 'one' }] });
  expect((await server.ask('/api/v1/runs?q=K3')).body).toMatchObject({ items: [] });
  expect((await server.ask('/api/v1/runs?cursor=x')).body).toMatchObject({ status: 400, code: 'bad-cursor' });
  expect((await server.ask('/api/v1/runs?stat=failed')).body).toMatchObject({
    code: 'invalid-request',
    diagnostics: [{ pointer: '/query/stat' }],
  });
});

test('shows a run, and says that it is as it was', async () => {
  const shown = await server.ask('/api/v1/runs/k3f9');
  expect(shown.body).toMatchObject({ id: 'k3f9', state: 'running', isDriven: false, labels: { ticket: '42' } });
  const etag = shown.headers.get('etag') ?? '';
  expect(etag).toBe(`"k3f9-${happenings.length}"`);
  expect((await server.ask('/api/v1/runs/k3f9', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await server.ask('/api/v1/runs/k3f8')).body).toMatchObject({
    code: 'unknown-run',
    hint: 'Did you mean k3f9?',
  });
});

test('shows steps, plan and times', async () => {
  const { body: steps } = await server.ask('/api/v1/runs/k3f9/steps');
  expect(steps).toMatchObject({
    items: [
      { id: 'a' },
      { id: 'b', state: 'failed', failure: { code: 'tool-exit', details: { status: 1 } } },
      { id: 'g', kind: 'group' },
      { id: 'ask', question: { seq: 11 } },
    ],
  });
  const { body: graph } = await server.ask('/api/v1/runs/k3f9/graph');
  expect(graph).toMatchObject({
    nodes: [
      { id: 'a' },
      { id: 'b' },
      { id: 'g' },
      { id: 'ask' },
      { id: 'g/x', parent: 'g', state: 'blocked' },
      { id: 'g/y' },
    ],
    edges: [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'g' },
      { from: 'a', to: 'ask' },
      { from: 'g/x', to: 'g/y' },
    ],
  });
  const { body: timeline } = await server.ask('/api/v1/runs/k3f9/timeline');
  expect(timeline).toMatchObject({
    critical: ['a', 'ask'],
    spans: [
      { step: 'a', kind: 'ready' },
      { step: 'a', kind: 'work', end: 'succeeded' },
      { step: 'b', kind: 'ready' },
      { step: 'b', end: 'tool-exit' },
      { kind: 'ready' },
      { kind: 'work' },
      { kind: 'person', to: null },
    ],
  });
  expect((await server.ask('/api/v1/runs/k3f9/steps/bb')).body).toMatchObject({ code: 'unknown-step' });
  const { body: log } = await server.ask('/api/v1/runs/k3f9/events?limit=10');
  expect(log).toMatchObject({ next: expect.any(String) as string });
});

test('gives the bytes of a log that are asked for, and follows no link', async () => {
  const path = '/api/v1/runs/k3f9/steps/b/attempts/1/stdout';
  expect((await server.ask(path)).text).toBe('first\nsecond\n');
  const part = await server.ask(path, { headers: { range: 'bytes=6-8' } });
  expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, 'sec', 'bytes 6-8/13']);
  const none = await server.ask(path, { headers: { range: 'bytes=13-' } });
  expect([none.status, none.headers.get('content-range')]).toEqual([416, 'bytes */13']);
  expect((await server.ask(path.replace('stdout', 'stderr'))).body).toMatchObject({ code: 'unknown-file' });
});

/** What a stream sends until it has sent so many events. */
const streamed = async (path: string, most: number): Promise<readonly string[]> => {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${server.token}` };
  const response = await fetch(`${server.url}${path}`, { headers, signal: ended.signal });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if ((text.match(/^event: /gm) ?? []).length >= most) break;
  }
  ended.abort();
  return [...text.matchAll(/^id: (\d+)$/gm)].map(([, id = '']) => id);
};

test('streams what happened after a position, once and in order', async () => {
  const all = await streamed('/api/v1/events?after=0', happenings.length + 1);
  expect(all).toEqual(Array.from({ length: happenings.length + 1 }, (_, at) => String(at + 1)));
  expect(await streamed('/api/v1/events?after=9', 3)).toEqual(['10', '11', '12']);
  expect(await streamed('/api/v1/events?after=0&run=one', 1)).toEqual(['1']);
  expect(await streamed('/api/v1/events?after=999', 1)).toEqual(['12']);
});

test.each([
  ['is too long', 'a'.repeat(1_200)],
  ['cannot be read', '%zz'],
])('a name that %s is a problem like any other', async (_, name) => {
  const asked = await server.ask(`/api/v1/runs/${name}`);
  expect(asked).toMatchObject({ status: 400, body: { code: 'bad-target' } });
  expect(asked.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('says of each tool whether a task can be given to it', async () => {
  const { items } = (await server.ask('/api/v1/tools')).body as {
    readonly items: readonly { readonly id: string; readonly isAgent: boolean }[];
  };
  const agents = items.filter(({ isAgent }) => isAgent).map(({ id }) => id);
  expect(agents).toContain('claude');
  expect(agents).not.toContain('http');
  expect(agents).not.toContain('shell');
});

test('lets a page in by a code, once, as whoever asked for it', async () => {
  const { body } = await server.ask('/api/v1/codes', { method: 'POST' });
  // Cannot lie: the answer was held against the document.
  const { code } = body as { readonly code: string };
  const opened = await server.ask('/api/v1/session', { method: 'POST', token: null, body: { code } });
  expect(opened.body).toMatchObject({ role: 'admin', name: 'page' });
  const { token } = opened.body as { readonly token: string };
  expect((await server.ask('/api/v1/server', { token })).body).toMatchObject({ name: 'page' });
  const again = await server.ask('/api/v1/session', { method: 'POST', token: null, body: { code } });
  expect(again.body).toMatchObject({ status: 401, code: 'bad-code' });
  expect(readFileSync(join(server.home.root, '.git', 'ws', 'serve', 'tokens.json'), 'utf8')).not.toContain(token);
});

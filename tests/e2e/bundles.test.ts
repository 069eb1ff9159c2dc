/** Several workstreams as one run: lanes that need each other, inputs for all and for one, gone on with and tried again. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  eventsIn,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': 'a\n' });
});
afterEach(() => removeFolder(folder));

const statusOf = () => wsJson<StatusJson & { readonly outputs: unknown }>(repository, ['status']);
const show = async (path: string) => git(repository, 'show', `${(await statusOf()).branch}:${path}`);

const API = {
  ...{ version: 1, id: 'api', inputs: { port: 80, text: { type: 'string', required: false } } },
  steps: [
    { id: 'make', run: 'echo "url=on ${{ inputs.port }}${{ inputs.text }}" >> "$WS_OUTPUT"; echo api > api.txt' },
  ],
  finally: [{ id: 'clean', run: 'true' }],
  outputs: { url: '${{ steps.make.outputs.url }}' },
};
const WEB = {
  ...{ version: 1, id: 'web', needs: 'api', issue: 12, inputs: { port: 90 } },
  steps: [
    {
      id: 'look',
      run: 'test -e api.txt && echo "${{ workstreams.api.outputs.url }} ${{ workstreams.api.status }} ${{ inputs.port }}" > web.txt',
    },
  ],
};

test('files that are given together make one run, in which each finds what it needs', async () => {
  writeFiles(repository, { 'flows/api.json': API, 'flows/web.json': WEB });
  const given = ['--input', 'web.port=2', '--input', 'port=1'];
  const ended = await ws(repository, ['run', 'flows/web.json', 'flows/api.json', ...given, '--json']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await show('web.txt')).toBe('on 1 succeeded 2');
  const { branch, run, outputs } = await statusOf();
  expect(branch).toBe(`ws/bundle/${run}`);
  expect(outputs).toEqual({ api: { url: 'on 1' } });
  const ends = eventsIn(ended.stdout).filter(({ type }) => type === 'step.succeeded');
  expect(ends.map(({ step }) => step).filter((step) => !/\//.test(step ?? ''))).toEqual(['api', 'web']);
  expect((await ws(repository, ['validate', 'flows'])).code).toBe(0);
  const again = await ws(repository, ['retry', '--from', 'web', '--json']);
  expect(again.code, again.stdout + again.stderr).toBe(0);
  const started = eventsIn(again.stdout).filter(({ type }) => type === 'step.started');
  expect(started.map(({ step }) => step)).toEqual(['web/ws.work/look', 'web/ws.merge']);
  expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
});

test('one of several is run alone, and what fails in one is told with its place before anything starts', async () => {
  writeFiles(repository, { 'all.json': { workstreams: [API, WEB] } });
  const alone = await ws(repository, ['run', 'all.json#api', '--json']);
  expect(alone.code, alone.stdout + alone.stderr).toBe(0);
  expect((await statusOf()).branch).toMatch(/^ws\/api\//);
  writeFiles(repository, { 'all.json': { workstreams: [API, { ...API, id: 'ops', needs: 'apy' }] } });
  const refused = await ws(repository, ['run', 'all.json']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /all\.json:\d+:\d+ {2}\/workstreams\/1\/needs.*not in the bundle\. Did you mean "api"/,
  );
  writeFiles(repository, { 'u.json': { version: 1, id: 'u', steps: [{ id: 'x', uses: 'all.json#api' }] } });
  expect((await ws(repository, ['validate', 'u.json'])).code).toBe(0);
});

test('who goes first is first where not all can be at once, and those with the same mutex come one after the other', async () => {
  const one = (id: string, more: object = {}) => ({
    ...{ version: 1, id, mutex: 'db', steps: [{ id: 'x', run: `echo ${id} > ${id}.txt` }] },
    ...more,
  });
  writeFiles(repository, {
    'all.json': [one('late', { priority: 'background' }), one('plain'), one('first', { priority: 1 })],
  });
  const ended = await ws(repository, ['run', 'all.json', '--json', '--concurrency', '4']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const opened = eventsIn(ended.stdout).filter(
    ({ type, step }) => /opened|succeeded/.test(type) && !/\//.test(step ?? '/'),
  );
  expect(opened.map(({ type, step }) => `${type} ${step}`)).toEqual(
    ['first', 'plain', 'late'].flatMap((id) => [`step.opened ${id}`, `step.succeeded ${id}`]),
  );
});

test('a workstream that only reads is one of them like any other', async () => {
  const check = {
    ...{ version: 1, id: 'check', outputs: { seen: '${{ steps.look.outputs.seen }}' } },
    steps: [{ id: 'look', access: 'read', run: 'test -e a.txt; echo seen=a >> "$WS_OUTPUT"' }],
  };
  const made = { id: 'make', run: 'echo "${{ workstreams.check.outputs.seen }}" > made.txt' };
  writeFiles(repository, {
    'all.json': { workstreams: [check, { version: 1, id: 'build', needs: 'check', steps: [made] }] },
  });
  const ended = await ws(repository, ['run', 'all.json']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(await show('made.txt')).toBe('a');
});

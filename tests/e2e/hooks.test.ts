/** Hooks: real programs told of real events, whatever happens to the process that tells. */
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

type Told = {
  readonly id: string;
  readonly topic: string;
  readonly step: string | null;
  readonly event: { readonly type: string };
  readonly run: { readonly id: string; readonly status: string };
};

const told = (): readonly Told[] =>
  existsSync(join(folder, 'told'))
    ? readFileSync(join(folder, 'told'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        // What the hook below wrote.
        .map((line) => JSON.parse(line) as Told)
    : [];

/** A program that keeps what it is told; `more` is shell. */
const makeHook = (more = ''): string => {
  const path = join(folder, 'hook.sh');
  writeFiles(folder, {
    'hook.sh': `#!/bin/sh\ncat >> "$0.tmp"\ncat "$0.tmp" >> '${folder}/told'\nrm "$0.tmp"\n${more}\n`,
  });
  chmodSync(path, 0o755);
  return path;
};
const configure = (hooks: readonly object[]): void =>
  writeFiles(folder, { '.config/ws/config.json': { notify: hooks } });
const define = (steps: readonly object[], more: object = {}): void =>
  writeFiles(repository, { 'w.json': { version: 1, id: 'hooked', steps, ...more } });

test('a hook gets the event and how the run stands, and no secret', async () => {
  const command = [
    makeHook(`env | grep ^WS_ | sort > '${folder}/env'; printf '%s\\n' "$@" > '${folder}/args'`),
    '$(touch pwned)',
  ];
  configure([{ on: ['escalated', 'failed'], command }]);
  define([{ id: 'a', run: 'echo "no: $TOKEN" >&2; echo ghp_abcdefghijklmnopqrstuvwxyz0123456789 >&2; exit 3' }], {
    secrets: ['TOKEN'],
  });
  const ended = await ws(repository, ['run', 'w.json'], { env: { TOKEN: 'canary-of-hooks' } });
  expect(ended.code, ended.stderr).toBe(1);
  expect(told().map(({ topic, step, event }) => [topic, step, event.type])).toEqual([
    ['escalated', 'a', 'step.failed'],
    ['failed', null, 'run.failed'],
  ]);
  expect(told()[1]?.run.status).toBe('failed');
  expect(readFileSync(join(folder, 'told'), 'utf8')).not.toMatch(/canary-of-hooks|ghp_a/);
  expect(readFileSync(join(folder, 'env'), 'utf8')).toContain(`WS_EVENT_ID=${told()[1]?.id ?? ''}`);
  expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('$(touch pwned)\n');
  expect(existsSync(join(repository, 'pwned'))).toBe(false);
});

test('a hook that fails, is missing or takes too long is complained of and changes nothing', async () => {
  configure([
    { on: ['succeeded'], command: ['sh', '-c', 'echo why >&2; exit 3'] },
    { on: ['succeeded'], command: ['no-such-hook'] },
    { on: ['succeeded'], command: ['sh', '-c', 'sleep 1000 & sleep 1000'], timeout: '100ms' },
  ]);
  define([{ id: 'a', run: 'true' }]);
  const ended = await ws(repository, ['run', 'w.json', '--json']);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/the hook sh for succeeded \(\w+#\d+\) exited with 3: why/);
  expect(ended.stderr).toMatch(/the hook no-such-hook .* is not there/);
  expect(ended.stderr).toMatch(/took longer than 0.1 s and was killed/);
});

test('a project cannot set a hook, and nothing is started', async () => {
  writeFiles(repository, { 'ws.config.yaml': `notify: [{ on: [started], command: [touch, ${folder}/pwned] }]\n` });
  define([{ id: 'a', run: 'true' }]);
  const ended = await ws(repository, ['run', 'w.json']);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/ws\.config\.yaml:1:1 .*belongs in your own configuration/);
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
  // Who only looks does not read it.
  expect((await ws(repository, ['list'])).code).toBe(0);
});

test('a kill while the hook runs: it is told again, under the same id, and the run is driven to its end', async () => {
  // The first time it kills who started it.
  configure([
    {
      on: ['started'],
      command: [
        makeHook(`[ -e '${folder}/once' ] || { touch '${folder}/once'; kill -9 $(cat '${folder}/pid'); sleep 5; }`),
      ],
    },
  ]);
  define([{ id: 'a', run: 'sleep 0.3; echo a > a.txt' }]);
  const running = startWs(repository, ['run', 'w.json', '--json']);
  writeFiles(folder, { pid: `${running.child.pid ?? 0}` });
  expect((await running.ended).signal).toBe('SIGKILL');
  const before = told().map(({ id }) => id);
  expect(before).toHaveLength(1);
  expect((await ws(repository, ['resume'])).code).toBe(0);
  expect(told().map(({ id }) => id)).toEqual([before[0], before[0]]);
});

test('a kill between the last event and its hook: the next resume tells it, though the run is over', async () => {
  configure([{ on: ['succeeded'], command: [makeHook()] }]);
  define([{ id: 'a', run: 'true' }]);
  const log = join(folder, 'points');
  await ws(repository, ['run', 'w.json'], { env: { WS_CRASH_LOG: log } });
  const points = readFileSync(log, 'utf8').trim().split('\n');
  expect(told()).toHaveLength(1);
  const at = points.indexOf('hook.before') + 1;
  const killed = await ws(repository, ['run', 'w.json'], { env: { WS_CRASH_AT: String(at) } });
  expect(killed.signal).toBe('SIGKILL');
  expect(told()).toHaveLength(1);
  const resumed = await ws(repository, ['resume', await latest()]);
  expect(resumed.stderr).toContain('succeeded already');
  expect(told()).toHaveLength(2);
  await ws(repository, ['resume', await latest()]);
  expect(told()).toHaveLength(2);
});

const latest = async (): Promise<string> => {
  const list = JSON.parse((await ws(repository, ['list', '--json'])).stdout) as { readonly run: string }[];
  return list[0]?.run ?? '';
};

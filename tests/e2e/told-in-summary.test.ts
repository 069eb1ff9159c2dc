/** How a step succeeded after all, where rolled back work is, what is flaky, and the README's own example of a log. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, WS, writeFiles, ws, wsJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repository'));
});
afterEach(() => removeFolder(folder));

const SOON = { initial: '1ms', max: '1ms', jitter: 0 };
const run = (workstream: object) => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'told', ...workstream } });
  return ws(repository, ['run', 'w.json']);
};
/** Fails until it was called so often. */
const failsFor = (times: number, words: string): string =>
  `echo x >> '${folder}/tries'; if [ $(wc -l < '${folder}/tries') -le ${times} ]; then ${words}; exit 1; fi`;

test('the summary says that a step succeeded by its fallback', async () => {
  const ended = await run({ steps: [{ id: 'a', run: 'exit 3', fallback: [{ run: 'exit 4' }, { run: 'true' }] }] });
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/✔ a .*by fallback 2/);
});

test('the summary says that a step succeeded after a retry, and names no retry where there was none', async () => {
  const ended = await run({
    steps: [
      { id: 'a', retry: { limit: 2, backoff: SOON }, run: failsFor(1, 'echo no') },
      { id: 'b', run: 'true' },
    ],
  });
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/✔ a .*2 attempts, after a retry \(flaky\)/);
  expect(ended.stdout).toMatch(/✔ b [^\n]*/);
  expect(/✔ b [^\n]*/.exec(ended.stdout)?.[0]).not.toContain('retry');
});

test('the summary says that work was rolled back, and the ref that it names holds it', async () => {
  const steps = [
    { id: 'a', run: 'echo a > a.txt' },
    { id: 'b', needs: ['a'], run: 'exit 1' },
  ];
  const ended = await run({ onFailure: 'rollback', steps });
  expect(ended.code).toBe(1);
  const ref = /rolled back to its base; it is kept as (refs\/\S+)/.exec(ended.stdout)?.[1] ?? '';
  expect(git(repository, 'show', `${ref}:a.txt`)).toBe('a');
});

test('what failed and then passed on the same tree is flaky, by test where the plugin knows it; what a commit mended is not', async () => {
  const jest = `printf '%s\\n' 'FAIL ./cart.test.js' '  ● cart › has three' '' '    expect(received).toBe(expected)' '' '      at Object.<anonymous> (cart.test.js:2:5)' '' 'Tests:       1 failed, 1 total'`;
  const retry = { limit: 2, backoff: SOON };
  const flaky = await run({ steps: [{ id: 'a', retry, run: failsFor(1, jest) }] });
  expect(flaky.code, flaky.stdout).toBe(0);
  const found = await wsJson<{ flaky: readonly object[] }>(repository, ['stats', 'errors', '--flaky']);
  expect(found.flaky).toMatchObject([{ step: 'a', test: expect.stringContaining('cart.test.js') as string, times: 1 }]);
  expect((await ws(repository, ['stats', 'errors', '--flaky'])).stdout).toMatch(
    /STEP.*TEST[^]*a +cart\.test\.js.*1 in 1 run/,
  );
});

test('a step that passed because another had changed the tree is not flaky', async () => {
  const steps = [
    { id: 'a', retry: { limit: 60, backoff: { initial: '50ms', max: '50ms', jitter: 0 } }, run: 'test -f made.txt' },
    { id: 'b', run: 'echo x > made.txt' },
  ];
  expect((await run({ concurrency: 1, steps })).code).toBe(0);
  expect(await wsJson(repository, ['stats', 'errors', '--flaky'])).toMatchObject({ flaky: [] });
});

test('a wait at a breaker is no attempt: not in ws status, nor in its document', async () => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', steps: [{ id: 'a', run: 'true', breaker: 'api' }] } });
  await ws(repository, ['breakers', 'trip', 'api', '--for', '12h']);
  const waiting = await ws(repository, ['run', 'w.json']);
  expect(waiting.stdout).toMatch(/a is parked until \d{4}-/);
  expect((await ws(repository, ['status'])).stdout).toMatch(/a +waiting +0 /);
  await ws(repository, ['breakers', 'reset', 'api']);
  expect((await ws(repository, ['resume'])).code).toBe(0);
  expect((await ws(repository, ['status'])).stdout).toMatch(/a +succeeded +1 /);
  expect(await wsJson(repository, ['status'])).toMatchObject({ steps: [{ id: 'a', attempts: 1, waits: 1 }] });
});

test('the example of the README says what broke and where, in the shell that a reader types it into', () => {
  const line =
    readFileSync('README.md', 'utf8')
      .split('\n')
      .find((each) => /^npm test .*ws classify/.test(each)) ?? '';
  expect(line).toContain('ws classify');
  writeFiles(folder, { 'bin/ws': `#!/bin/sh\nexec '${process.execPath}' '${WS}' "$@"\n` });
  chmodSync(join(folder, 'bin/ws'), 0o755);
  writeFiles(repository, {
    'package.json': { name: 'shop', scripts: { test: 'node --test' } },
    'cart.test.js':
      "const test = require('node:test');\nconst assert = require('node:assert');\ntest('adds', () => {\n  assert.equal(1 + 1, 3);\n});\n",
  });
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder };
  for (const shell of ['sh', 'bash']) {
    const said = spawnSync(shell, ['-c', line], { cwd: repository, env, encoding: 'utf8' });
    expect(said.stdout, said.stderr).toMatch(/check-failed[^]*cart\.test\.js:3/);
  }
});

test('ws classify --command tells what an exit code means where the log says nothing', () => {
  const classify = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [WS, 'classify', '--exit-code', '7', ...args], {
      cwd: repository,
      input: '',
      encoding: 'utf8',
    });
  expect(classify('--command', 'curl -s https://example.org')).toMatch(/^✖ network/);
  expect(classify()).toMatch(/^✖ tool-exit/);
});

/** What a step may use, and what becomes of it when it takes more. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const failureOf = async (step: object) => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'greedy', steps: [{ id: 'a', ...step }] } });
  const ended = await ws(repository, ['run', 'w.json']);
  const [first] = (await wsJson<StatusJson>(repository, ['status'])).steps;
  return { code: ended.code, out: ended.stdout, failure: first?.failure };
};

test('a step that uses more memory than its limit ends as out-of-memory, and ws goes on', async () => {
  // Grows by a mebibyte at a time, as what leaks does.
  const run = "node -e 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'";
  const ended = await failureOf({ run, limits: { memory: '200MiB' }, retry: 0 });
  expect(ended.code, ended.out).toBe(1);
  expect(ended.failure?.code).toBe('out-of-memory');
});

test('a step within its limits succeeds', async () => {
  const ended = await failureOf({ run: 'node -e 0', limits: { memory: '2GiB', processes: 200, cpu: 1 } });
  expect(ended.code, ended.out).toBe(0);
});

/** The list of failures that nobody has taken up, on real runs. */
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

type Failed = { readonly run: string; readonly step: string; readonly code: string };
const open = (): Promise<readonly Failed[]> => wsJson<readonly Failed[]>(repository, ['failures']);

test('a failure is listed until ws retry takes it up; what fails again is listed under the new run', async () => {
  const gate = join(folder, 'mended');
  const steps = [{ id: 'a', run: `echo no >&2; test -e '${gate}'` }];
  writeFiles(repository, { 'w.json': { version: 1, id: 'list', steps } });
  expect(await open()).toEqual([]);
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
  const [first, ...others] = await open();
  expect([first?.step, first?.code, others]).toEqual(['a', 'tool-exit', []]);
  expect((await ws(repository, ['retry', first?.run ?? ''])).code).toBe(1);
  const [second, ...rest] = await open();
  expect(rest).toEqual([]);
  expect(second?.run).not.toBe(first?.run);
  expect((await ws(repository, ['failures', 'dismiss', second?.run ?? ''])).code).toBe(0);
  expect(await open()).toEqual([]);
  expect(await wsJson<readonly Failed[]>(repository, ['failures', '--all'])).toHaveLength(2);
  writeFiles(folder, { mended: '' });
  expect((await ws(repository, ['retry', second?.run ?? ''])).code).toBe(0);
  expect(await open()).toEqual([]);
  expect((await ws(repository, ['failures', 'dismiss', await latest()])).code).toBe(2);
  expect(await wsJson(repository, ['stats', 'errors'])).toMatchObject({
    ...{ failures: 2, escalated: 2, runs: 2, matchRate: 0, escalationRate: 1 },
    repeats: [{ count: 2, runs: 2 }],
  });
});

const latest = async (): Promise<string> => (await wsJson<StatusJson>(repository, ['status'])).run;

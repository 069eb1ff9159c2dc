import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { refusalOfWorktrees } from '../../../../interfaces/house/room-for-worktrees.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

test.each<[string, (folder: string) => string]>([
  ['a file', (at) => join(at, 'file')],
  ['below a file', (at) => join(at, 'file/below')],
  ['in the file system of processes', () => '/proc/x'],
])('no run is made where worktrees cannot be: %s', async (_, placeIn) => {
  writeFileSync(join(folder, 'file'), '');
  const root = makeRepository(join(folder, 'repo'), { 'a.txt': 'a' });
  writeFiles(root, { 'w.json': { version: 1, id: 'demo', steps: [{ id: 'a', run: 'true' }] } });
  const home = await aHome(root, {});
  const opened = await home.composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  const worktrees = join(placeIn(folder), 'worktrees');
  const house = { ...opened.value, repository: { ...opened.value.repository, worktrees } };
  const { plan } = await loadDefinition(join(root, 'w.json'), { directory: root, env: {} });
  if (plan === null) throw new Error('the file is valid');
  const request = {
    ...{ plan, inputs: {}, source: join(root, 'w.json'), directory: root, concurrency: null, base: null },
    ...{ withChanges: false, id: null, only: [], labels: {}, tape: null },
  };
  const started = await startRun(request, house);
  expect(started).toMatchObject({ ok: false, error: { kind: 'environment' } });
  expect(started.ok ? '' : started.error.message).toContain(worktrees);
  expect(await house.store.runsLike('', 10)).toEqual([]);
});

test('one that is not there yet is good', async () => {
  mkdirSync(join(folder, 'a'));
  const house = { repository: { worktrees: join(folder, 'a/b/c') } };
  expect(await refusalOfWorktrees(house)).toBe(null);
});

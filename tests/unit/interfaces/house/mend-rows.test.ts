import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadDefinition } from '../../../../interfaces/house/load-definition.ts';
import { mendRows } from '../../../../interfaces/house/mend-rows.ts';
import { startRun } from '../../../../interfaces/house/start-run.ts';
import { makeFolder, makeRepository, removeFolder, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

test('a run of which nothing is wrong has its log read once', async () => {
  const root = makeRepository(join(folder, 'repo'), { 'a.txt': 'a' });
  writeFiles(root, { 'w.json': { version: 1, id: 'demo', steps: [{ id: 'a', run: 'true' }] } });
  const opened = await (await aHome(root, {})).composer.openHouse(root);
  if (!opened.ok) throw new Error(opened.error.message);
  const house = opened.value;
  const { plan } = await loadDefinition(join(root, 'w.json'), { directory: root, env: {} });
  if (plan === null) throw new Error('the file is valid');
  const request = {
    ...{ plan, inputs: {}, source: join(root, 'w.json'), directory: root, concurrency: null, base: null },
    ...{ withChanges: false, id: null, only: [], labels: {}, tape: null },
  };
  const started = await startRun(request, house);
  if (!started.ok) throw new Error(started.error.message);
  let reads = 0;
  const openAudit: typeof house.state.openAudit = () => {
    reads += 1;
    return house.state.openAudit();
  };
  // The state keeps what it is in private members: it is asked for all but this.
  const state: typeof house.state = new Proxy(house.state, {
    get: (of, key) => (key === 'openAudit' ? openAudit : Reflect.get(of, key, of)) as unknown,
  });
  expect(await mendRows(started.value, { ...house, state })).toEqual({ damage: null, mended: null });
  expect(reads).toBe(1);
});

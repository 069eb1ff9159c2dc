import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { ws } from '../cli/command-line.ts';
import { aHome } from '../home.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

test('a machine state that is no absolute folder is refused by every command that opens a repository', async () => {
  const root = makeRepository(join(folder, 'repo'), {
    'a.json': { version: 1, id: 'a', steps: [{ id: 'a', run: 'true' }] },
  });
  const home = await aHome(root, { env: { WS_MACHINE_STATE: 'rel/ative' } });
  for (const command of [['run', 'a.json'], ['list'], ['logs'], ['resume']]) {
    const said = await ws(command, home);
    expect(said.code).toBe(2);
    expect(said.err).toContain('WS_MACHINE_STATE is "rel/ative"; it must be an absolute folder');
  }
});

test('that the state of earlier runs is gone is said as long as their refs are there and no run is known', async () => {
  const root = makeRepository(join(folder, 'repo'), {
    'a.json': { version: 1, id: 'a', steps: [{ id: 'a', run: 'true' }] },
  });
  git(root, 'update-ref', 'refs/ws/gone1/head', 'HEAD');
  const said: string[] = [];
  const home = await aHome(root, { onTrouble: (line) => said.push(line) });
  for (const count of [1, 2]) {
    await ws(['list'], home);
    expect(said.filter((line) => line.includes('the state of earlier runs is gone'))).toHaveLength(count);
  }
  await ws(['run', 'a.json'], home);
  said.length = 0;
  await ws(['list'], home);
  expect(said).toEqual([]);
});

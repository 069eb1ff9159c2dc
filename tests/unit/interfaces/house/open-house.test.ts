import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
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

/** Where the state of the machine lies, and whether it can. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isKeepable, machineStateFolder } from '../../../../interfaces/node/machine-state.ts';
import { aFolder } from '../../core/state/sqlite/scratch.ts';

test.each([
  [{ HOME: '/home/ada' }, '/home/ada/.local/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: '/state' }, '/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: '/state', WS_MACHINE_STATE: '/here' }, '/here'],
  [{ HOME: '/home/ada', WS_MACHINE_STATE: './here' }, '/home/ada/.local/state/ws'],
  [{}, join(homedir(), '.local/state/ws')],
])('with %j it lies in %s', (env, folder) => {
  expect(machineStateFolder(env)).toBe(folder);
});

test('a folder that is there, or can be made, is good; one below a file is not', async () => {
  const folder = aFolder();
  mkdirSync(join(folder, 'there'));
  writeFileSync(join(folder, 'file'), '');
  expect(await isKeepable(join(folder, 'there'))).toBe(true);
  expect(await isKeepable(join(folder, 'not', 'yet', 'there'))).toBe(true);
  expect(await isKeepable(join(folder, 'file'))).toBe(false);
  expect(await isKeepable(join(folder, 'file', 'below'))).toBe(false);
});

/** Where the state of the machine lies, and whether it can. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isKeepable, machineStateFolder, makeKeepable } from '../../../../adapters/machine/machine-state.ts';
import { aFolder } from '../../core/state/sqlite/scratch.ts';

test.each([
  [{ HOME: '/home/ada' }, '/home/ada/.local/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: '/state' }, '/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/ws'],
  [{ HOME: '/home/ada', XDG_STATE_HOME: '/state', WS_MACHINE_STATE: '/here' }, '/here'],
  [{ HOME: '/home/ada', WS_MACHINE_STATE: '' }, '/home/ada/.local/state/ws'],
  [{}, join(homedir(), '.local/state/ws')],
])('with %j it lies in %s', (env, folder) => {
  expect(machineStateFolder(env)).toEqual({ ok: true, value: folder });
});

test('a folder that is named, and not absolute, is refused', () => {
  const refused = { ok: false, error: 'WS_MACHINE_STATE is "./here"; it must be an absolute folder' };
  expect(machineStateFolder({ HOME: '/home/ada', WS_MACHINE_STATE: './here' })).toEqual(refused);
});

test('a folder that is there, or can be made, is good; one below a file is not', async () => {
  const folder = aFolder();
  mkdirSync(join(folder, 'there'));
  writeFileSync(join(folder, 'file'), '');
  expect(await isKeepable(join(folder, 'there'))).toBe(true);
  expect(await isKeepable(join(folder, 'not', 'yet', 'there'))).toBe(true);
  expect(await isKeepable(join(folder, 'file'))).toBe(false);
  expect(await isKeepable(join(folder, 'file', 'below'))).toBe(false);
  expect(await isKeepable('/proc/x')).toBe(false);
  expect(await isKeepable('/sys/x/y')).toBe(false);
});

test('what cannot be made is said at once', async () => {
  const folder = aFolder();
  await makeKeepable(join(folder, 'a/b'));
  expect(existsSync(join(folder, 'a/b'))).toBe(true);
  await expect(makeKeepable('/proc/x/y')).rejects.toThrow('/proc/x/y is no folder that can be made or written');
});

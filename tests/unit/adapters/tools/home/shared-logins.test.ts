import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { shareLogins, type SharedLogins } from '../../../../../adapters/tools/home/shared-logins.ts';
import type { LoginFile } from '../../../../../core/tool-profile.ts';
import { temporary } from '../../git/rig.ts';

const FILE: LoginFile = { path: '.cli/auth.json', variable: null, has: null };
let root = '';
let place = '';
let shared: SharedLogins;
beforeEach(() => {
  root = temporary();
  place = join(root, 'auth.json');
  writeFileSync(place, '{"token":"one"}');
  shared = shareLogins(join(root, 'logins'));
});
const hold = (by: SharedLogins = shared) => {
  const held = by.hold([{ file: FILE, place }]);
  return { ...held, at: held.logins[0]?.place ?? '' };
};
const read = (path: string): string => readFileSync(path, 'utf8');
/** As tools renew a login. */
const renew = (path: string, text: string): void => {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
};
/** Looks until it holds; the time limit of the test ends it. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

test('what an attempt renews is with the user, and with every other attempt, while it is at work', async () => {
  const [first, second] = [hold(), hold()];
  expect(second.at).toBe(first.at);
  renew(first.at, '{"token":"two"}');
  await until(() => read(place) === '{"token":"two"}');
  expect([...first.release(), ...second.release()]).toEqual([]);
});

test('what the user renews, or another engine, is with the attempts', async () => {
  const [held, other] = [hold(), hold(shareLogins(join(root, 'logins')))];
  renew(place, '{"token":"two"}');
  await until(() => read(held.at) === '{"token":"two"}' && read(other.at) === '{"token":"two"}');
  for (const each of [held, other]) each.release();
});

test('where both were renewed that of the user stays, and it is told', () => {
  const held = hold();
  renew(held.at, '{"token":"two"}');
  renew(place, '{"token":"three"}');
  expect(held.release()).toEqual([`the login ${place} was renewed by somebody else meanwhile, which stays`]);
  expect(read(place)).toBe('{"token":"three"}');
});

test.each(['', '{"token":', '{"token":"two"} }'])('what is no whole document is not taken over: %j', (text) => {
  const held = hold();
  renew(held.at, text);
  held.release();
  expect(read(place)).toBe('{"token":"one"}');
});

test('nothing is taken over through a link', () => {
  const held = hold();
  const secret = join(root, 'secret.json');
  writeFileSync(secret, '{"secret":1}');
  rmSync(held.at);
  symlinkSync(secret, held.at);
  held.release();
  expect(read(place)).toBe('{"token":"one"}');
});

test('nothing of it stays when nobody uses it', () => {
  const [first, second] = [hold(), hold()];
  first.release();
  expect(read(second.at)).toBe('{"token":"one"}');
  second.release();
  expect(readdirSync(join(root, 'logins'))).toEqual([]);
});

test('what a dead engine left is taken back, and is gone', () => {
  const held = hold();
  renew(held.at, '{"token":"two"}');
  const [mine = ''] = readdirSync(join(root, 'logins'));
  // The process is gone, and its number is nobody's.
  const gone = `${spawnSync('true').pid}-x`;
  const folder = join(root, 'logins', gone);
  mkdirSync(join(folder, 'k'), { recursive: true });
  for (const name of readdirSync(join(root, 'logins', mine)).filter((each) => each.endsWith('.json')))
    writeFileSync(join(folder, name), read(join(root, 'logins', mine, name)).replaceAll(mine, gone));
  for (const key of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    mkdirSync(join(folder, key.replace('.json', '')));
    writeFileSync(join(folder, key.replace('.json', ''), 'auth.json'), '{"token":"left"}');
  }
  const next = shareLogins(join(root, 'logins'));
  const again = hold(next);
  expect(read(place)).toBe('{"token":"left"}');
  expect(read(again.at)).toBe('{"token":"left"}');
  expect(readdirSync(join(root, 'logins'))).not.toContain(gone);
  again.release();
  held.release();
});

/** Secrets that the machine keeps, by the real program. */
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws } from '../rig/ws.ts';

const VALUE = 'vault-canary-93ab7712cd';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const makeMasterKey = (mode = 0o600): void => {
  writeFiles(join(folder, '.config/ws'), { 'master.key': `${randomBytes(32).toString('base64')}\n` });
  chmodSync(join(folder, '.config/ws/master.key'), mode);
};

const keep = (name: string, value = VALUE) => ws(repository, ['keys', 'set', name], { input: `${value}\n` });

test('a step that names a secret which is no variable has it from the vault, and no log shows it', async () => {
  makeMasterKey();
  expect((await keep('TOKEN')).code).toBe(0);
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'kept' },
      steps: [{ id: 'a', run: 'echo "it is $TOKEN, ${#TOKEN} long"', secrets: ['TOKEN'] }],
    },
  });
  const ended = await ws(repository, ['run', 'w.json']);
  expect(ended.code, ended.stderr).toBe(0);
  const log = (await ws(repository, ['logs', 'a'])).stdout;
  expect(log).toContain(`${VALUE.length} long`);
  expect(log).not.toContain(VALUE);
});

test('what is kept is listed without its value, and can be forgotten', async () => {
  makeMasterKey();
  await keep('TOKEN');
  const listed = await ws(repository, ['keys', 'list']);
  expect(listed.stdout).toMatch(/TOKEN +…12cd/);
  expect(listed.stdout).not.toContain(VALUE);
  expect((await ws(repository, ['keys', 'test', 'TOKEN'])).stderr).toContain('TOKEN is set, in the vault');
  expect((await ws(repository, ['keys', 'remove', 'TOKEN'])).code).toBe(0);
  expect((await ws(repository, ['keys', 'test', 'TOKEN'])).code).toBe(2);
});

test('twelve that are kept at once are all kept', async () => {
  makeMasterKey();
  const names = Array.from({ length: 12 }, (_, at) => `TOKEN_${at}`);
  const ended = await Promise.all(names.map((name) => keep(name, `${VALUE}-${name}`)));
  expect(ended.map(({ code }) => code)).toEqual(names.map(() => 0));
  const listed = await ws(repository, ['keys', 'list', '--json']);
  expect((JSON.parse(listed.stdout) as readonly { name: string }[]).map(({ name }) => name).toSorted()).toEqual(
    names.toSorted(),
  );
});

describe('is refused', () => {
  test('without a master key, with how to make one', async () => {
    const ended = await keep('TOKEN');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('there is no master key');
    expect(ended.stderr).toContain('head -c 32 /dev/urandom | base64');
  });

  test('with a master key that others can read', async () => {
    makeMasterKey(0o644);
    expect((await keep('TOKEN')).stderr).toContain('can be read by others: chmod 600');
  });

  test.each([
    [['keys', 'set', 'no-name'], 'is no name of a secret'],
    [['keys', 'rotate', 'TOKEN'], 'the vault holds no secret TOKEN'],
    [['keys', 'remove', 'TOKEN'], 'the vault holds no secret TOKEN'],
  ])('%j', async (args, message) => {
    makeMasterKey();
    const ended = await ws(repository, args, { input: 'x\n' });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(message);
  });

  test('a run whose secret cannot be opened, and the reason is not that it is not set', async () => {
    makeMasterKey();
    await keep('TOKEN');
    makeMasterKey();
    writeFiles(repository, {
      'w.json': { version: 1, id: 'kept', steps: [{ id: 'a', run: 'true', secrets: ['TOKEN'] }] },
    });
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('the secret TOKEN was sealed by the master key');
  });
});

test('no file holds the value', async () => {
  makeMasterKey();
  await keep('TOKEN');
  const vault = join(folder, '.local/state/ws/vault/secrets.json');
  expect(readFileSync(vault, 'utf8')).not.toContain(VALUE);
});

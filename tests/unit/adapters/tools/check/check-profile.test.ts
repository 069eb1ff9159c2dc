import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkProfile, type CheckPlace, type ProfileCheck } from '../../../../../adapters/tools/check/check-profile.ts';
import { openKnownVersions } from '../../../../../adapters/tools/check/known-versions.ts';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import type { WrittenTool } from '../../../../../schema/written-tool.ts';
import { temporary } from '../../git/rig.ts';

type Scene = {
  readonly root: string;
  readonly asked: () => number;
  readonly check: (over?: Partial<CheckPlace>, isCommandBrought?: boolean) => Promise<ProfileCheck>;
};

/** The tool `x`, whose program says a version and counts how often it was asked. */
const scene = (written: Partial<WrittenTool> = {}, version = 'x version 2.10.3 (abc)'): Scene => {
  const root = temporary();
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const write = (text: string): void => {
    writeFileSync(join(bin, 'x'), `#!/bin/sh\necho asked >> '${root}/asked'\necho '${text}'\n`);
    chmodSync(join(bin, 'x'), 0o755);
  };
  write(version);
  const env = { PATH: `relative:${bin}:/usr/bin:/bin`, HOME: root };
  const check: Scene['check'] = async (over = {}, isCommandBrought = false) => {
    const profile = profileOf('x', { adapter: 'exec', command: 'x', ...written }, { origins: [], isCommandBrought });
    const versions = openKnownVersions(join(root, 'state', 'checks.json'));
    const place = {
      env,
      programEnv: { PATH: '/usr/bin:/bin' },
      versions,
      isRefreshed: false,
      repository: join(root, 'repo'),
    };
    const checked = await checkProfile(profile, { ...place, ...over });
    versions.save();
    return checked;
  };
  const asked = (): number => {
    try {
      return readFileSync(join(root, 'asked'), 'utf8').split('\n').length - 1;
    } catch {
      return 0;
    }
  };
  return { root, asked, check };
};

describe('the version of a program', () => {
  test('is asked once, and again where somebody wants it or the program has changed', async () => {
    const { root, asked, check } = scene({ version: { from: '2.9', below: '3' } });
    expect(await check()).toMatchObject({ available: true, version: '2.10.3', isProven: true, hint: '' });
    await check();
    expect(asked()).toBe(1);
    await check({ isRefreshed: true });
    expect(asked()).toBe(2);
    writeFileSync(join(root, 'bin', 'x'), `#!/bin/sh\necho 3.0.1 and more\n`);
    expect(await check()).toMatchObject({
      version: '3.0.1',
      isProven: false,
      available: true,
      hint: expect.stringContaining('from 2.9, below 3') as unknown,
    });
  });

  test('of a program that does not say it is not known', async () => {
    const { check } = scene({ version: { from: '2' } }, 'no idea');
    expect(await check()).toMatchObject({
      available: true,
      version: null,
      isProven: null,
      hint: 'it does not say its version',
    });
  });
});

describe('a program of a repository is not started to be asked', () => {
  test('where it lies there', async () => {
    const { root, asked, check } = scene();
    expect(await check({ repository: root })).toMatchObject({ available: true, version: null });
    expect(asked()).toBe(0);
  });

  test('where a repository names it', async () => {
    const { asked, check } = scene();
    expect(await check({}, true)).toMatchObject({ available: true, version: null });
    expect(asked()).toBe(0);
  });
});

describe('what is missing is said, and how to get it', () => {
  test('of a program', async () => {
    const { check } = scene({ command: 'no-such-program', install: 'npm install -g it' });
    expect(await check()).toMatchObject({
      available: false,
      path: null,
      hint: 'there is no program no-such-program on PATH: npm install -g it',
    });
  });

  test('of a program at a path that is not absolute', async () => {
    expect(await scene({ command: './bin/x' }).check()).toMatchObject({ available: false });
  });

  test('of a secret', async () => {
    expect(await scene({ secrets: ['TOKEN'] }).check()).toMatchObject({ available: false, hint: 'TOKEN is not set' });
  });

  test('of a key or a login, one of which is enough', async () => {
    const { root, check } = scene({ keys: ['A_KEY', 'B_KEY'], login: { files: ['.x/login.json'], get: 'x login' } });
    expect(await check()).toMatchObject({
      available: false,
      access: { kind: 'neither' },
      hint: 'no key and no login: export A_KEY=… (or B_KEY), or log in once: x login',
    });
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, HOME: root };
    expect(await check({ env: { ...env, B_KEY: 'k' } })).toMatchObject({
      available: true,
      access: { kind: 'key', name: 'B_KEY' },
    });
    mkdirSync(join(root, '.x'));
    writeFileSync(join(root, '.x', 'login.json'), '{}');
    expect(await check()).toMatchObject({
      available: true,
      access: { kind: 'login', file: join(root, '.x/login.json') },
    });
  });
});

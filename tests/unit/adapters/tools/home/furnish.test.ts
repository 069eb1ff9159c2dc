import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { keepCopies } from '../../../../../adapters/tools/home/copies.ts';
import { furnish } from '../../../../../adapters/tools/home/furnish.ts';
import { loginsAt } from '../../../../../adapters/tools/home/logins.ts';
import { takeBackLogins } from '../../../../../adapters/tools/home/renewed.ts';
import type { HomeEntry, LoginFile } from '../../../../../core/tool-profile.ts';
import { temporary } from '../../git/rig.ts';

let root = '';
let home = '';
let userHome = '';
const put = (path: string, text: string): string => {
  const file = join(userHome, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
beforeEach(() => {
  root = temporary();
  home = join(root, 'step/home');
  userHome = join(root, 'user');
  for (const folder of [home, userHome]) mkdirSync(folder, { recursive: true });
});

const LOGIN: LoginFile = { path: '.cli/auth.json', variable: 'CLI_HOME', has: null };
const lay = (entries: readonly HomeEntry[], env: Readonly<Record<string, string>> = {}) => {
  const user = { env: { HOME: userHome, ...env }, copies: keepCopies(join(root, 'copies')) };
  return furnish(home, { logins: loginsAt([LOGIN], user.env), entries }, user);
};
const logins = () => loginsAt([LOGIN], { HOME: userHome });
const at = (path: string): string => join(home, path);

describe('a login', () => {
  test('is the file of the user itself: what is written is there for all', async () => {
    const real = put('.cli/auth.json', '{"token":"one"}');
    expect(await lay([])).toEqual({ readable: [], writable: [real], notes: [] });
    writeFileSync(at('.cli/auth.json'), '{"token":"two"}');
    expect(readFileSync(real, 'utf8')).toBe('{"token":"two"}');
  });

  test('lies where a variable says that it does, and nothing else of that folder is let in', async () => {
    const real = put('elsewhere/auth.json', '{}');
    put('elsewhere/history', 'x');
    const laid = await lay([], { CLI_HOME: join(userHome, 'elsewhere') });
    expect(laid.writable).toEqual([real]);
    expect(existsSync(at('.cli/history'))).toBe(false);
  });

  test('that is not there is none', async () => {
    expect(await lay([])).toEqual({ readable: [], writable: [], notes: [] });
    expect(existsSync(at('.cli'))).toBe(false);
  });

  test('that a tool renewed by another file in its place is taken back, and the link is there again', async () => {
    const real = put('.cli/auth.json', '{"token":"one"}');
    await lay([]);
    writeFileSync(at('.cli/new'), '{"token":"two"}');
    renameSync(at('.cli/new'), at('.cli/auth.json'));
    expect(takeBackLogins(home, logins())).toEqual([]);
    expect(readFileSync(real, 'utf8')).toBe('{"token":"two"}');
    expect(statSync(real).mode & 0o777).toBe(0o600);
    await lay([]);
    expect(readlinkSync(at('.cli/auth.json'))).toBe(real);
  });

  test('that ws did not live to take back is taken back by the next attempt', async () => {
    const real = put('.cli/auth.json', '{"token":"one"}');
    await lay([]);
    rmSync(at('.cli/auth.json'));
    writeFileSync(at('.cli/auth.json'), '{"token":"two"}');
    await lay([]);
    expect(readFileSync(real, 'utf8')).toBe('{"token":"two"}');
  });

  test('that the user renewed meanwhile stays as it is', async () => {
    const real = put('.cli/auth.json', '{"token":"one"}');
    await lay([]);
    rmSync(at('.cli/auth.json'));
    writeFileSync(at('.cli/auth.json'), '{"token":"two"}');
    writeFileSync(real, '{"token":"three"}');
    expect(takeBackLogins(home, logins())).toEqual([
      `the login ${real} was renewed by somebody else meanwhile, which stays`,
    ]);
    expect(readFileSync(real, 'utf8')).toBe('{"token":"three"}');
  });

  test('is not taken back through a link that a step put there', async () => {
    const real = put('.cli/auth.json', '{"token":"one"}');
    const secret = put('.ssh/id', 'secret');
    await lay([]);
    rmSync(at('.cli/auth.json'));
    symlinkSync(secret, at('.cli/auth.json'));
    takeBackLogins(home, logins());
    expect(readFileSync(real, 'utf8')).toBe('{"token":"one"}');
    await lay([]);
    expect(readlinkSync(at('.cli/auth.json'))).toBe(real);
  });

  test('is one only where it holds what makes it one', () => {
    const file: LoginFile = { path: '.cli/config.json', variable: null, has: '/tokens/me~1you' };
    for (const text of ['{}', 'no JSON', '{"tokens":{"me/you":""}}', '{"tokens":{"me/you":{}}}']) {
      put('.cli/config.json', text);
      expect(loginsAt([file], { HOME: userHome })).toEqual([]);
    }
    put('.cli/config.json', '{"tokens":{"me/you":"t"}}');
    expect(loginsAt([file], { HOME: userHome })).toHaveLength(1);
  });
});

describe('an entry', () => {
  test('to be read is a link, and so is one to be written', async () => {
    const [reads, writes] = [put('.config/tool/a', 'a'), put('.tool/b', 'b')];
    const entries = [
      { path: '.config/tool', mode: 'read' },
      { path: '.tool', mode: 'write' },
    ] as const;
    expect(await lay(entries)).toEqual({ readable: [dirname(reads)], writable: [dirname(writes)], notes: [] });
    expect(readFileSync(at('.config/tool/a'), 'utf8')).toBe('a');
  });

  test('is found where the user has moved it', async () => {
    const moved = put('moved/tool', 'a');
    const laid = await lay([{ path: '.config/tool', mode: 'read' }], { XDG_CONFIG_HOME: join(userHome, 'moved') });
    expect(laid.readable).toEqual([moved]);
  });

  test('that is copied loses its secrets, and what a step made of it stays', async () => {
    put('.npmrc', 'fund=false\n_authToken=canary\n');
    await lay([{ path: '.npmrc', mode: 'copy' }]);
    expect(readFileSync(at('.npmrc'), 'utf8')).toBe('fund=false\n');
    writeFileSync(at('.npmrc'), 'mine');
    await lay([{ path: '.npmrc', mode: 'copy' }]);
    expect(readFileSync(at('.npmrc'), 'utf8')).toBe('mine');
  });

  test('that is a folder is copied once for all steps, and never written where it came from', async () => {
    const real = put('.cache/pack/index', 'one');
    const laid = await lay([{ path: '.cache/pack', mode: 'copy' }]);
    expect(laid.writable).toEqual([join(root, 'copies/.cache/pack')]);
    writeFileSync(at('.cache/pack/index'), 'two');
    writeFileSync(at('.cache/pack/more'), 'more');
    expect(readFileSync(real, 'utf8')).toBe('one');
    home = join(root, 'other/home');
    mkdirSync(home, { recursive: true });
    await lay([{ path: '.cache/pack', mode: 'copy' }]);
    expect(readFileSync(at('.cache/pack/more'), 'utf8')).toBe('more');
  });

  test('that two steps ask for at the same time is copied once', async () => {
    put('.cache/pack/index', 'one');
    const copies = keepCopies(join(root, 'copies'));
    const place = join(userHome, '.cache/pack');
    const both = await Promise.all([copies.of('.cache/pack', place), copies.of('.cache/pack', place)]);
    expect(both).toEqual([{ folder: join(root, 'copies/.cache/pack') }, { folder: join(root, 'copies/.cache/pack') }]);
  });

  test('does not lead out through a link that a step put in its way', async () => {
    put('.npmrc', 'fund=false\n');
    put('.config/tool/a', 'a');
    const outside = join(root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, at('.config'));
    symlinkSync(join(outside, 'npmrc'), at('.npmrc'));
    await lay([
      { path: '.npmrc', mode: 'copy' },
      { path: '.config/tool', mode: 'read' },
    ]);
    expect(existsSync(join(outside, 'npmrc'))).toBe(false);
    expect(existsSync(join(outside, 'tool'))).toBe(false);
    expect(lstatSync(at('.config')).isDirectory()).toBe(true);
  });
});

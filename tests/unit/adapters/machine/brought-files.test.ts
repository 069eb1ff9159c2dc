import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { broughtBy, broughtItem } from '../../../../adapters/machine/brought-files.ts';
import { writeFiles } from '../../../rig/ws.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-brought-'));
  writeFiles(root, { '.ws/plugins/mine/manifest.json': '{}\n', '.ws/plugins/mine/plugin.mjs': 'export {};\n' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ITEM = '.ws/plugins/mine';
const PLUGIN = join(ITEM, 'plugin.mjs');
const hash = async (): Promise<string | undefined> => (await broughtItem(root, ITEM))?.hash;

test('what runs is found item by item, and nothing else is', async () => {
  writeFiles(root, {
    '.ws/schedules/nightly.yaml': 'x',
    '.ws/worktrees/r/.ws/plugins/evil/plugin.mjs': 'x',
    '.claude/settings.json': '{}',
    '.mcp.json': '{}',
    'src/a.ts': 'x',
  });
  const items = (await broughtBy(root)).map(({ item, problem }) => [item, problem]);
  expect(items).toEqual([
    [ITEM, null],
    ['.ws/schedules/nightly.yaml', null],
    ['.claude', null],
    ['.mcp.json', null],
  ]);
});

describe('the hash of an item changes with', () => {
  test.each([
    ['a byte of a file', () => writeFiles(root, { [PLUGIN]: 'export { };\n' })],
    ['a file more', () => writeFiles(root, { [join(ITEM, 'b')]: '' })],
    ['the name of a file', () => renameSync(join(root, PLUGIN), join(root, ITEM, 'plugin2.mjs'))],
    ['a file less', () => rmSync(join(root, PLUGIN))],
    ['the right to be executed', () => chmodSync(join(root, PLUGIN), 0o755)],
    [
      'where one file ends and the next begins',
      () => writeFiles(root, { [join(ITEM, 'manifest.json')]: '{}\ne', [PLUGIN]: 'xport {};\n' }),
    ],
  ])('%s', async (_, change) => {
    const before = await hash();
    change();
    expect(await hash()).not.toBe(before);
  });
});

test('the hash stays as long as nothing changes', async () => {
  expect(await hash()).toBe(await hash());
});

describe('an item cannot be trusted that has', () => {
  test.each([
    ['a link in it', /x is a link/, () => symlinkSync('/etc/passwd', join(root, ITEM, 'x'))],
    ['a link to a folder in it', /x is a link/, () => symlinkSync('/etc', join(root, ITEM, 'x'))],
    ['a named pipe in it', /x is no file/, () => spawnSync('mkfifo', [join(root, ITEM, 'x')])],
    ['a file that nobody could look at', /larger than 1 MiB/, () => truncateSync(join(root, PLUGIN), 1024 * 1024 + 1)],
    [
      'more files than anybody would look at',
      /more than 1000 files/,
      () => writeFiles(root, Object.fromEntries(Array.from({ length: 1001 }, (__, at) => [`${ITEM}/f${at}`, '']))),
    ],
  ])('%s', async (_, problem, change) => {
    change();
    expect((await broughtItem(root, ITEM))?.problem).toMatch(problem);
  });

  test('been put in its place by a link', async () => {
    mkdirSync(join(root, 'elsewhere'));
    renameSync(join(root, '.ws/plugins'), join(root, 'elsewhere/plugins'));
    symlinkSync(join(root, 'elsewhere/plugins'), join(root, '.ws/plugins'));
    expect(await broughtItem(root, ITEM)).toMatchObject({ problem: '.ws/plugins is a link' });
    expect(await broughtBy(root)).toMatchObject([{ item: '.ws/plugins', problem: '.ws/plugins is a link' }]);
  });
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { broughtBy } from '../../../../adapters/machine/brought-files.ts';
import { openTrustStore, type TrustStore } from '../../../../adapters/machine/trust-store.ts';
import { instant } from '../../../../core/id.ts';
import { writeFiles } from '../../../rig/ws.ts';

const ITEM = '.ws/plugins/mine';
let folder = '';
let root = '';
let store: TrustStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws-trust-'));
  root = join(folder, 'repo');
  store = openTrustStore(join(folder, 'state/trust'));
  writeFiles(root, { [`${ITEM}/manifest.json`]: '{}\n', [`${ITEM}/lib/plugin.mjs`]: 'one\n' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const trust = async (at = 1): Promise<string> => {
  const brought = await broughtBy(root);
  await store.trust(root, brought, instant(at));
  return brought[0]?.hash ?? '';
};

test('what is trusted is kept as it was, whatever becomes of it where it lay', async () => {
  const hash = await trust();
  writeFiles(root, { [`${ITEM}/lib/plugin.mjs`]: 'two\n' });
  const kept = await store.keptAt(ITEM, hash);
  expect(readFileSync(join(kept ?? '', ITEM, 'lib/plugin.mjs'), 'utf8')).toBe('one\n');
  expect((await store.of(root)).items).toEqual([{ item: ITEM, hash, at: 1 }]);
});

test('a copy that somebody has changed is none', async () => {
  const hash = await trust();
  writeFileSync(join((await store.keptAt(ITEM, hash)) ?? '', ITEM, 'lib/plugin.mjs'), 'evil\n');
  expect(await store.keptAt(ITEM, hash)).toBeNull();
  expect(await store.keptFiles(ITEM, hash)).toBeNull();
  await trust(2);
  expect(await store.keptAt(ITEM, hash), 'trusted again').not.toBeNull();
});

test('a copy of a repository is another one, and a link to it is not', async () => {
  await trust();
  cpSync(root, join(folder, 'copy'), { recursive: true });
  symlinkSync(root, join(folder, 'link'));
  expect((await store.of(join(folder, 'copy'))).items).toEqual([]);
  expect((await store.of(join(folder, 'link'))).items).toHaveLength(1);
});

test('several contents of an item are trusted side by side, and revoked together', async () => {
  const first = await trust(1);
  writeFiles(root, { [`${ITEM}/lib/plugin.mjs`]: 'two\n' });
  const second = await trust(2);
  expect((await store.of(root)).items.map(({ hash }) => hash)).toEqual([second, first]);
  expect(await store.revoke(root, '.ws/plugins/other')).toEqual([]);
  expect(await store.revoke(root, ITEM)).toHaveLength(2);
  expect((await store.of(root)).items).toEqual([]);
  expect(await store.all()).toEqual([]);
});

test('all of it is for nobody else to look into', async () => {
  await trust();
  const modes = (path: string): readonly number[] => {
    const stat = statSync(path);
    const below = stat.isDirectory() ? readdirSync(path).flatMap((name) => modes(join(path, name))) : [];
    return [stat.mode & 0o077, ...below];
  };
  expect(new Set(modes(join(folder, 'state/trust')))).toEqual(new Set([0]));
});

test('a record that cannot be read trusts nothing', async () => {
  await trust();
  const [file = ''] = readdirSync(join(folder, 'state/trust')).filter((name) => name.endsWith('.json'));
  writeFileSync(join(folder, 'state/trust', file), '{"version": 1, "items": "all"}');
  expect((await store.of(root)).items).toEqual([]);
  expect(await store.all()).toEqual([]);
});

/**
 * What the user of this machine trusts, by repository and content.
 *
 *   `<folder>/<key>.json`     the items that are trusted of one repository; the key is the hash of the real path of its root
 *   `<folder>/kept/<hash>/`   a copy of each trusted item: what runs is the copy, so it is what was looked at
 *
 * All of it is the user's alone (0700, 0600). What cannot be read trusts nothing.
 */
import { chmod, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Brought, BroughtFile } from '../../core/brought.ts';
import type { Instant } from '../../core/id.ts';
import { isJsonObject } from '../../core/json.ts';
import { writeAnew } from '../../core/state/sqlite/own-file.ts';
import { broughtItem } from './brought-files.ts';
import { sha256 } from './digest.ts';
import { makeKeepable } from './machine-state.ts';

export type TrustedItem = { readonly item: string; readonly hash: string; readonly at: number };

/** What is trusted of the repository at `root`: by item, and of one item the newest first. */
export type TrustRecord = { readonly root: string; readonly items: readonly TrustedItem[] };

export interface TrustStore {
  of(root: string): Promise<TrustRecord>;
  /** Of every repository that anything is trusted of. */
  all(): Promise<readonly TrustRecord[]>;
  /** Keeps copies, then trusts them. Throws what writing throws. */
  trust(root: string, items: readonly Brought[], at: Instant): Promise<void>;
  /** Of one item, or of all; gives what was trusted before. */
  revoke(root: string, item: string | null): Promise<readonly TrustedItem[]>;
  /** The copy of an item of this hash: where its own root is; null where there is none, or it is not what it was. */
  keptAt(item: string, hash: string): Promise<string | null>;
  /** The files of the copy; null where there is none. */
  keptFiles(item: string, hash: string): Promise<readonly BroughtFile[] | null>;
}

const isItem = (value: unknown): value is TrustedItem =>
  isJsonObject(value) &&
  typeof value['item'] === 'string' &&
  typeof value['hash'] === 'string' &&
  /^[0-9a-f]{64}$/.test(value['hash']) &&
  typeof value['at'] === 'number';

const recordIn = (text: string): TrustRecord | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value['version'] !== 1 || typeof value['root'] !== 'string') return null;
    const items: unknown = value['items'];
    return Array.isArray(items) ? { root: value['root'], items: items.filter(isItem) } : null;
  } catch {
    return null;
  }
};

/** The same name for the same place, however it is reached. */
const realRoot = (root: string): Promise<string> => realpath(root).catch(() => root);

const byItem = (a: TrustedItem, b: TrustedItem): number => (a.item === b.item ? b.at - a.at : a.item < b.item ? -1 : 1);

/** How many contents of one item are remembered: what a branch that is not merged yet brings, and what is there now. */
const CONTENTS = 8;

const newestOf = (items: readonly TrustedItem[]): readonly TrustedItem[] =>
  items.filter(({ item }, at) => items.slice(0, at).filter((each) => each.item === item).length < CONTENTS);

/** Opens it; nothing is made before something is trusted. `folder` is absolute. */
export const openTrustStore = (folder: string): TrustStore => {
  const fileOf = (root: string): string => join(folder, `${sha256(root)}.json`);
  const keptFolder = (hash: string): string => join(folder, 'kept', hash);

  const read = async (root: string): Promise<TrustRecord> => {
    const text = await readFile(fileOf(root), 'utf8').catch(() => '');
    const record = recordIn(text);
    return record?.root === root ? record : { root, items: [] };
  };
  const write = async (record: TrustRecord): Promise<void> => {
    const file = fileOf(record.root);
    const part = `${file}.part-${process.pid}`;
    writeAnew(part, `${JSON.stringify({ version: 1, ...record }, null, 2)}\n`);
    await rename(part, file);
  };
  const makeFolder = async (path: string): Promise<void> => {
    await makeKeepable(path);
    await chmod(path, 0o700);
  };
  const keptItem = async (item: string, hash: string): Promise<Brought | null> => {
    const found = await broughtItem(keptFolder(hash), item);
    return found !== null && found.hash === hash && found.problem === null ? found : null;
  };
  const keep = async ({ item, hash, files }: Brought): Promise<void> => {
    if ((await keptItem(item, hash)) !== null) return;
    const part = `${keptFolder(hash)}.part-${process.pid}`;
    await rm(part, { recursive: true, force: true });
    for (const { path, isExecutable, bytes } of files) {
      await mkdir(dirname(join(part, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(part, path), bytes, { mode: isExecutable ? 0o700 : 0o600, flag: 'wx' });
    }
    await rm(keptFolder(hash), { recursive: true, force: true });
    await rename(part, keptFolder(hash));
  };

  return {
    of: async (root) => read(await realRoot(root)),
    all: async () => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
      const records = texts.map(recordIn).filter((record) => record !== null && record.items.length > 0);
      return records.filter((record) => record !== null).toSorted((a, b) => (a.root < b.root ? -1 : 1));
    },
    trust: async (given, items, at) => {
      const root = await realRoot(given);
      await makeFolder(folder);
      await makeFolder(join(folder, 'kept'));
      for (const item of items) await keep(item);
      const now = items.map(({ item, hash }): TrustedItem => ({ item, hash, at }));
      const isNow = (each: TrustedItem): boolean =>
        now.some(({ item, hash }) => item === each.item && hash === each.hash);
      const before = (await read(root)).items.filter((each) => !isNow(each));
      await write({ root, items: newestOf([...now, ...before].toSorted(byItem)) });
    },
    revoke: async (given, item) => {
      const root = await realRoot(given);
      const { items } = await read(root);
      const revoked = items.filter((each) => item === null || each.item === item);
      if (revoked.length > 0) await write({ root, items: items.filter((each) => !revoked.includes(each)) });
      return revoked;
    },
    keptAt: async (item, hash) => ((await keptItem(item, hash)) === null ? null : keptFolder(hash)),
    keptFiles: async (item, hash) => (await keptItem(item, hash))?.files ?? null,
  };
};

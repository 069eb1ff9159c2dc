/**
 * Keeps entries in a folder, and beside them what they hold, each under the digest of its content.
 *
 *   E1. An entry is there once its document is, which is written last; a part of one is none.
 *   E2. What does not have the digest that it is named by is not there.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { readPlain } from '../../core/state/sqlite/own-file.ts';
import { replaceOwn } from '../machine/own-folder.ts';
import { entryIn, type Entry } from './entry.ts';

/** Lower-case hex SHA-256 of bytes. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** An entry in a list. `usedAt`: when it last fitted, in milliseconds since 1970. */
export type Listed = { readonly entry: Entry; readonly usedAt: number };

export interface Entries {
  /** null where there is none that could be read. */
  entry(key: string): Entry | null;
  /** Says that an entry has fitted. */
  used(key: string): void;
  /** Keeps bytes, and gives their digest. */
  put(bytes: Uint8Array): string;
  /** null where they are not there, or are others. */
  bytes(digest: string): Uint8Array | null;
  keep(entry: Entry): void;
  remove(key: string): void;
  all(): readonly Listed[];
  /** The digests of all bytes there are, with how many they are and when they were written. */
  allBytes(): readonly { readonly digest: string; readonly size: number; readonly writtenAt: number }[];
  removeBytes(digest: string): void;
}

const ENTRIES = 'entries';
const BYTES = 'bytes';
const isDigest = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Opens those in `folder`, somewhere below `root`. Writing throws what the file system throws. */
export const openEntries = (root: string, folder: string): Entries => {
  const placeOf = (kind: string, digest: string): string => join(folder, kind, digest.slice(0, 2), digest);
  const namesOf = (kind: string): readonly string[] =>
    namesIn(join(folder, kind)).flatMap((shelf) => namesIn(join(folder, kind, shelf)).filter(isDigest));
  const entry = (key: string): Entry | null => {
    const bytes = readPlain(placeOf(ENTRIES, key));
    const found = bytes === null ? null : entryIn(bytes);
    return found?.key === key ? found : null;
  };
  const bytesOf = (digest: string): Uint8Array | null => {
    const bytes = readPlain(placeOf(BYTES, digest));
    return bytes !== null && digestOf(bytes) === digest ? bytes : null; // E2
  };
  return {
    entry,
    bytes: bytesOf,
    used: (key) => {
      try {
        utimesSync(placeOf(ENTRIES, key), new Date(), new Date());
      } catch {
        // It is thrown away a little earlier.
      }
    },
    put: (bytes) => {
      const digest = digestOf(bytes);
      if (bytesOf(digest) === null) replaceOwn(root, placeOf(BYTES, digest), bytes);
      return digest;
    },
    keep: (kept) => replaceOwn(root, placeOf(ENTRIES, kept.key), JSON.stringify(kept)), // E1
    remove: (key) => rmSync(placeOf(ENTRIES, key), { force: true }),
    all: () =>
      namesOf(ENTRIES).flatMap((key) => {
        const found = entry(key);
        const at = lstatSync(placeOf(ENTRIES, key), { throwIfNoEntry: false });
        return found === null ? [] : [{ entry: found, usedAt: at?.mtimeMs ?? 0 }];
      }),
    allBytes: () =>
      namesOf(BYTES).flatMap((digest) => {
        const found = lstatSync(placeOf(BYTES, digest), { throwIfNoEntry: false });
        return found === undefined ? [] : [{ digest, size: found.size, writtenAt: found.mtimeMs }];
      }),
    removeBytes: (digest) => rmSync(placeOf(BYTES, digest), { force: true }),
  };
};

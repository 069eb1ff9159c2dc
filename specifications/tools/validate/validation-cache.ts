/** Tells whether anything a validation looked at has changed since, without reading or listing anything. */
import { createHash } from 'node:crypto';
import { ok } from '../../../core/result.ts';
import type { Entry, Files, Stamp } from '../../files.ts';

/** What a validation looked at. Plain JSON, to be kept beside its result. */
export type Seen = {
  readonly version: 3;
  /** Every folder and file below `openspec/`, itself first. A file that comes or goes changes the stamp of its folder. */
  readonly paths: readonly string[];
  /** Hash of their stamps, in that order. */
  readonly stamps: string;
  /** Paths outside it that were asked for, with what was there. */
  readonly outside: readonly (readonly [path: string, found: string])[];
  /** When the newest of them all changed, and when the stamps were taken, in milliseconds since the epoch. */
  readonly newestMs: number;
  readonly takenMs: number;
};

const root = 'openspec';

const line = (stamp: Stamp | null): string =>
  stamp === null ? '-' : `${stamp.kind} ${stamp.sizeBytes} ${stamp.modifiedMs} ${stamp.changedMs} ${stamp.inode}`;

const kindNumbers: Readonly<Record<Stamp['kind'], number>> = { file: 1, directory: 2, other: 3 };

/** A hash of stamps. As numbers, because writing thousands of them as text takes as long as asking for them. */
const hashOf = (stamps: readonly (Stamp | null)[]): string => {
  const numbers = new Float64Array(stamps.length * 5);
  let at = 0;
  for (const stamp of stamps) {
    if (stamp !== null) {
      numbers[at] = kindNumbers[stamp.kind];
      numbers[at + 1] = stamp.sizeBytes;
      numbers[at + 2] = stamp.modifiedMs;
      numbers[at + 3] = stamp.changedMs;
      numbers[at + 4] = stamp.inode;
    }
    at += 5;
  }
  return createHash('sha256').update(numbers).digest('hex');
};

const isOutside = (path: string): boolean => path !== root && !path.startsWith(`${root}/`);

type Walked = Pick<Seen, 'paths' | 'stamps' | 'newestMs'> & {
  /** What each path leads to, and what each folder that could be listed holds. */
  readonly kinds: ReadonlyMap<string, Stamp['kind'] | null>;
  readonly lists: ReadonlyMap<string, readonly Entry[]>;
};

/** Goes through all below `openspec/`. A folder is stamped before it is listed, so that what comes in between shows. */
const walk = (files: Files): Walked => {
  const stamps: (Stamp | null)[] = [];
  const kinds = new Map<string, Stamp['kind'] | null>();
  const lists = new Map<string, readonly Entry[]>();
  let newestMs = 0;
  const visit = (path: string, isFolder: boolean): void => {
    const stamp = files.stamp(path);
    newestMs = Math.max(newestMs, stamp?.changedMs ?? 0);
    kinds.set(path, stamp?.kind ?? null);
    stamps.push(stamp);
    if (!isFolder) return;
    const listed = files.list(path);
    if (!listed.ok) return;
    lists.set(path, listed.value);
    for (const { name, kind } of listed.value) visit(`${path}/${name}`, kind === 'directory');
  };
  visit(root, true);
  return { paths: [...kinds.keys()], stamps: hashOf(stamps), newestMs, kinds, lists };
};

/**
 * Files that remember what was asked for outside `openspec/`, and know without looking again what stands in it. `nowMs`
 * is the time. Whatever is read through them was stamped before.
 */
export const watchFiles = (files: Files, nowMs: number): { readonly files: Files; readonly seen: () => Seen } => {
  const outside = new Map<string, string>();
  let outsideMs = 0;
  // Of a file that was read its stamp counts, of one that was only looked for what it is.
  const note = (path: string, isRead: boolean): void => {
    if (!isOutside(path) || (!isRead && outside.has(path))) return;
    const stamp = isRead ? files.stamp(path) : null;
    outsideMs = Math.max(outsideMs, stamp?.changedMs ?? 0);
    outside.set(path, isRead ? line(stamp) : (files.kind(path) ?? ''));
  };
  const { paths, stamps, newestMs, kinds, lists } = walk(files);
  const watched: Files = {
    root: files.root,
    list: (path) => {
      note(path, true);
      const known = lists.get(path);
      return known === undefined ? files.list(path) : ok(known);
    },
    read: (path) => {
      note(path, true);
      return files.read(path);
    },
    kind: (path) => {
      note(path, false);
      const known = kinds.get(path);
      return known === undefined ? files.kind(path) : known;
    },
    isInside: (folder, path) => files.isInside(folder, path),
    stamp: (path) => files.stamp(path),
  };
  const seen = (): Seen => ({
    version: 3,
    paths,
    stamps,
    newestMs: Math.max(newestMs, outsideMs),
    takenMs: nowMs,
    outside: [...outside],
  });
  return { files: watched, seen };
};

const isAsBefore = (files: Files, path: string, found: string): boolean =>
  /^(?:|file|directory|other)$/.test(found) ? (files.kind(path) ?? '') === found : line(files.stamp(path)) === found;

/**
 * Whether everything is still as it was seen. A file that changed in the two seconds before it was stamped may change
 * again within the same tick of its file system's clock, without its stamp showing it: that is not trusted.
 */
export const isUnchanged = (files: Files, { newestMs, takenMs, outside, paths, stamps }: Seen): boolean =>
  newestMs <= takenMs - 2000 &&
  outside.every(([path, found]) => isAsBefore(files, path, found)) &&
  hashOf(paths.map((path) => files.stamp(path))) === stamps;

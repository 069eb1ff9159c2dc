/** Tells whether anything a validation looked at has changed since, without reading a file. */
import { createHash } from 'node:crypto';
import type { Files } from '../files.ts';

/** What a validation looked at. Plain JSON, to be kept beside its result. */
export type Seen = {
  readonly version: 1;
  /** Hash of the stamps of everything below `openspec/`. */
  readonly stamps: string;
  /** Paths outside it that were asked for, and what was there. */
  readonly outside: readonly (readonly [path: string, kind: string])[];
  /** When the newest of the files changed, in milliseconds since the epoch. */
  readonly newestMs: number;
};

const root = 'openspec';

const takeStamps = (files: Files): { readonly stamps: string; readonly newestMs: number } => {
  const sum = createHash('sha256');
  let newestMs = 0;
  const walk = (folder: string): void => {
    const listed = files.list(folder);
    if (!listed.ok) {
      sum.update(`${folder}\0${listed.error.code}\n`);
      return;
    }
    for (const { name, kind } of [...listed.value].sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = `${folder}/${name}`;
      if (kind === 'directory') {
        sum.update(`${path}/\n`);
        walk(path);
        continue;
      }
      const stamp = files.stamp(path);
      newestMs = Math.max(newestMs, stamp?.changedMs ?? 0);
      sum.update(
        `${path}\0${kind}\0${stamp?.sizeBytes ?? ''}\0${stamp?.modifiedMs ?? ''}\0${stamp?.changedMs ?? ''}\n`,
      );
    }
  };
  walk(root);
  return { stamps: sum.digest('hex'), newestMs };
};

/** Files that remember what was asked for outside `openspec/`. Call `seen` before the first use of `files`. */
export const watchFiles = (files: Files): { readonly files: Files; readonly seen: () => Seen } => {
  const outside = new Map<string, string>();
  const isOutside = (path: string): boolean => path !== root && !path.startsWith(`${root}/`);
  const note = (path: string): void => {
    if (isOutside(path)) outside.set(path, files.kind(path) ?? '');
  };
  const { stamps, newestMs } = takeStamps(files);
  const watched: Files = {
    root: files.root,
    list: (path) => {
      note(path);
      return files.list(path);
    },
    read: (path) => {
      note(path);
      return files.read(path);
    },
    kind: (path) => {
      note(path);
      return files.kind(path);
    },
    isInside: (folder, path) => files.isInside(folder, path),
    stamp: (path) => files.stamp(path),
  };
  return { files: watched, seen: () => ({ version: 1, stamps, newestMs, outside: [...outside] }) };
};

/**
 * Whether everything is still as it was seen. `writtenMs` is when that was kept: files that changed in the two
 * seconds before may change again without it showing, so they are not trusted.
 */
export const isUnchanged = (files: Files, seen: Seen, writtenMs: number): boolean => {
  if (seen.newestMs > writtenMs - 2000) return false;
  if (seen.outside.some(([path, kind]) => (files.kind(path) ?? '') !== kind)) return false;
  return takeStamps(files).stamps === seen.stamps;
};

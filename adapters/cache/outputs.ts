/** Puts back what a step made that git ignores, as it was. */
import { chmodSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { whyUnsafe } from '../../core/unsafe-path.ts';
import { isRealFolder, writeOwn } from '../machine/own-folder.ts';
import type { Entries } from './entries.ts';
import type { KeptFile } from './entry.ts';
import { filesNamed } from './files.ts';

/** Whether a path may be written: nothing on the way to it is anything but a folder. */
const isFree = (worktree: string, path: string): boolean => {
  if (whyUnsafe(path) !== null) return false;
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const place = join(worktree, folder);
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined && !isRealFolder(place)) return false;
  }
  return true;
};

export type Putting = {
  readonly worktree: string;
  readonly made: readonly KeptFile[];
  readonly entries: Pick<Entries, 'bytes'>;
  readonly read: (path: string) => KeptFile | null;
};

/** Whether all of it is there to be put, and may be. */
export const canPut = ({ worktree, made, entries }: Putting): boolean =>
  made.every(({ path, digest }) => isFree(worktree, path) && entries.bytes(digest) !== null);

/** What lies where the patterns lead, and was not there when it was kept. */
export const leftOver = ({ worktree, made }: Putting, patterns: readonly string[]): readonly string[] => {
  const kept = new Set(made.map(({ path }) => path));
  return filesNamed(worktree, patterns).filter((path) => !kept.has(path) && isFree(worktree, path));
};

const putOne = ({ worktree, entries, read }: Putting, file: KeptFile): void => {
  const before = read(file.path);
  if (before?.kind === file.kind && before.digest === file.digest) return;
  const path = join(worktree, file.path);
  const bytes = entries.bytes(file.digest) ?? new Uint8Array();
  writeOwn(worktree, path, bytes);
  if (file.kind === 'file') return chmodSync(path, 0o644);
  if (file.kind === 'program') return chmodSync(path, 0o755);
  rmSync(path);
  symlinkSync(Buffer.from(bytes), path);
};

/** Throws what the file system throws. */
export const putOutputs = (putting: Putting, gone: readonly string[]): void => {
  for (const path of gone) rmSync(join(putting.worktree, path), { force: true });
  for (const file of putting.made) putOne(putting, file);
};

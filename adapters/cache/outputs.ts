/** Puts back what a step made that git ignores, as it was. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
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

/** What lies where the patterns lead, and was not there when it was kept; null where not all of that can be told, or taken away. */
export const leftOver = ({ worktree, made }: Putting, patterns: readonly string[]): readonly string[] | null => {
  const kept = new Set(made.map(({ path }) => path));
  const found = filesNamed(worktree, patterns);
  if (!found.ok || found.value.repositories.length > 0) return null;
  return found.value.paths.filter((path) => !kept.has(path) && isFree(worktree, path));
};

/** Takes away what lies at a path, and each folder around it in which nothing is left then. */
const takeAway = (worktree: string, path: string): void => {
  const place = join(worktree, path);
  if (isRealFolder(place)) rmdirSync(place);
  else rmSync(place, { force: true });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (readdirSync(join(worktree, folder)).length > 0) return;
    rmdirSync(join(worktree, folder));
  }
};

const putOne = ({ worktree, entries, read }: Putting, file: KeptFile): void => {
  const before = read(file.path);
  if (before?.kind === file.kind && before.digest === file.digest) return;
  const path = join(worktree, file.path);
  // Folders of a build are no secret of their owner.
  mkdirSync(file.kind === 'folder' ? path : dirname(path), { recursive: true });
  if (file.kind === 'folder') return;
  const bytes = entries.bytes(file.digest) ?? new Uint8Array();
  writeOwn(worktree, path, bytes);
  if (file.kind === 'file') return chmodSync(path, 0o644);
  if (file.kind === 'program') return chmodSync(path, 0o755);
  rmSync(path);
  symlinkSync(Buffer.from(bytes), path);
};

/** Throws what the file system throws. */
export const putOutputs = (putting: Putting, gone: readonly string[]): void => {
  for (const path of gone) takeAway(putting.worktree, path);
  for (const file of putting.made) putOne(putting, file);
};

/**
 * An index of our own beside that of a worktree, so that a step's git and ours do not wait for each other.
 *
 * P1: a copy is as old as what it was copied from, or git would take a file that was changed in the same moment for unchanged.
 * P2: what is given back takes the place of exactly what was taken; where a step's git wrote in between, that stays.
 * P3: an index that cannot be read holds nothing: the last checkpoint says what is tracked, the worktree what it is now.
 * P4: git looks at every file, whatever bits a step set in the index to have it not look.
 */
import { createHash } from 'node:crypto';
import { constants, linkSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import type { Git } from '../command/configured.ts';
import { bytesAt } from '../command/glance.ts';
import { lookingAtAll } from './index-bits.ts';
import { sharedIndexIn } from './index-entries.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** Every index that we ever have of our own in the git folder of a worktree. */
const OWN = ['ws-index', 'ws-salvage-index', 'ws-snapshot-index'];

/** Where git keeps the index of a worktree. */
export const indexOf = (gitDir: string): string => join(gitDir, 'index');

/** Removes what a killed process left of its own indexes. */
export const dropPrivateIndexes = async (gitDir: string): Promise<void> => {
  for (const name of OWN)
    for (const path of [name, `${name}.lock`]) await rm(join(gitDir, path), { force: true, recursive: true });
};

/** What an index file holds. `signature` tells one content from another; null where git was told to leave the sum out. */
export type IndexBytes = { readonly bytes: Buffer; readonly signature: string | null };

/** The two ways in which git sums an index up, and how long the sum at its end is. */
const SUMS = [
  ['sha1', 20],
  ['sha256', 32],
] as const;
const HEADER_BYTES = 12;

const signatureIn = (bytes: Buffer): string | null => {
  const checksum = bytes.subarray(-20);
  return checksum.every((byte) => byte === 0) ? null : checksum.toString('hex');
};

/** Reads an index that is one from its first byte to its last; null for anything else. */
export const readIndex = async (path: string): Promise<IndexBytes | null> => {
  const bytes = bytesAt(path);
  if (bytes === null || bytes.length < HEADER_BYTES + 20 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null;
  const signature = signatureIn(bytes);
  const isWhole =
    signature === null ||
    SUMS.some(([algorithm, length]) =>
      createHash(algorithm).update(bytes.subarray(0, -length)).digest().equals(bytes.subarray(-length)),
    );
  return isWhole ? { bytes, signature } : null;
};

/** What git itself has just written needs no proof. */
export const indexSignature = async (path: string): Promise<string | null> => {
  const bytes = bytesAt(path);
  return bytes === null ? null : signatureIn(bytes);
};

/** P1 */
const agedAs = (path: string, from: string): void => {
  const seconds = Math.floor(statSync(from).mtimeMs) / 1000;
  utimesSync(path, seconds, seconds);
};

/** P1 */
export const copyIndex = async (from: string, to: string): Promise<void> => {
  await rm(to, { force: true });
  await copyFile(from, to, constants.COPYFILE_EXCL);
  agedAs(to, from);
};

/** P3: writes an index of what `tree` holds, where there is none to be read. */
export const rebuildIndex = async (git: Git, path: string, tree: string): Promise<Result<void, Failure>> => {
  await rm(path, { force: true, recursive: true });
  const read = await git(['read-tree', tree], { env: { GIT_INDEX_FILE: path } });
  return read.ok ? ok(undefined) : read;
};

/** Copies a worktree's index to `path`; gives what it was taken from, null where that could not be read. */
export const takeIndex = async (
  git: Git,
  gitDir: string,
  path: string,
  tree: string,
): Promise<Result<IndexBytes | null, Failure>> => {
  const real = indexOf(gitDir);
  rmSync(`${path}.lock`, { force: true });
  // The age first: what is read afterwards can only be younger.
  const seconds = Math.floor(statSync(real, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000;
  const found = await readIndex(real);
  if (found === null) {
    const rebuilt = await rebuildIndex(git, path, tree);
    return rebuilt.ok ? ok(null) : rebuilt;
  }
  writeAnew(path, await uncovered(git, found.bytes));
  utimesSync(path, seconds, seconds);
  return ok(found);
};

/** P4 */
const uncovered = async (git: Git, bytes: Buffer): Promise<Buffer> => {
  const shown = lookingAtAll(bytes, false);
  if (shown === bytes) return bytes;
  const settings = await git.settings();
  const sparse = settings.ok ? settings.value.findLast(({ key }) => key === 'core.sparsecheckout')?.value : undefined;
  return sparse === undefined || /^(false|no|off|0|)$/i.test(sparse) ? shown : lookingAtAll(bytes, true);
};

/** P4: makes the worktree's own index one in which git looks at every file. Not done where another git is at it. */
export const uncoverIndex = async (git: Git, gitDir: string): Promise<void> => {
  const real = indexOf(gitDir);
  const bytes = bytesAt(real);
  if (bytes !== null && sharedIndexIn(bytes) !== null) await git(['update-index', '--no-split-index']);
  const seconds = Math.floor(statSync(real, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000;
  const found = await readIndex(real);
  const shown = found === null ? null : await uncovered(git, found.bytes);
  if (found === null || shown === null || shown === found.bytes) return;
  const path = join(gitDir, 'ws-index');
  rmSync(path, { force: true });
  writeAnew(path, shown);
  utimesSync(path, seconds, seconds); // P1
  await giveIndex(gitDir, path, found.signature);
  rmSync(path, { force: true });
};

/** P2: makes the index at `path` that of the worktree. Not done where another git is at it, which is no trouble: it is brought up later. */
export const giveIndex = async (gitDir: string, path: string, taken: string | null): Promise<boolean> => {
  const real = indexOf(gitDir);
  const lock = `${real}.lock`;
  try {
    linkSync(path, lock);
  } catch (error) {
    // Who may not link may copy; and a lock that is there is another's.
    if (!isRefusedLink(error)) return false;
    try {
      await copyFile(path, lock, constants.COPYFILE_EXCL);
    } catch {
      return false;
    }
  }
  const found = await readIndex(real);
  if (found !== null && found.signature !== taken) {
    rmSync(lock, { force: true });
    return false;
  }
  if (found === null) rmSync(real, { force: true, recursive: true });
  renameSync(lock, real);
  return true;
};

const isRefusedLink = (error: unknown): boolean =>
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV'].includes(codeOf(error) ?? '');

/**
 * Takes over, once, the state that ws 0.1.0 kept in `.ws/` of the checkout.
 *
 * T1: never while another process drives a run or has the state open: it is refused, and says so.
 * T2: sealed first, so that no 0.1.0 works on what is half moved; the database moves last, so that a kill at any point
 *     leaves either the old state or one that is taken over the next time.
 * T3: a folder stands where the old database stood. To git it is nothing; 0.1.0 cannot open it, so it refuses.
 */
import { existsSync, lstatSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyTree } from '../../adapters/machine/copy-tree.ts';
import { writeOwn } from '../../adapters/machine/own-folder.ts';
import { bringOver } from '../../adapters/git/worktree/bring-over.ts';
import type { Repository } from '../../adapters/git/repository.ts';
import { counted } from '../../core/counted.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Failpoint } from '../../core/system.ts';
import { codeOf, messageOf } from '../../core/thrown.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

/** How sealing ended. `busy`: another process has it open. `unfit`: it cannot be read, for the reason given. */
export type Sealing =
  | { readonly kind: 'sealed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unfit'; readonly message: string };

/** How the databases of an earlier state are handled; compose.ts picks it. */
export interface EarlierState {
  /** null where another process holds it for that long. */
  lock(path: string, waitMs: number): Promise<AsyncDisposable | null>;
  isSealed(file: string): boolean;
  seal(file: string): Sealing;
  copyUnsealed(file: string, to: string): void;
}

export type TakeOverParts = {
  readonly repository: Repository;
  readonly stateDirectory: string;
  readonly openEarlier: () => Promise<EarlierState>;
  readonly failpoint: Failpoint;
  /** Told what was done, in a line. */
  readonly tell: (line: string) => void;
};

const LOCK_MS = 60_000;

/** What 0.1.0 kept beside its database and its worktrees. Everything else in `.ws/` is not ours to move. */
const KEPT = /^(runs|changes|reserve|breakers\.db.*|state\.db\.damaged-.*)$/;

const is = (path: string, kind: 'isFile' | 'isDirectory'): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.[kind]() ?? false;

type Places = {
  readonly old: string;
  readonly oldFile: string;
  readonly file: string;
  /** There while the folder is put in the place of the old database. */
  readonly mark: string;
};

const placesOf = ({ repository, stateDirectory }: TakeOverParts): Places => {
  const old = join(repository.root, '.ws');
  const oldFile = join(old, 'state.db');
  return { old, oldFile, file: join(stateDirectory, 'state.db'), mark: join(stateDirectory, 'taking-over') };
};

/** Each entry by a rename, or over the border of a disk by a copy that gets its name when it is whole. */
const moveInto = async (from: string, to: string): Promise<void> => {
  if (existsSync(to)) {
    if (!is(from, 'isDirectory') || !is(to, 'isDirectory')) return;
    for (const name of await readdir(from)) await moveInto(join(from, name), join(to, name));
    await rmdir(from).catch(() => undefined);
    return;
  }
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyTree(from, to);
    await rm(from, { recursive: true, force: true });
  }
};

/** T1: holds every run of the old state, or says which is driven. The old lock of the repository comes first. */
const holdAll = async (
  { old }: Places,
  earlier: EarlierState,
  held: AsyncDisposable[],
): Promise<Result<void, Refusal>> => {
  const hint = 'Wait for it, or end it; then try again.';
  const own = await earlier.lock(join(old, 'repository.lock'), LOCK_MS);
  if (own === null) return refuse('held', `another process holds ${join(old, 'repository.lock')}`, hint);
  held.push(own);
  for (const run of await readdir(join(old, 'runs')).catch(() => [])) {
    if (!is(join(old, 'runs', run, 'lock'), 'isFile')) continue;
    const lock = await earlier.lock(join(old, 'runs', run, 'lock'), 0);
    if (lock === null)
      return refuse(
        'held',
        `run ${run} is driven by another process, an earlier ws, which keeps its state in ${old}`,
        hint,
      );
    held.push(lock);
  }
  return ok(undefined);
};

/** T2: seals the old database; what is sealed already stays so. */
const seal = (places: Places, earlier: EarlierState): Result<void, Refusal> => {
  const sealing = earlier.seal(places.oldFile);
  switch (sealing.kind) {
    case 'sealed':
      return ok(undefined);
    case 'busy':
      return refuse(
        'held',
        `another process, an earlier ws, has ${places.oldFile} open`,
        'Wait for it, or end it; then try again.',
      );
    case 'unfit':
      return refuse(
        'environment',
        `the state of an earlier ws cannot be taken over: ${sealing.message}`,
        `Restore it from a backup, or move ${places.old} away to begin without it.`,
      );
  }
};

/** Moves everything but the database, then the database. Every line can be done again. */
const move = async (parts: TakeOverParts, places: Places, earlier: EarlierState): Promise<string> => {
  const { repository, stateDirectory, failpoint } = parts;
  const { old, oldFile, file } = places;
  for (const name of (await readdir(old)).filter((entry) => KEPT.test(entry))) {
    await moveInto(join(old, name), join(stateDirectory, name));
    failpoint('take-over.moved');
  }
  const { moved, stayed } = await bringOver(repository, join(old, 'worktrees'));
  failpoint('take-over.worktrees');
  earlier.copyUnsealed(oldFile, file);
  failpoint('take-over.copied');
  const stays = stayed.map(({ path, why }) => `; ${path} stays: ${why.split('\n', 1)[0] ?? ''}`).join('');
  return `the state of this repository has moved from ${old} to ${stateDirectory}, and ${counted(moved, 'worktree')} to ${repository.worktrees}${stays}`;
};

/** T3. The folder that hid all of `.ws/` from git hides it no more. */
const finish = async ({ old, oldFile, mark }: Places, failpoint: Failpoint): Promise<void> => {
  writeOwn(dirname(mark), mark, '');
  if (is(oldFile, 'isFile')) {
    for (const ending of ['-events', '-signals', '-journal']) await rm(oldFile + ending, { force: true });
    await rm(oldFile, { force: true });
    failpoint('take-over.removed');
  }
  await mkdir(oldFile, { recursive: true });
  failpoint('take-over.guarded');
  await rm(join(old, 'repository.lock'), { force: true });
  await unhide(old);
  await rm(mark, { force: true });
};

/** Also 0.1.0 that is refused makes it anew. */
const unhide = async (old: string): Promise<void> => {
  const ignore = join(old, '.gitignore');
  if (is(ignore, 'isFile') && (await readFile(ignore, 'utf8')) === '*\n') await rm(ignore);
};

const takeOverLocked = async (
  parts: TakeOverParts,
  places: Places,
  earlier: EarlierState,
): Promise<Result<void, Refusal>> => {
  const { failpoint, tell } = parts;
  const { oldFile, file } = places;
  const held: AsyncDisposable[] = [];
  try {
    if (is(oldFile, 'isFile') && !existsSync(file)) {
      if (!earlier.isSealed(oldFile)) {
        const free = await holdAll(places, earlier, held);
        if (!free.ok) return free;
        failpoint('take-over.begun');
        const sealed = seal(places, earlier);
        if (!sealed.ok) return sealed;
        failpoint('take-over.sealed');
      }
      const line = await move(parts, places, earlier);
      await finish(places, failpoint);
      tell(line);
    } else if (existsSync(file) && (!is(oldFile, 'isFile') || earlier.isSealed(oldFile))) {
      await finish(places, failpoint);
    }
    return ok(undefined);
  } finally {
    for (const lock of held) await lock[Symbol.asyncDispose]();
  }
};

/** Two looks where there is nothing to do. Called before the state is opened. */
export const takeOver = async (parts: TakeOverParts): Promise<Result<void, Refusal>> => {
  const places = placesOf(parts);
  const { old, oldFile, file, mark } = places;
  try {
    const isLeft = is(oldFile, 'isFile');
    if (!isLeft && !existsSync(mark)) {
      if (is(oldFile, 'isDirectory')) await unhide(old);
      return ok(undefined);
    }
    const earlier = await parts.openEarlier();
    if (isLeft && existsSync(file) && !existsSync(mark) && !earlier.isSealed(oldFile)) {
      parts.tell(
        `${old} holds runs that an earlier ws made after the state of this repository had moved; they are not shown`,
      );
      return ok(undefined);
    }
    await using lock = await earlier.lock(join(parts.stateDirectory, 'repository.lock'), LOCK_MS);
    if (lock === null)
      return refuse(
        'held',
        `another process moves the state of this repository out of ${old}`,
        'Try again when it is done.',
      );
    return await takeOverLocked(parts, places, earlier);
  } catch (error) {
    return refuse(
      'environment',
      `the state of an earlier ws in ${old} cannot be taken over: ${messageOf(error)}`,
      'Mend that and try again; nothing of it is lost.',
    );
  }
};

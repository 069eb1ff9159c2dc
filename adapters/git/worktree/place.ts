/** Where the worktrees of runs lie: outside of every checkout, or where git says that one of them is. */
import { existsSync, lstatSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../../machine/digest.ts';
import { machineStateFolder } from '../../machine/machine-state.ts';
import type { Environment } from '../../machine/own-environment.ts';
import { lineAt, namesAt } from '../command/glance.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

/** What tells where the worktrees of a repository are. */
export type Places = {
  /** The git folder that all worktrees share. Absolute. */
  readonly commonDir: string;
  /** The folder that worktrees of runs are made in. Absolute, free of links. */
  readonly worktrees: string;
};

/** The folder that holds the worktrees of all repositories where nobody sets another; null where there is no place. */
export const defaultWorktreesRoot = (env: Environment): string | null => {
  const folder = machineStateFolder(env);
  return folder.ok ? join(folder.value, 'worktrees') : null;
};

/** The same path without links; what is not there yet has none. */
const withoutLinks = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(withoutLinks(dirname(path)), basename(path));
  }
};

/** As much of a folder's name as fits into lists that are separated by colons, and into any shell. */
const plainName = (root: string): string =>
  basename(root)
    .replace(/\.git$/, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, 40);

/** The folder for the worktrees of one repository: two of one name do not meet there. */
export const worktreesFolder = (worktreesRoot: string | null, commonDir: string, root: string): string => {
  const real = withoutLinks(commonDir);
  if (worktreesRoot === null) return join(real, 'ws', 'worktrees');
  return join(withoutLinks(resolve(worktreesRoot)), `${plainName(root)}-${sha256(real).slice(0, 8)}`);
};

/** Whether what lies at `place` may be the worktree of `gitDir`: it is not while its file names another git folder that is there. */
const mayBelong = (place: string, gitDir: string): boolean => {
  if (!(lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false)) return false;
  const pointer = /^gitdir: ([\s\S]+)$/.exec(lineAt(join(place, '.git')) ?? '')?.[1];
  if (pointer === undefined) return true;
  const named = resolve(place, pointer);
  return named === gitDir || !existsSync(named);
};

/** A file in the git folder of a worktree that another run took over: the id of that run. */
const TAKEN = 'ws-run';

/** The run that has taken over the worktree of `gitDir`; null where none has. */
export const takerOf = (gitDir: string): string | null => lineAt(join(gitDir, TAKEN));

/** Writes down who takes over the worktree of `gitDir`; from here on it is that run's. null: nobody does, after all. */
export const noteTaker = (gitDir: string, run: string | null): void => {
  if (run === null) return rmSync(join(gitDir, TAKEN), { force: true });
  writeAnew(join(gitDir, `${TAKEN}.new`), `${run}\n`);
  renameSync(join(gitDir, `${TAKEN}.new`), join(gitDir, TAKEN));
};

/** Whether what lies at `place` has been taken over by another run. */
const isTaken = (place: string, run: string): boolean => {
  const pointer = /^gitdir: ([\s\S]+)$/.exec(lineAt(join(place, '.git')) ?? '')?.[1];
  const taker = pointer === undefined ? null : takerOf(resolve(place, pointer));
  return taker !== null && taker !== run;
};

/** The folder for a new worktree of a run: one that another run has taken over, and that could not be moved, is not in its way. */
const freePlace = (worktrees: string, run: string): string => {
  for (let nth = 1; ; nth += 1) {
    const place = join(worktrees, nth === 1 ? run : `${run}-${nth}`);
    if (!isTaken(place, run)) return place;
  }
};

/**
 * Where the worktree of a run lies: in the folder for them; where it is not there, the place that git has for its
 * branch, because a person may have moved it, it was made before that folder was another, or it was taken over from
 * another run. Reads a few small files.
 */
export const worktreeOf = ({ commonDir, worktrees }: Places, run: string): string => {
  const usual = freePlace(worktrees, run);
  if (existsSync(usual)) return usual;
  for (const id of namesAt(join(commonDir, 'worktrees'))) {
    const gitDir = join(commonDir, 'worktrees', id);
    const place = dirname(lineAt(join(gitDir, 'gitdir')) ?? join(usual, '.git'));
    if (place === usual) continue;
    const taker = takerOf(gitDir);
    if (taker === run && mayBelong(place, gitDir)) return place;
    if (taker !== null) continue;
    const head = lineAt(join(gitDir, 'HEAD')) ?? '';
    const isOfRun =
      id === run ||
      (head.startsWith('ref: refs/heads/ws/') && head.endsWith(`/${run}`)) ||
      place.endsWith(`/.ws/worktrees/${run}`);
    if (isOfRun && mayBelong(place, gitDir)) return place;
  }
  return usual;
};

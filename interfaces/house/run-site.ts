/** Where on this machine the things of a run lie. Its log names no place of a machine, but for logs that 0.1.0 wrote. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { stateFolderOf, type Repository } from '../../adapters/git/repository.ts';
import { shippedName } from '../../adapters/machine/shipped.ts';
import { worktreeOf, type Places } from '../../adapters/git/worktree/place.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { isRunDone } from '../../core/state/machine.ts';
import { namedDefinition } from './named-definition.ts';
import { eachFile } from './named-files.ts';

/** The user's own checkout. */
type Root = Pick<Repository, 'root' | 'commonDir'>;

/** The worktree of a run, absolute; null until the run has started. */
export const worktreeAt = (places: Places, { id, branch }: Pick<RunRow, 'id' | 'branch'>): string | null =>
  branch === null ? null : worktreeOf(places, id);

/** Where the worktree of a run should be that has begun and is not over, and is not; null where all is as it should be. */
export const goneWorktree = (places: Places, run: Pick<RunRow, 'id' | 'branch' | 'status'>): string | null => {
  const worktree = isRunDone(run.status) ? null : worktreeAt(places, run);
  return worktree === null || existsSync(worktree) ? null : worktree;
};

/** The files of a run's definition, absolute, in the checkout as it stands now; null where it came from none. */
export const sourceAt = (repository: Root, { source }: Pick<RunRow, 'source'>): string | null =>
  source === null ? null : eachFile(source, (file) => fileAt(repository, file));

const fileAt = (repository: Root, source: string): string => {
  const { root } = repository;
  const path = namedDefinition(source, root);
  // Where 0.1.0 kept what it compiled of changes; it has moved with the state.
  return dirname(path) === join(root, '.ws', 'changes')
    ? join(stateFolderOf(repository), 'changes', basename(path))
    : path;
};

const recorded = (root: string, file: string): string =>
  shippedName(resolve(root, file)) ?? relative(root, resolve(root, file));

/** Files as the log of a run names them; what ws ships by its name. */
export const recordedSource = ({ root }: Pick<Repository, 'root'>, files: string | null): string | null =>
  files === null ? null : eachFile(files, (file) => recorded(root, file));

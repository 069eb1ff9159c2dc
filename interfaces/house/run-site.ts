/** Where on this machine the things of a run lie. Its log names no place of a machine, but for logs that 0.1.0 wrote. */
import { relative, resolve } from 'node:path';
import type { Repository } from '../../adapters/git/repository.ts';
import { worktreeOf } from '../../adapters/git/worktree/names.ts';
import type { RunRow } from '../../core/run-tables.ts';

/** The user's own checkout. */
type Root = Pick<Repository, 'root'>;

/** The worktree of a run, absolute; null until the run has started. */
export const worktreeAt = ({ root }: Root, { id, branch }: Pick<RunRow, 'id' | 'branch'>): string | null =>
  branch === null ? null : worktreeOf(root, id);

/** The file of a run's definition, absolute, in the checkout as it stands now; null where it came from none. */
export const sourceAt = ({ root }: Root, { source }: Pick<RunRow, 'source'>): string | null =>
  source === null ? null : resolve(root, source);

/** A file as the log of a run names it. */
export const recordedSource = ({ root }: Root, file: string | null): string | null =>
  file === null ? null : relative(root, resolve(root, file));

/** What git ignored in the worktree of a run when it was last driven, so that it can be said what a new one lacks. */
import { everyStep } from '../../core/steps-within.ts';
import { join } from 'node:path';
import { readOwn, writeOwn } from '../../adapters/machine/own-folder.ts';
import { ignoredFoldersOf } from '../../adapters/git/worktree/ignored.ts';
import type { RunId } from '../../core/id.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { House } from './house.ts';

type Place = Pick<House, 'stateDirectory' | 'repository'>;

const fileOf = ({ stateDirectory }: Pick<House, 'stateDirectory'>, run: RunId): string =>
  join(stateDirectory, 'runs', run, 'ignored.json');

/** None where nothing was noted. */
export const notedFolders = (house: Pick<House, 'stateDirectory'>, run: RunId): readonly string[] => {
  try {
    const noted: unknown = JSON.parse(readOwn(fileOf(house, run)));
    return Array.isArray(noted) ? noted.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
};

/** What the definition itself brings back is nothing to be told. */
const isBroughtBack = (path: string, { worktree, ...workstream }: Workstream): boolean =>
  (worktree !== undefined && (worktree.setup !== null || [...worktree.link, ...worktree.copy].includes(path))) ||
  everyStep(workstream).some(({ leaves = [] }) => leaves.includes(path));

/** One git process. What cannot be noted is not told one day. */
export const noteFolders = async (house: Place, run: RunId, workstream: Workstream): Promise<void> => {
  const folders = await ignoredFoldersOf(house.repository, run);
  if (folders === null) return;
  const file = fileOf(house, run);
  const noted = folders.filter((path) => !isBroughtBack(path, workstream));
  writeOwn(house.stateDirectory, file, `${JSON.stringify(noted)}\n`);
};

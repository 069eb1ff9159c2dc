/** Which of the worktrees of a repository a run was started from. */
import { basename, dirname, join } from 'node:path';
import { readOwn, writeOwn } from '../../adapters/machine/own-folder.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';

type Place = Pick<House, 'stateDirectory' | 'repository'>;

/** The name that git has for a linked worktree; empty for the main one. It stays when the worktree is moved. */
export const checkoutHere = ({ repository: { gitDir, commonDir } }: Pick<House, 'repository'>): string =>
  gitDir === commonDir ? '' : basename(gitDir);

const fileOf = ({ stateDirectory }: Place, run: RunId): string => join(stateDirectory, 'runs', run, 'checkout');

/** The checkout that a run was started from, by the name of {@link checkoutHere}. What nothing is known of counts as the main one's. */
export const checkoutOf = (house: Place, run: RunId): string => readOwn(fileOf(house, run)).trim();

/** Where that checkout lies now; null where the repository is bare, or the linked worktree is gone. */
export const checkoutPath = (house: Place, run: RunId): string | null => {
  const { root, commonDir } = house.repository;
  const name = checkoutOf(house, run);
  if (name === '') return root === commonDir ? null : root;
  const place = readOwn(join(commonDir, 'worktrees', name, 'gitdir')).trimEnd();
  return place === '' ? null : dirname(place);
};

/** Notes that a run was started from here. Only a linked worktree has to be noted. */
export const noteCheckout = (house: Place, run: RunId): void => {
  const here = checkoutHere(house);
  if (here === '') return;
  const file = fileOf(house, run);
  try {
    writeOwn(house.stateDirectory, file, `${here}\n`);
  } catch {
    // A full disk must not end a run that is recorded already.
  }
};

/** A checkout in words for people. */
export const checkoutWords = (checkout: string): string =>
  checkout === '' ? 'the main checkout' : `the checkout ${checkout}`;

/** What the last merge of a run made of a branch, kept beside its logs, so that it can be taken back. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BranchMove } from '../../adapters/git/checkout/move-checkout.ts';
import { readOwn, replaceOwn } from '../../adapters/machine/own-folder.ts';
import { isJsonObject } from '../../core/json.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';

type Kept = Pick<House, 'stateDirectory'>;

const fileOf = (run: RunId, { stateDirectory }: Kept): string => join(stateDirectory, 'runs', run, 'merged.json');

/** Written before the branch moves: of a merge that was killed in between the branch says that it never came to be. */
export const noteMerge = (run: RunId, move: BranchMove, kept: Kept): void =>
  replaceOwn(kept.stateDirectory, fileOf(run, kept), `${JSON.stringify(move)}\n`);

/** null where no merge of the run is known. */
export const mergeOf = (run: RunId, kept: Kept): BranchMove | null => {
  try {
    const value: unknown = JSON.parse(readOwn(fileOf(run, kept)));
    if (!isJsonObject(value)) return null;
    const { into, from, to } = value;
    const isWhole = typeof into === 'string' && typeof from === 'string' && typeof to === 'string';
    return isWhole ? { into, from, to } : null;
  } catch {
    return null;
  }
};

/** Forgets the merge of a run: it was taken back. */
export const forgetMerge = (run: RunId, kept: Kept): void => rmSync(fileOf(run, kept), { force: true });

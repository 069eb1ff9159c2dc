/** Watches over what is the user's in the repository while a run is driven: tells what changed, and gives the stash back. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { broughtInCommits } from '../../adapters/git/outside/brought-in-commits.ts';
import { leftInSubmodules } from '../../adapters/git/outside/left-in-submodules.ts';
import { worktreeOf } from '../../adapters/git/worktree/place.ts';
import { keepTold } from './told-notes.ts';
import { referencesOfRuns, referencesWithSecrets } from '../../adapters/git/outside/references-with-secrets.ts';
import { belongingsOf, hooksFolderOf, toldChanges, type Belongings } from '../../adapters/git/outside/belongings.ts';
import { restoreLeading } from '../../adapters/git/command/leading-settings.ts';
import { readOwn, writeOwn } from '../../adapters/machine/own-folder.ts';
import { gitOn } from '../../adapters/git/repository.ts';
import { isJsonObject } from '../../core/json.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';
import type { Guard } from './secret-values.ts';

type GuardParts = Pick<House, 'repository' | 'stateDirectory' | 'store' | 'clock'>;

const isBelongings = (value: unknown): value is Belongings =>
  isJsonObject(value) && isJsonObject(value['references']) && Array.isArray(value['stash']) && 'config' in value;

/** As a driver that died found them; null where none did. */
const leftIn = async (file: string): Promise<Belongings | null> => {
  try {
    const value: unknown = JSON.parse(readOwn(file));
    return isBelongings(value) ? value : null;
  } catch {
    return null;
  }
};

const fileOf = (stateDirectory: string, run: RunId): string => join(stateDirectory, 'runs', run, 'belongings.json');

/** Gives back what the steps of a driver that died took of the user's, as its own end would have; gives what is to be told. */
export const mendBelongings = async (run: RunId, guard: Guard, parts: GuardParts): Promise<readonly string[]> => {
  if ((await leftIn(fileOf(parts.stateDirectory, run))) === null) return [];
  const told: string[] = [];
  const mend = await guardBelongings(run, guard, parts);
  await mend((line) => void told.push(line));
  return told;
};

/** Remembers how things are now, and gives what is to be called when the driving is over. */
export const guardBelongings = async (
  run: RunId,
  { mask, secretIn, mayHold }: Guard,
  { repository, stateDirectory, store, clock }: GuardParts,
): Promise<(note: (message: string) => void) => Promise<void>> => {
  const { commonDir } = repository;
  const file = fileOf(stateDirectory, run);
  const left = await leftIn(file);
  const hooksFolder = await hooksFolderOf(repository);
  const look = async (): Promise<Belongings> => {
    const found = await belongingsOf(commonDir, hooksFolder);
    return secretIn === null ? found : { ...found, runs: await referencesOfRuns(gitOn(repository)) };
  };
  const before = left ?? (await look());
  if (left === null) {
    writeOwn(stateDirectory, file, JSON.stringify(before));
  }
  // What the steps of a driver that died left would lead the git of those that come.
  const led = left === null ? null : await restoreLeading(commonDir, left.config);
  if (before.stash.length > 0) {
    const { holdStash } = await import('../../adapters/git/outside/stash.ts');
    await holdStash(run, before.stash, commonDir);
  }
  return async (tell) => {
    const told: string[] = [];
    const note = (message: string): void => void told.push(mask(message));
    if (led !== null) note(led);
    if (!existsSync(commonDir)) {
      // Nothing of it can be compared, nor written down where it was.
      tell(
        mask(
          `${commonDir} is gone: the repository was moved or removed while the run was driven. Go on where it is now`,
        ),
      );
      return;
    }
    const after = await look();
    const changes = toldChanges(before, after);
    // Whoever did it: people and other programs work in the repository, too.
    if (changes.length > 0) note(`while the run went on, somebody ${changes.join('; ')}`);
    const driven = { id: run, branch: (await store.run(run))?.branch ?? '' };
    for (const message of await referencesWithSecrets(gitOn(repository), secretIn, { before, after, driven }))
      note(message);
    if (JSON.stringify(before.stash) !== JSON.stringify(after.stash)) {
      const { mendStash } = await import('../../adapters/git/outside/stash.ts');
      const stashing = {
        ...driven,
        git: gitOn(repository),
        secretIn: mayHold,
        folder: join(stateDirectory, 'runs', run, 'aside', 'stash'),
      };
      const mended = await mendStash(stashing, before, after, commonDir);
      if (mended !== null && mended.putBack > 0)
        note(`${mended.putBack} of your stash entries had been taken; they are in the stash again`);
      if (mended !== null && mended.lost > 0)
        note(`${mended.lost} of your stash entries had been taken and could not be put back: git fsck --lost-found`);
      if (mended !== null && mended.kept.length > 0)
        note(`what steps put on the stash is kept as ${mended.kept.join(', ')}`);
      if (mended !== null && mended.aside.length > 0)
        note(
          `${mended.aside.length} that steps put on the stash hold the secret ${[...new Set(mended.aside)].join(', ')}, or may hold it where it is not set here: kept in ${stashing.folder}, and under no ref`,
        );
    }
    if (before.stash.length > 0) {
      const { releaseStash } = await import('../../adapters/git/outside/stash.ts');
      await releaseStash(run, before.stash, commonDir);
    }
    const place = { gitDir: join(commonDir, 'worktrees', run), commonDir, worktree: worktreeOf(repository, run) };
    const left = await leftInSubmodules(place).catch(() => []);
    if (left.length > 0)
      note(
        `what the run left in ${left.join(', ')} is in no commit of the submodule, so its branch does not carry it: commit it there`,
      );
    const committed = await broughtInCommits(place, run);
    if (committed.length > 0)
      note(
        `steps committed ${committed.join(', ')}, which worktree.link or copy brought in: no checkpoint holds it, but their own commits on the branch do. To keep it out of your history: ws merge --squash`,
      );
    for (const message of told) {
      tell(message);
      await keepTold(run, { at: clock.now(), message }, { stateDirectory });
    }
    await rm(file, { force: true });
  };
};

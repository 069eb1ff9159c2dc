/** What agents find around their task in one repository. */
import { join } from 'node:path';
import { committingIn } from '../../../adapters/git/worktree/committing.ts';
import { broughtItem } from '../../../adapters/machine/brought-files.ts';
import { readOwn } from '../../../adapters/machine/own-folder.ts';
import type { BroughtItems, Surroundings } from '../../../adapters/tools/agent/surroundings.ts';
import { keepCopies } from '../../../adapters/tools/home/copies.ts';
import type { House } from '../house.ts';
import { trustedItems, trustStoreOf } from '../trust.ts';

/** By content: what a step has changed of it in the worktree is not what was looked at. */
const broughtOf =
  ({ repository, env }: Pick<House, 'repository' | 'env'>): Surroundings['brought'] =>
  async (worktree, items): Promise<BroughtItems> => {
    const found = await Promise.all(items.map((item) => broughtItem(worktree, item)));
    const brought = found.filter((item) => item !== null);
    const store = trustStoreOf(env);
    const trusted = store.ok ? await trustedItems(repository.root, brought, store.value) : new Set<string>();
    return { trusted, untrusted: brought.map(({ item }) => item).filter((item) => !trusted.has(item)) };
  };

/** Copies of caches lie with the state of the repository: they are shared by its runs, and by nobody else's. */
export const surroundingsOf = (house: Pick<House, 'repository' | 'stateDirectory' | 'env'>): Surroundings => ({
  user: { env: house.env, copies: keepCopies(join(house.stateDirectory, 'home')) },
  brought: broughtOf(house),
  committing: async (worktree) => committingIn(worktree, house.repository.commonDir, readOwn),
});

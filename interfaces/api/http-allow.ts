/** Whom the user's own configuration lets be reached beyond the public internet, as it says now. */
import { configuredAt } from '../house/configured.ts';
import type { House } from '../house/house.ts';
import { homeOf } from '../house/plugin-places.ts';

/** Nobody where it cannot be read. */
export const httpAllow = async ({ repository, env }: Pick<House, 'repository' | 'env'>): Promise<readonly string[]> => {
  const loaded = await configuredAt(homeOf(repository.root), env);
  return loaded.ok ? loaded.value.configuration.httpAllow : [];
};

/** Has the secrets of a run masked in whatever is said of it. */
import type { RunId } from '../../core/id.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import { firstDefinitionOf } from './definition-of.ts';
import type { House } from './house.ts';

/** From now on; loads what masks only where there is a secret to mask. */
export const veilSecrets = async (
  run: { readonly id: RunId },
  house: Pick<House, 'store' | 'secrets' | 'veil'>,
): Promise<void> => {
  // Damage is told by who looks for it.
  const workstream = await firstDefinitionOf(house.store, run.id).catch(() => null);
  if (workstream === null || secretsNamedIn(workstream).every((name) => house.secrets.valueOf(name) === null)) return;
  (await import('./secret-values.ts')).guardOf(workstream, house);
};

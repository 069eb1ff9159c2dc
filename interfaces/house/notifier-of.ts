/** Finds who is to be told of a run; hooks are loaded only where somebody asked for them. */
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';
import type { Notifier } from './notifier.ts';

/** What hooks are told with. */
export type HookParts = Pick<
  House,
  'configuration' | 'store' | 'state' | 'stateDirectory' | 'repository' | 'failpoint' | 'env'
>;

/** The notifier of a run; null where nobody asked to be told. */
export const notifierOf = async (
  run: RunId,
  onTrouble: (message: string) => void,
  house: HookParts,
): Promise<Notifier | null> => {
  const configured = await house.configuration();
  const hooks = configured.ok ? configured.value.configuration.notify : [];
  if (hooks.length === 0) return null;
  const { openHooks } = await import('./hooks.ts');
  return openHooks({ run, hooks, onTrouble, parts: house });
};

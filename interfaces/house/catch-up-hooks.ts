/** Tells hooks what a process that died had not told them of a run. */
import type { RunId } from '../../core/id.ts';
import { notifierOf, type HookParts } from './notifier-of.ts';

/** Resolves when they have ended. */
export const catchUpHooks = async (
  run: RunId,
  onTrouble: (message: string) => void,
  house: HookParts,
): Promise<void> => {
  const notifier = await notifierOf(run, onTrouble, house);
  await notifier?.settled();
};

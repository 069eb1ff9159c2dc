/** What was thrown while a house was used, where it is no bug: a full disk, or state that is not what ws wrote. */
import { isDiskFull, messageOf } from '../../core/thrown.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';

const noRoom = (error: unknown): Refusal => ({
  kind: 'environment',
  message: `there is no room on the disk (${messageOf(error)})`,
  hint: 'Make room and try again; a run goes on with: ws resume',
  diagnostics: [],
});

/** null for a bug. */
export const refusalOfThrown = async (error: unknown, house: House): Promise<Refusal | null> => {
  if (isDiskFull(error)) return noRoom(error);
  // What closes the state meanwhile says nothing about it.
  const { damageBehind, REPAIR } = await import('./damage.ts');
  const damage = await damageBehind(house).catch(() => null);
  return damage === null ? null : { kind: 'environment', message: damage, hint: REPAIR, diagnostics: [] };
};

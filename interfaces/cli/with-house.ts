/** Opens the repository a command acts in, and closes it again whatever happens. */
import type { RunStatus } from '../../core/run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { complain } from './complaint.ts';
import type { ExitCode } from './exit-code.ts';
import type { House } from '../house/house.ts';
import { pickRun } from '../house/pick-run.ts';
import type { Session } from './session.ts';

/** Runs `act` in the repository of the session; complains where there is none. */
export const withHouse = async (session: Session, act: (house: House) => Promise<ExitCode>): Promise<ExitCode> => {
  const opened = await session.composer.openHouse(session.directory);
  if (!opened.ok) return complain(session.screen, opened.error);
  await using house = opened.value;
  try {
    return await act(house);
  } catch (error) {
    // No bug, where the state is not what ws wrote. What closes the state meanwhile says nothing about it.
    const { damageBehind, REPAIR } = await import('../house/damage.ts');
    const damage = await damageBehind(house).catch(() => null);
    if (damage === null) throw error;
    return complain(session.screen, { kind: 'environment', message: damage, hint: REPAIR, diagnostics: [] });
  }
};

/** Runs `act` for the run that `given` means; null means the latest, of the `preferred` statuses if there is one. */
export const withRun = (
  session: Session,
  given: string | null,
  act: (house: House, run: RunRow) => Promise<ExitCode>,
  preferred: readonly RunStatus[] | null = null,
): Promise<ExitCode> => {
  return withHouse(session, async (house) => {
    const picked = await pickRun(house.store, given, preferred);
    return picked.ok ? await act(house, picked.value) : complain(session.screen, picked.error);
  });
};

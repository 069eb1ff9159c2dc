/** Opens the repository a command acts in, and closes it again whatever happens. */
import type { RunStatus } from '../../core/run.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { complain } from './complaint.ts';
import type { ExitCode } from './exit-code.ts';
import { veilSecrets } from '../house/veil-secrets.ts';
import type { House } from '../house/house.ts';
import { archiveLines } from '../house/archived.ts';
import { pickDiscarded, pickLatest, pickRun } from '../house/pick-run.ts';
import { refusalOfThrown } from '../house/refusal-of-thrown.ts';
import type { Session } from './session.ts';

/** Runs `act` in the repository of the session; complains where there is none. */
export const withHouse = async (session: Session, act: (house: House) => Promise<ExitCode>): Promise<ExitCode> => {
  const opened = await session.composer.openHouse(session.directory);
  if (!opened.ok) return complain(session.screen, opened.error);
  await using house = opened.value;
  try {
    return await act(house);
  } catch (error) {
    const refusal = await refusalOfThrown(error, house);
    if (refusal === null) throw error;
    return complain(session.screen, refusal);
  }
};

export type Meaning = {
  /** Of these statuses rather than of others, where none is named. */
  readonly preferred?: readonly RunStatus[];
  /**
   * What may be taken where none is named: `own` for what must not happen to the run of another checkout unasked,
   * `discarded` for the one that was thrown away last.
   */
  readonly reach?: 'own' | 'all' | 'discarded';
};

/** The run that `given` means; null means the latest, and a line says which where that is not plain. An exit code where it has complained. */
export const meantRun = async (
  { screen }: Session,
  house: House,
  given: string | null,
  { preferred, reach = 'all' }: Meaning = {},
): Promise<RunRow | ExitCode> => {
  if (given !== null) {
    const named = await pickRun(house.store, given);
    if (!named.ok) return complain(screen, named.error);
    await veilSecrets(named.value, house);
    for (const line of archiveLines(named.value, house)) screen.note(line);
    return named.value;
  }
  const picked = reach === 'discarded' ? await pickDiscarded(house) : await pickLatest(house, preferred ?? null, reach);
  if (!picked.ok) return complain(screen, picked.error);
  const { run, line } = picked.value;
  await veilSecrets(run, house);
  if (line !== null) screen.note(line);
  for (const gone of archiveLines(run, house)) screen.note(gone);
  return run;
};

/** Runs `act` for the run that `given` means. */
export const withRun = (
  session: Session,
  given: string | null,
  act: (house: House, run: RunRow) => Promise<ExitCode>,
  meaning: Meaning = {},
): Promise<ExitCode> =>
  withHouse(session, async (house) => {
    const run = await meantRun(session, house, given, meaning);
    return typeof run === 'number' ? run : await act(house, run);
  });

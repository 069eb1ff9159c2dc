/** `ws cancel`: asks for the end of a run, or, where nobody drives it, ends it here. */
import { unreachable } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { cancelRun, type CancelEnd } from '../../house/cancel-run.ts';
import type { House } from '../../house/house.ts';
import { unfinished } from '../../house/pick-run.ts';
import { outcomeWords } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { driveAndTell } from '../drive.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Command, Session } from '../session.ts';
import { whoActs } from '../../house/who-acts.ts';
import { withRun } from '../with-house.ts';

export type CancelArgs = {
  readonly run: string | null;
  /** Whether what succeeded is to be undone. */
  readonly compensates: boolean;
};

const words = (end: Exclude<CancelEnd, 'undriven'>, run: RunRow, compensates: boolean): string => {
  switch (end) {
    case 'finished':
      return `run ${run.id} ${outcomeWords(run.status)} already`;
    case 'undoing':
      return `run ${run.id} is being undone already`;
    case 'asked':
      return `run ${run.id} is asked to cancel${compensates ? ', and to undo what succeeded' : ''}`;
    default:
      return unreachable(end);
  }
};

// A cancelled run exits with 1 where it is driven; here being cancelled is what was wanted.
const cancelHere = async (session: Session, house: House, run: RunRow): Promise<ExitCode> => {
  const code = await driveAndTell(session, house, run.id, { isNew: false, isPatient: false });
  return code === exitCode.failed && (await house.store.run(run.id))?.status === 'cancelled' ? exitCode.ok : code;
};

/** Cancels a run: asks its driver, or, where nobody drives it, does it here. */
export const cancel: Command<CancelArgs> = (session, { run: given, compensates }) =>
  withRun(
    session,
    given,
    async (house, run) => {
      const asked = await cancelRun({ run, compensates, by: await whoActs(house.repository.root, session.env) }, house);
      if (!asked.ok) return complain(session.screen, asked.error);
      const end = asked.value;
      if (end === 'undriven') return await cancelHere(session, house, run);
      const done = end === 'asked' ? 'asked' : 'nothing';
      session.screen.line(session.json ? JSON.stringify({ run: run.id, done }) : words(end, run, compensates));
      return exitCode.ok;
    },
    { preferred: unfinished, reach: 'own' },
  );

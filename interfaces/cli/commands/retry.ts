/** `ws retry`: a new run that keeps what succeeded and does the rest again. */
import { retryRun } from '../../house/retry-run.ts';
import { complain } from '../complaint.ts';
import { driveAndTell } from '../drive.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';

export type RetryArgs = { readonly run: string | null; readonly from: string | null };

/** Makes and drives a new run of a finished one. */
export const retry: Command<RetryArgs> = (session, { run: given, from }) =>
  withRun(session, given, async (house, run) => {
    const { screen, directory } = session;
    const retried = await retryRun({ run, from, directory }, house);
    if (!retried.ok) return complain(screen, retried.error);
    screen.note(screen.notePaint.dim(`run ${retried.value}, after ${run.id}`));
    return await driveAndTell(session, house, retried.value, { isNew: true, isPatient: false });
  });

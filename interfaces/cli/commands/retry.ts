/** `ws retry`: a new run that keeps what succeeded and does the rest again. */
import { counted } from '../../../core/counted.ts';
import { firstDefinitionOf } from '../../house/definition-of.ts';
import { retryRun, type Retried } from '../../house/retry-run.ts';
import { calledOff } from '../ask.ts';
import { complain } from '../complaint.ts';
import { driveAndTell } from '../drive.ts';
import { takeSecrets } from '../given-secrets.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';

export type RetryArgs = { readonly run: string | null; readonly from: string | null; readonly base: string | null };

const missingLine = (run: string, { ref, commits }: NonNullable<Retried['missing']>): string => {
  const who = ref === 'HEAD' ? 'your checkout' : ref;
  const are = commits === 1 ? 'is' : 'are';
  return `${who} has moved on: ${counted(commits, 'commit')} of it ${are} not in this run; to do all steps again from there: ws retry ${run} --base ${ref}`;
};

/** Makes and drives a new run of a finished one. */
export const retry: Command<RetryArgs> = (session, { run: given, from, base: ref }) =>
  withRun(session, given, async (house, run) => {
    const { screen, directory } = session;
    const workstream = await firstDefinitionOf(house.store, run.id);
    if (workstream !== null && !(await takeSecrets(session, workstream, house))) return calledOff(session);
    const retried = await retryRun({ run, from, base: ref, directory }, house);
    if (!retried.ok) return complain(screen, retried.error);
    const { run: made, base, missing } = retried.value;
    const begins = base === null ? '' : `, starts from commit ${base.slice(0, 10)}`;
    screen.note(screen.notePaint.dim(`run ${made}, after ${run.id}${begins}`));
    if (missing !== null) screen.note(missingLine(run.id, missing));
    return await driveAndTell(session, house, made, { isNew: true, isPatient: false });
  });

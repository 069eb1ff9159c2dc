/** Drives a run on once it is settled by which definition: what resume and an answer have in common. */
import { createTwoFilesPatch } from 'diff';
import type { RunRow } from '../../core/run-tables.ts';
import type { DefinitionChange } from '../house/driving.ts';
import type { House } from '../house/house.ts';
import { resumeRun } from '../house/resume-run.ts';
import { sourceAt } from '../house/run-site.ts';
import { calledOff } from './ask.ts';
import { complain } from './complaint.ts';
import { driveAndTell } from './drive.ts';
import type { ExitCode } from './exit-code.ts';
import { takeSecretsOf } from './given-secrets.ts';
import type { Session } from './session.ts';

const differenceLines = (change: Extract<DefinitionChange, { kind: 'changed' }>): readonly string[] =>
  createTwoFilesPatch('the run', 'the file', change.before, change.after, '', '', { context: 2 })
    .split('\n')
    .filter((line) => !line.startsWith('====') && line !== '\\ No newline at end of file');

export type GoingOn = {
  readonly run: RunRow;
  readonly isAccepted: boolean;
  /** Whether it is stayed with until its parked steps go on. */
  readonly isPatient: boolean;
  /** Whether a process of its own drives it, and it is come back from at once. */
  readonly isDetached?: boolean;
  /** What is still to be done before it is driven. */
  readonly before: () => Promise<void>;
};

/** `isAccepted`: a change of the file is taken into the run. Gives the exit code. */
export const goOn = async (session: Session, house: House, going: GoingOn): Promise<ExitCode> => {
  const { run, isAccepted, isPatient, isDetached = false, before } = going;
  const { screen, directory } = session;
  // What is typed here would not reach another process.
  if (!isDetached && !(await takeSecretsOf(session, run.id, house))) return calledOff(session);
  const settled = await resumeRun({ run, isAccepted, directory }, house);
  if (!settled.ok) {
    const { refusal, change } = settled.error;
    if (change.kind === 'changed') for (const line of differenceLines(change)) screen.complain(line);
    return complain(screen, refusal);
  }
  const source = sourceAt(house.repository, run);
  if (settled.value.kind === 'gone' && source !== null)
    screen.note(`${source} is gone; going on with the definition the run keeps`);
  await before();
  screen.note(screen.notePaint.dim(`run ${run.id}`));
  return await driveAndTell(session, house, run.id, { isNew: false, isPatient, isDetached });
};

/** Drives a run while telling about it, and sums up at the end: what run, resume and retry have in common. */
import type { WsEvent } from '../../core/event.ts';
import type { RunId } from '../../core/id.ts';
import { unreachable } from '../../core/result.ts';
import { complain } from './complaint.ts';
import { definitionOf } from '../house/definition-of.ts';
import { exitOfDrive, type ExitCode } from './exit-code.ts';
import type { DriveEnd, Driven } from '../house/driving.ts';
import type { House } from '../house/house.ts';
import type { Session } from './session.ts';
import { driveRun } from '../house/drive-run.ts';
import { letGo } from './let-go.ts';
import { openReporter } from './open-reporter.ts';
import { progressOf } from '../house/progress.ts';
import { sumUp, type Ended } from './sum-up.ts';

export type Telling = {
  /** The events before this driving are told as well. */
  readonly isNew: boolean;
  /** Whether it stays until parked steps go on by themselves. */
  readonly isPatient: boolean;
  /** Whether a process of its own drives it, which waits as long as it must. */
  readonly isDetached?: boolean;
} & Pick<Ended, 'work' | 'answer'>;

/** What is said when another process drives the run. */
export const heldMessage = (run: RunId): string =>
  `ws: run ${run} is driven by another process. Watch it: ws attach ${run}`;

const tell = (session: Session, end: DriveEnd, run: RunId): void => {
  const { screen } = session;
  switch (end.kind) {
    case 'held':
      screen.complain(heldMessage(run));
      break;
    case 'broken':
      screen.complain(`ws: run ${run} cannot go on: ${end.message}. See: ws doctor`);
      break;
    case 'unprepared':
      screen.complain(`ws: run ${run} cannot begin: ${end.message}`);
      break;
    case 'paused':
      if (end.reason === 'disk-full') screen.complain(`ws: the disk is full. Make room, then: ws resume ${run}`);
      break;
    case 'finished':
    case 'waiting':
    case 'stopped':
      break;
    default:
      unreachable(end);
  }
};

/**
 * Drives a run to where it can go no further, and tells how it went. Gives the exit code.
 */
export const driveAndTell = async (
  session: Session,
  house: House,
  run: RunId,
  { isNew, isPatient, isDetached = false, work, answer }: Telling,
): Promise<ExitCode> => {
  if (isDetached) return await letGo(session, house, run);
  const { screen, interrupts } = session;
  const configured = await house.configuration();
  if (!configured.ok) return complain(screen, configured.error);
  for (const note of configured.value.notes) screen.note(note);
  const workstream = await definitionOf(house.store, run);
  if (workstream === null) throw new Error(`invariant: run ${run} has no run.created`);
  const progress = progressOf(workstream);
  const { directory } = session;
  const notes: string[] = [];
  const reporter = await openReporter(session, house, run, progress);
  for await (const event of house.store.events(run, 0)) {
    const step = progress.apply(event);
    if (isNew) reporter.happened(event, step);
  }
  const onEvent = (event: WsEvent): void => {
    reporter.happened(event, progress.apply(event));
  };
  const forget = interrupts.listen(() => {
    reporter.notice(`stopping; go on with: ws resume ${run} (Ctrl-C again kills)`);
  });
  let driven: Driven;
  try {
    const onTrouble = (message: string): void => screen.complain(`ws: ${message}`);
    // Not while the view is drawn.
    const onNote = (message: string): void => void notes.push(message);
    const { stop, kill } = interrupts;
    const told = { onEvent, onTrouble, onNote, onNotice: (line: string): void => reporter.notice(line) };
    driven = await driveRun(run, { workstream, directory, isPatient, ...told, stop, kill }, house);
  } finally {
    forget();
    reporter.close();
  }
  const { end, bundle } = driven;
  tell(session, end, run);
  for (const note of notes) screen.note(note);
  if (end.kind !== 'held') await sumUp(session, house, { run, progress, end, bundle, work, answer });
  return exitOfDrive(end);
};

/** `ws attach`: watches a run that another process drives, and lets go of it again. */
import type { RecordedEvent } from '../../../core/event.ts';
import type { RunId } from '../../../core/id.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { RunStatus } from '../../../core/run.ts';
import { definitionOf } from '../../house/definition-of.ts';
import type { DriveEnd } from '../../house/driving.ts';
import type { House } from '../../house/house.ts';
import { isDriven } from '../../house/is-driven.ts';
import { observeRun } from '../../house/observe-run.ts';
import { unfinished } from '../../house/pick-run.ts';
import { progressOf } from '../../house/progress.ts';
import { exitCode, exitOfDrive, type ExitCode } from '../exit-code.ts';
import { openReporter } from '../open-reporter.ts';
import { pauseFor } from '../pause-for.ts';
import type { Command, Session } from '../session.ts';
import { sumUp } from '../sum-up.ts';
import { withRun } from '../with-house.ts';

export type AttachArgs = { readonly run: string | null };

/** How often it is looked whether somebody drives the run; a look holds its lock for a moment. */
const LOOK_MS = 1000;

/** Aborts `over` once nobody drives the run. */
const untilUndriven = async (run: RunId, house: Pick<House, 'locks'>, over: AbortController): Promise<void> => {
  while (!over.signal.aborted && (await isDriven(run, house))) await pauseFor(LOOK_MS, over.signal);
  over.abort();
};

/** How the driving ended that somebody else did, by what its log says last. */
const endOf = (status: RunStatus, last: RecordedEvent | null): DriveEnd => {
  if (status === 'succeeded' || status === 'failed' || status === 'cancelled') return { kind: 'finished', status };
  if (status === 'waiting') return { kind: 'waiting' };
  if (last?.type === 'run.paused' && last.reason !== 'interrupt') return { kind: 'paused', reason: last.reason };
  return { kind: 'stopped' };
};

const watch = async (session: Session, house: House, { id }: RunRow): Promise<ExitCode> => {
  const { screen, interrupts } = session;
  const workstream = await definitionOf(house.store, id);
  if (workstream === null) throw new Error(`invariant: run ${id} has no run.created`);
  const progress = progressOf(workstream);
  const reporter = await openReporter(session, house, id, progress);
  const over = new AbortController();
  let isLeft = false;
  const forget = interrupts.listen(() => {
    isLeft = true;
    over.abort();
  });
  let last: RecordedEvent | null = null;
  const take = (event: RecordedEvent): void => {
    last = event;
    reporter.happened(event, progress.apply(event));
  };
  const undriven = untilUndriven(id, house, over);
  try {
    let seq = 0;
    for await (const event of observeRun({ run: id, after: 0, signal: over.signal }, house)) {
      take(event);
      seq = event.seq;
    }
    over.abort();
    await undriven;
    // What was written before its driver let go, and not read any more.
    if (!isLeft) for await (const event of house.store.events(id, seq)) take(event);
  } finally {
    over.abort();
    forget();
    reporter.close();
  }
  if (isLeft) {
    screen.note(`run ${id} goes on without you. Watch it again: ws attach ${id}; stop it: ws pause ${id}`);
    return exitCode.ok;
  }
  const end = endOf(progress.status, last);
  if (end.kind === 'stopped') screen.complain(`ws: nobody drives run ${id} any more. Go on: ws resume ${id}`);
  await sumUp(session, house, { run: id, progress, end, bundle: null });
  return exitOfDrive(end);
};

/** Gives what `ws run` would give at the end of the run, also where it is over already; 0 where somebody lets go of it before. */
export const attach: Command<AttachArgs> = (session, { run: given }) =>
  withRun(session, given, (house, run) => watch(session, house, run), { preferred: unfinished });

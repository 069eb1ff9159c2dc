/** `ws events`: the log of a run, event by event. */
import type { RecordedEvent } from '../../../core/event.ts';
import type { RunId } from '../../../core/id.ts';
import { eventJson } from '../../house/event-json.ts';
import { exitCode } from '../exit-code.ts';
import { cut, pad, plainLine } from '../fit.ts';
import type { House } from '../../house/house.ts';
import { isFinished } from '../../house/pick-run.ts';
import { isDriven } from '../../house/is-driven.ts';
import type { Command, Session } from '../session.ts';
import { pauseFor } from '../pause-for.ts';
import { clockText } from '../words.ts';
import { withRun } from '../with-house.ts';

export type EventsArgs = { readonly run: string | null; readonly after: number; readonly follow: boolean };

const shownApart = new Set([
  'run',
  'seq',
  'at',
  'type',
  'step',
  'attempt',
  'correlationId',
  'causationId',
  'hash',
  'previousHash',
  'workstream',
]);

const eventLine = (event: RecordedEvent, columns: number): string => {
  const attempt = 'step' in event && event.attempt !== null ? `#${event.attempt}` : '';
  const who = 'step' in event ? `${event.step}${attempt}` : '';
  const rest = Object.fromEntries(Object.entries(event).filter(([key]) => !shownApart.has(key)));
  const said = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
  const head = `${String(event.seq).padStart(5)}  ${clockText(event.at)}  ${pad(event.type, 15)}  ${pad(who, Math.max(20, who.length))}`;
  return cut(plainLine(`${head}  ${said}`), columns).trimEnd();
};

const print = (session: Session, event: RecordedEvent): void => {
  const { screen } = session;
  screen.line(session.json ? eventJson(event) : eventLine(event, screen.columns));
};

const printAfter = async (session: Session, house: House, run: RunId, after: number): Promise<number> => {
  let last = after;
  for await (const event of house.store.events(run, after)) {
    if (session.screen.gone.aborted) break;
    print(session, event);
    last = event.seq;
  }
  return last;
};

/** Prints the events after a sequence number; with `follow` goes on until the run stands still. */
export const events: Command<EventsArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    let last = await printAfter(session, house, run.id, args.after);
    while (args.follow && !session.screen.gone.aborted) {
      const row = await house.store.run(run.id);
      const isOver = row === null || isFinished(row.status) || !(await isDriven(run.id, house));
      // What was appended between the last look and the end is still told.
      last = await printAfter(session, house, run.id, last);
      if (isOver) break;
      await pauseFor(200, session.screen.gone);
    }
    return exitCode.ok;
  });

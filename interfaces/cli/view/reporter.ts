/** Who tells about a run while it is driven: NDJSON for programs, plain lines for logs, a live view for a terminal. */
import type { WsEvent } from '../../../core/event.ts';
import type { StepId } from '../../../core/id.ts';
import { eventJson } from '../../house/event-json.ts';
import type { Screen } from '../screen.ts';
import { clockText } from '../words.ts';
import { happenedLine } from './happened.ts';
import type { ReportTail } from './report-tail.ts';
import type { StepView } from '../../house/step-view.ts';

/** Told of each event after it was folded into the progress. */
export interface Reporter {
  happened(event: WsEvent, step: StepView | null): void;
  /** Something to tell that is no event, such as "stopping". */
  notice(text: string): void;
  /** Leaves the screen as it should stay. */
  close(): void;
}

/** One JSON object a line on stdout. */
export const jsonReporter = (screen: Screen): Reporter => {
  return {
    happened: (event) => {
      screen.line(eventJson(event));
    },
    notice: (text) => {
      screen.note(text);
    },
    close: () => undefined,
  };
};

/** How often it is looked whether a tool has told more of its work. */
const LOOK_MS = 200;

/** A line on stderr for every event that matters, and for what tools tell of their work; nothing is ever drawn over. */
export const plainReporter = (screen: Screen, reports: ReportTail, now: () => number): Reporter => {
  // A log is not a terminal: lines may be long, but not endless.
  const settings = { columns: 400, paint: screen.notePaint, isStartShown: true };
  const tell = (step?: StepId): void => {
    const { dim } = screen.notePaint;
    for (const { step: id, line } of reports.read(settings, step))
      screen.note(`${dim(clockText(now()))}    ${dim(id)}  ${line}`);
  };
  const timer = setInterval(tell, LOOK_MS, undefined);
  return {
    happened: (event, step) => {
      // What it told before comes before.
      if (step !== null && event.type !== 'step.started') tell(step.id);
      const line = happenedLine(event, step, settings);
      if (line !== null) screen.note(`${screen.notePaint.dim(clockText(event.at))}${line}`);
    },
    notice: (text) => {
      screen.note(text);
    },
    close: () => clearInterval(timer),
  };
};

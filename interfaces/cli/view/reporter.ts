/** Who tells about a run while it is driven: NDJSON for programs, plain lines for logs, a live view for a terminal. */
import type { WsEvent } from '../../../core/event.ts';
import { eventJson } from '../../house/event-json.ts';
import type { Screen } from '../screen.ts';
import { clockText } from '../words.ts';
import { happenedLine } from './happened.ts';
import type { StepView } from '../../house/progress.ts';

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

/** A line on stderr for every event that matters; nothing is ever drawn over. */
export const plainReporter = (screen: Screen): Reporter => {
  // A log is not a terminal: lines may be long, but not endless.
  const settings = { columns: 400, paint: screen.notePaint, isStartShown: true };
  return {
    happened: (event, step) => {
      const line = happenedLine(event, step, settings);
      if (line !== null) screen.note(`${screen.notePaint.dim(clockText(event.at))}${line}`);
    },
    notice: (text) => {
      screen.note(text);
    },
    close: () => undefined,
  };
};

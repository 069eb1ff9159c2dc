/** Prints logs one after another so that each is told from the next: under its name, and ended by a line end. */
import type { Screen } from './screen.ts';

/** Where a piece of text comes from: the `heading` of its log, and which of its two streams. */
export type LogSource = { readonly heading: string; readonly stream: 'stdout' | 'stderr' };

export interface LogPrinter {
  /** Writes more of a log; one that another interrupted goes on under its name again. */
  write(source: LogSource, text: string): void;
  /** Ends the last line. */
  close(): void;
}

/** `isNamed`: logs of several steps, each under its heading. */
export const logPrinter = (screen: Pick<Screen, 'write' | 'line' | 'paint'>, isNamed: boolean): LogPrinter => {
  let last: LogSource | null = null;
  let isLineOpen = false;
  const close = (): void => {
    if (isLineOpen) screen.write('\n');
    isLineOpen = false;
  };
  return {
    close,
    write: (source, text) => {
      if (text === '') return;
      if (last?.heading !== source.heading || last.stream !== source.stream) close();
      if (isNamed && last?.heading !== source.heading) screen.line(screen.paint.bold(`── ${source.heading}`));
      last = source;
      screen.write(text);
      isLineOpen = !text.endsWith('\n');
    },
  };
};

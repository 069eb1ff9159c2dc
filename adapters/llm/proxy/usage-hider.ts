/** Takes the event of usage that ws asked for out of a stream of chat completions, whose CLI did not ask for it. */

export type UsageHider = {
  /** What of it may go on; the beginning of an event waits for its end. */
  readonly pass: (bytes: Buffer) => Buffer;
  readonly rest: () => Buffer;
};

/** Between two events. */
const BETWEEN = /(?<=\r\n\r\n|\n\n|\r\r)/;

/** It holds no choice, and what was used. Its text is what a provider wrote: JSON in one line. */
const isUsage = (event: string): boolean => /"choices"\s*:\s*\[\s*\]/.test(event) && /"usage"\s*:\s*\{/.test(event);

/** Bytes of other events are those that came. */
export const createUsageHider = (): UsageHider => {
  // One character a byte, so that a cut within a letter of several bytes changes nothing.
  let waiting = '';
  return {
    pass: (bytes) => {
      const events = (waiting + bytes.toString('latin1')).split(BETWEEN);
      const last = events.at(-1) ?? '';
      const isWhole = /(?:\r\n\r\n|\n\n|\r\r)$/.test(last);
      waiting = isWhole ? '' : last;
      const whole = isWhole ? events : events.slice(0, -1);
      return Buffer.from(whole.filter((event) => !isUsage(event)).join(''), 'latin1');
    },
    rest: () => Buffer.from(isUsage(waiting) ? '' : waiting, 'latin1'),
  };
};

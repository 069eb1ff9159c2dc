/** The two streams of a command line: stdout for results, stderr for people. */
import { isatty } from 'node:tty';
import { createColors } from 'picocolors';
import { plainText } from './fit.ts';

/** Wraps a text in colour, or leaves it alone where colour is not wanted. */
export type Paint = ReturnType<typeof createColors>;

/** Takes lines for people, masked. */
export type Taker = (text: string) => void;

/** Who is given what people are told, of whatever part of this process; one for each standard error output. */
export type Told = { taker: Taker | null };

/** Says a line to whoever takes it; where nobody does, `write` does. */
export const tellerOf =
  (told: Told, write: (text: string) => void): ((line: string) => void) =>
  (line) => {
    if (told.taker === null) write(`${line}\n`);
    else told.taker(line);
  };

/** Where commands write. Nothing else in the command line touches a stream. */
export interface Screen {
  /** Columns that a line of the result may take: those of the terminal that stdout leads to; endless where it leads to none. */
  readonly columns: number;
  /** Columns of the terminal that stderr leads to; 80 where it leads to none. */
  readonly noteColumns: number;
  readonly rows: number;
  /** Whether stderr is a terminal whose lines can be drawn over. */
  readonly isLive: boolean;
  /** Whether stderr was a terminal that is gone: its window was closed, or the connection was cut. */
  readonly isDead: boolean;
  /** Whether stdout takes colour. */
  readonly hasColour: boolean;
  readonly paint: Paint;
  /** Paint for stderr. */
  readonly notePaint: Paint;
  /** Writes a result as it is, without a line end of its own. */
  write(text: string): void;
  /** Writes a line of the result. */
  line(text: string): void;
  /** Writes a part of the result that others have worded, a model or an agent: to a terminal without what it would obey, elsewhere as it is. */
  quote(text: string): void;
  /** Writes a line for people; silent under `--quiet`. */
  note(text: string): void;
  /** Writes a line for people that `--quiet` does not silence. */
  complain(text: string): void;
  /** From now on `taker` is given what people are told, because something is drawn over below it; null: it is written again. */
  handOver(taker: Taker | null): void;
  /** Aborts when nobody reads stdout any more (EPIPE), or it cannot be written. */
  readonly gone: AbortSignal;
}

/** A screen of this process, which knows whether its result was lost on the way: its disk is full. */
export type OpenedScreen = Screen & { readonly isUnwritten: boolean };

type Wishes = {
  /** Whatever is said to people goes through it. */
  readonly mask: (text: string) => string;
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
};

const TERMINAL_COLUMNS = 80;

/** More than any line takes, and a number that one can count with. */
export const ENDLESS_COLUMNS = 1_000_000_000;

const wantsColour = (isTty: boolean, wishes: Wishes): boolean => {
  if (!wishes.colour || (wishes.env['NO_COLOR'] ?? '') !== '') return false;
  if ((wishes.env['FORCE_COLOR'] ?? '') !== '') return wishes.env['FORCE_COLOR'] !== '0';
  return isTty && wishes.env['TERM'] !== 'dumb';
};

/** What a write fails with when nobody reads any more: a pipe without a reader, a terminal that was hung up. */
const goneCodes: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ENXIO', 'ECONNRESET', 'ENOTCONN']);

/** What a write fails with that nothing is wrong with but the place it goes to: a disk or quota that is full, a file that may not grow. */
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EBADF']);

/** Whether the stream leads to a terminal that has been hung up; the system then knows it for none. */
const isDead = (stream: NodeJS.WriteStream & { readonly fd?: number }): boolean =>
  stream.isTTY && stream.fd !== undefined && !isatty(stream.fd);

/**
 * Opens the screen of this process. A reader or a terminal that goes away is no error: what is written after that is dropped.
 */
export const openScreen = (
  wishes: Wishes,
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
  told: Told = { taker: null },
): OpenedScreen => {
  const gone = new AbortController();
  let isErrGone = false;
  let unwritten: string | null = null;
  const unlessGone =
    (onGone: (error: NodeJS.ErrnoException) => void) =>
    (error: NodeJS.ErrnoException): void => {
      if (!goneCodes.has(error.code ?? '') && !fullCodes.has(error.code ?? '')) throw error;
      onGone(error);
    };
  stdout.on(
    'error',
    unlessGone((error) => {
      if (fullCodes.has(error.code ?? '') && unwritten === null) {
        unwritten = error.message;
        err(`ws: standard output cannot be written: ${error.message}\n`);
      }
      gone.abort();
    }),
  );
  stderr.on(
    'error',
    unlessGone(() => {
      isErrGone = true;
    }),
  );
  const out = (text: string): void => {
    if (!gone.signal.aborted && isDead(stdout)) gone.abort();
    if (!gone.signal.aborted) stdout.write(text);
  };
  const isErrDead = (): boolean => (isErrGone ||= isDead(stderr));
  const err = tellerOf(told, (text) => {
    if (!isErrDead()) stderr.write(text);
  });
  const hasColour = wantsColour(stdout.isTTY, wishes);
  return {
    get columns() {
      return stdout.isTTY ? stdout.columns || TERMINAL_COLUMNS : ENDLESS_COLUMNS;
    },
    get noteColumns() {
      return (stderr.isTTY ? stderr.columns : 0) || TERMINAL_COLUMNS;
    },
    get rows() {
      return (stderr.isTTY ? stderr.rows : 0) || 24;
    },
    isLive: stderr.isTTY && wishes.env['TERM'] !== 'dumb' && (wishes.env['CI'] ?? '') === '',
    get isDead() {
      return isErrDead();
    },
    hasColour,
    paint: createColors(hasColour),
    notePaint: createColors(wantsColour(stderr.isTTY, wishes)),
    write: out,
    line: (text) => {
      out(`${text}\n`);
    },
    quote: (text) => {
      out(stdout.isTTY ? plainText(text) : text);
    },
    note: (text) => {
      if (!wishes.quiet) err(wishes.mask(text));
    },
    complain: (text) => {
      err(wishes.mask(text));
    },
    handOver: (taker) => {
      told.taker = taker;
    },
    gone: gone.signal,
    get isUnwritten() {
      return unwritten !== null;
    },
  };
};

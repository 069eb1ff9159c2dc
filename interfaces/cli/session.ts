/** What every command is given. */
import type { ExitCode } from './exit-code.ts';
import type { Composer } from '../house/composer.ts';
import type { Input } from './input.ts';
import type { Interrupts } from './interrupts.ts';
import type { Screen } from './screen.ts';

export type Session = {
  readonly screen: Screen;
  readonly composer: Composer;
  /** The directory the command acts in: `-C`, else where it was started. Absolute. */
  readonly directory: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interrupts: Interrupts;
  /** The standard input, for the few commands that read it. */
  openInput(): Input;
};

/** One command: does what it was asked and gives the exit code. Throws only for a bug. */
export type Command<Args> = (session: Session, args: Args) => Promise<ExitCode>;

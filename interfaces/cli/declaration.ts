/** What the declarations of commands are made of. */
import { InvalidArgumentError } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';

/** Does what a command is for, once its arguments are known. */
export type Act = (start: (session: Session) => Promise<ExitCode>) => Promise<void>;

/** The options every command has. */
export type GlobalOptions = {
  readonly json?: true;
  readonly quiet?: true;
  readonly color: boolean;
  readonly C?: string;
  /** `key=value` each. */
  readonly set?: readonly string[];
};

/** Adds a value to those an option was given before. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

/** An option's whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
    return value;
  };

/** Help text with one example a line. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

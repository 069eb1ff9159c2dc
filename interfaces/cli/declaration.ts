/** What the declarations of commands are made of. */
import { Argument, InvalidArgumentError, type AddHelpTextContext } from 'commander';
import type { Labels } from '../../core/run.ts';
import type { ExitCode } from './exit-code.ts';
import { exampleText } from './help.ts';
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

/** Adds an option's `name=value` to the labels it was given before. */
export const collectLabel = (text: string, before: Labels | undefined): Labels => {
  const [, name, value] = /^([A-Za-z0-9][\w./-]{0,62})=(.{0,255})$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be name=value, such as ticket=42.');
  return Object.fromEntries([...Object.entries(before ?? {}), [name, value]]);
};

/** An option's id of a run: it becomes part of the name of a branch and of a folder. */
export const runName = (text: string): string => {
  if (/^(?!.*\.\.)(?!.*\.lock$)[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9_-])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It must be at most 64 lower-case letters, digits, ".", "_" and "-", a letter or digit first.',
  );
};

/** Help text with examples, as wide as the terminal is. */
export const examples =
  (...lines: readonly string[]): ((context: AddHelpTextContext) => string) =>
  ({ command }) =>
    exampleText(lines, command);

/** The run that a command is about, where it may be left out. */
export const runArgument = (): Argument => new Argument('[run]', 'the run; the latest if left out');

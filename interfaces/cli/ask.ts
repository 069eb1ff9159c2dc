/** What a person at the terminal is asked, and says. */
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';
import type { Typed } from './typing.ts';

/** Whether somebody is there to be asked: not where output is for programs, or the input is none that a person types. */
export const canAsk = ({ json, quiet, openInput }: Pick<Session, 'json' | 'quiet' | 'openInput'>): boolean =>
  !json && !quiet && openInput().isTerminal;

/** One line that a person types, without blanks around it; empty where the input ends. */
export const typedLine = async ({ openInput }: Pick<Session, 'openInput'>): Promise<string> => {
  const typed = await openInput().line(false);
  return typed.kind === 'line' ? typed.text.trim() : '';
};

/** Like `typedLine`, where an interrupt is an answer too, and what is typed may be hidden. */
export const typedOrNot = async (
  { openInput, interrupts }: Pick<Session, 'openInput' | 'interrupts'>,
  isHidden: boolean,
): Promise<Typed> => {
  let forget = (): void => undefined;
  const interrupted = new Promise<Typed>((resolve) => {
    forget = interrupts.listen(() => resolve({ kind: 'interrupted' }));
  });
  try {
    return await Promise.race([interrupted, openInput().line(isHidden)]);
  } finally {
    forget();
  }
};

/** What is said where a person called it off before anything was begun. */
export const calledOff = ({ screen }: Pick<Session, 'screen'>): ExitCode => {
  screen.complain('ws: interrupted; nothing was started');
  return exitCode.interrupted;
};

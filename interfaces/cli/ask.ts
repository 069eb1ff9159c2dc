/** What a person at the terminal is asked, and says. */
import type { Session } from './session.ts';

/** Whether somebody is there to be asked: not where output is for programs, or the input is none that a person types. */
export const canAsk = ({ json, quiet, openInput }: Pick<Session, 'json' | 'quiet' | 'openInput'>): boolean =>
  !json && !quiet && openInput().isTerminal;

/** One line that a person types, without blanks around it; empty where the input ends. */
export const typedLine = async ({ openInput }: Pick<Session, 'openInput'>): Promise<string> => {
  let text = '';
  for await (const chunk of openInput().chunks) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]?.trim() ?? '';
};

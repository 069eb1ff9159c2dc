/** The failure that an outcome is: one table for all CLIs. */
import type { Failure } from '../../../core/failure.ts';
import { unreachable } from '../../../core/result.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import type { AgentOutcome, Facts } from './outcome.ts';

const LONGEST_SAID = 500;

/** What it said last of what went wrong; the empty string where it said nothing. */
const said = ({ last, errors }: Facts): string => {
  const text = errors.at(-1)?.message ?? (last !== null && !last.isOk ? last.text : '');
  const line = text.trim().split('\n')[0] ?? '';
  return line === '' ? '' : `: ${line.slice(0, LONGEST_SAID)}`;
};

const deniedWhat = ({ denials }: Facts): string =>
  denials
    .slice(0, 3)
    .map(({ name, subject }) => (subject === '' ? name : `${name} ${subject}`))
    .join(', ');

/** `tool`: as people call it. null: the outcome is none. */
export const failureOfOutcome = (outcome: AgentOutcome, facts: Facts, tool: string): Failure | null => {
  const processFailure = (): Failure => {
    const ended = outcomeOfEnd(facts.end, tool);
    if (!ended.ok) return { ...ended.error, message: `${ended.error.message}${said(facts)}` };
    return { code: 'tool-exit', status: 0, message: `${tool} ended before it said that it was done${said(facts)}` };
  };
  switch (outcome) {
    case 'ok':
    case 'no_change':
      return null;
    case 'auth':
      return { code: 'unauthenticated', message: `${tool} has no key or login that its provider takes${said(facts)}` };
    case 'quota':
      return {
        code: 'rate-limited',
        resetsAt: null,
        message: `${tool} was refused by its provider for now${said(facts)}`,
      };
    case 'unavailable':
      return { code: 'unavailable', resetsAt: null, message: `The provider of ${tool} could not answer${said(facts)}` };
    case 'context_too_long':
      return { code: 'context-too-long', message: `The task is longer than the model of ${tool} takes${said(facts)}` };
    case 'denied':
      return {
        code: 'permission-denied',
        message: `${tool} was not allowed what it wanted to do: ${deniedWhat(facts)}`,
      };
    case 'budget_exceeded':
      return { code: 'budget-exceeded', message: `${tool} was stopped at its budget` };
    case 'scope_violated':
      return { code: 'scope-violated', paths: [], message: `${tool} changed files outside its scope` };
    case 'stalled':
      return {
        ...{ code: 'timeout', afterMs: facts.stallMs },
        message: `${tool} was stopped because it said nothing for ${facts.stallMs / 1000} s`,
      };
    case 'refused':
      return { code: 'refused', message: `The model of ${tool} will not do it${said(facts)}` };
    case 'asks':
    case 'tool_failed':
      return { code: 'tool-exit', status: 1, message: `${tool} could not do it${said(facts)}` };
    case 'timeout':
    case 'cancelled':
    case 'crashed':
      return processFailure();
    default:
      return unreachable(outcome);
  }
};

/** What an outcome is to the step: one table for all CLIs. */
import { instant } from '../../../core/id.ts';
import type { Failure } from '../../../core/failure.ts';
import { outcomeOfEnd } from '../process/process-end.ts';
import { lastStatus, type AgentOutcome, type Facts } from './outcome.ts';

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

const processFailure = (facts: Facts, tool: string): Failure => {
  const ended = outcomeOfEnd(facts.end, tool);
  if (!ended.ok) return { ...ended.error, message: `${ended.error.message}${said(facts)}` };
  return { code: 'tool-exit', status: 0, message: `${tool} ended before it said that it was done${said(facts)}` };
};

/** Words of an account that is used up, for now or until somebody pays; a provider that asks to slow down has others. */
const USED_UP =
  /usage limit|hit your .{0,30}limit|(?<!rate )limit (?:was |is )?reached|quota|credit|billing|insufficient|per[- ]?day|daily limit|premium request/i;

const isUsedUp = (facts: Facts): boolean =>
  facts.limit !== null || lastStatus(facts) === 402 || USED_UP.test(said(facts));

/** What makes the failure of an outcome; `tool`: as people call it. */
type Row = (facts: Facts, tool: string) => Failure;

/** null: the outcome is none, or a person is asked before it is one. */
export const FAILURES: Readonly<Record<AgentOutcome, Row | null>> = {
  ok: null,
  no_change: null,
  denied: (facts, tool) => ({
    ...{ code: 'permission-denied', message: `${tool} was not allowed what it wanted to do: ${deniedWhat(facts)}` },
  }),
  tool_failed: (facts, tool) => ({
    ...{ code: 'tool-exit', status: 1, message: `${tool} could not do it${said(facts)}` },
  }),
  quota: (facts, tool) => ({
    code: isUsedUp(facts) ? 'quota-exceeded' : 'rate-limited',
    resetsAt: facts.limit === null ? null : instant(facts.limit),
    message: `${tool} was refused by its provider for now${said(facts)}`,
  }),
  auth: (facts, tool) => ({
    ...{ code: 'unauthenticated', message: `${tool} has no key or login that its provider takes${said(facts)}` },
  }),
  unavailable: (facts, tool) => ({
    ...{ code: 'unavailable', resetsAt: null, message: `The provider of ${tool} could not answer${said(facts)}` },
  }),
  context_too_long: (facts, tool) => ({
    ...{ code: 'context-too-long', message: `The task is longer than the model of ${tool} takes${said(facts)}` },
  }),
  refused: (facts, tool) => ({ code: 'refused', message: `The model of ${tool} will not do it${said(facts)}` }),
  asks: null,
  budget_exceeded: ({ over }, tool) => ({
    code: 'budget-exceeded',
    message: `${tool} was stopped at its budget${over === null ? '' : `: ${over}`}`,
  }),
  scope_violated: (_, tool) => ({
    code: 'scope-violated',
    paths: [],
    message: `${tool} changed files outside its scope`,
  }),
  stalled: ({ stallMs }, tool) => ({
    ...{ code: 'timeout', afterMs: stallMs },
    message: `${tool} was stopped because it said nothing for ${stallMs / 1000} s`,
  }),
  timeout: processFailure,
  cancelled: processFailure,
  crashed: processFailure,
};

/** `tool`: as people call it. null: the outcome is none. */
export const failureOfOutcome = (outcome: AgentOutcome, facts: Facts, tool: string): Failure | null =>
  FAILURES[outcome]?.(facts, tool) ?? null;

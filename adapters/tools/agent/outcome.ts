/** How the work of an agent came out, judged from what is known of its end and never from its exit code alone. */
import type { ProcessEnd } from '../../../core/system.ts';
import type { AgentDenial, AgentEnd, AgentError } from './event.ts';

/** `unavailable`: the provider could not be reached, or was overloaded or down. */
export type AgentOutcome =
  | 'ok'
  | 'no_change'
  | 'denied'
  | 'tool_failed'
  | 'quota'
  | 'auth'
  | 'unavailable'
  | 'context_too_long'
  | 'refused'
  | 'asks'
  | 'budget_exceeded'
  | 'scope_violated'
  | 'stalled'
  | 'cancelled'
  | 'crashed'
  | 'timeout';

/** Why we ended it ourselves; null where it ended by itself. `done`: it had said its last word and did not leave. `told`: a
 *  person has something to say to it. */
export type Cut = 'stalled' | 'budget' | 'done' | 'told' | null;

/** All that is known of an end. */
export type Facts = {
  readonly end: ProcessEnd;
  readonly cut: Cut;
  /** The last word; null where it never came. */
  readonly last: AgentEnd | null;
  /** In the order in which they came. */
  readonly errors: readonly AgentError[];
  readonly denials: readonly AgentDenial[];
  /** How many tools of the CLI ended well, and how many did not. */
  readonly tools: { readonly ok: number; readonly failed: number };
  /** Whether the worktree is another than before; null where nobody looked. */
  readonly changed: boolean | null;
  /** Whether it was to change something: else an answer is all that is asked for. */
  readonly isToChange: boolean;
  /** How long it might say nothing. */
  readonly stallMs: number;
  /** When the limit of its account that it ran into is lifted, in milliseconds since 1970; null where it told of none. */
  readonly limit: number | null;
  /** Whether a person is asked for what it may not do. */
  readonly isAsking: boolean;
  /** Why ws shut its models to it, as a sentence; null where it did not. */
  readonly over: string | null;
};

/**
 * One row of a dialect's table; all that it names must hold. `status` is that of the last error, a number or a range; `says` is
 * looked for, without case, in the last word and in the messages of errors.
 */
export type OutcomeRow = {
  readonly exit?: readonly number[];
  readonly status?: number | readonly [number, number];
  readonly reason?: string;
  readonly says?: string;
  readonly last?: 'ok' | 'not-ok' | 'none';
  readonly denied?: true;
  /** A person is asked for what it may not do. */
  readonly asking?: true;
  /** All that it tried failed, and it tried something. */
  readonly failedOnly?: true;
  /** The worktree is as it was, though it was to change something. */
  readonly unchanged?: true;
  /** Its answer ends with a question. */
  readonly asks?: true;
  readonly then: AgentOutcome;
};

/** The HTTP status of the last error that had one; null where none had. */
export const lastStatus = ({ errors }: Facts): number | null =>
  errors.findLast(({ status }) => status !== null)?.status ?? null;

const isStatus = (wanted: NonNullable<OutcomeRow['status']>, facts: Facts): boolean => {
  const status = lastStatus(facts);
  if (status === null) return false;
  return typeof wanted === 'number' ? status === wanted : status >= wanted[0] && status <= wanted[1];
};

const isSaid = (wanted: string, { last, errors }: Facts): boolean =>
  [last !== null && !last.isOk ? last.text : '', ...errors.map(({ message }) => message)].some((text) =>
    text.toLowerCase().includes(wanted.toLowerCase()),
  );

const isLast = (wanted: NonNullable<OutcomeRow['last']>, { last }: Facts): boolean => {
  if (last === null) return wanted === 'none';
  return wanted === (last.isOk ? 'ok' : 'not-ok');
};

const fits = (row: OutcomeRow, facts: Facts): boolean =>
  (row.exit === undefined || (facts.end.kind === 'exited' && row.exit.includes(facts.end.exitCode))) &&
  (row.status === undefined || isStatus(row.status, facts)) &&
  (row.reason === undefined || facts.last?.reason === row.reason) &&
  (row.says === undefined || isSaid(row.says, facts)) &&
  (row.last === undefined || isLast(row.last, facts)) &&
  (row.denied === undefined || facts.denials.length > 0) &&
  (row.asking === undefined || facts.isAsking) &&
  (row.failedOnly === undefined || (facts.tools.failed > 0 && facts.tools.ok === 0)) &&
  (row.unchanged === undefined || (facts.changed === false && facts.isToChange)) &&
  (row.asks === undefined || /\?\W*$/.test(facts.last?.text ?? ''));

/** What holds for every CLI, after the rows of its dialect. */
export const COMMON_ROWS: readonly OutcomeRow[] = [
  // Who got round what was denied, and did the work all the same, has done it: the checks of the step judge the work.
  { last: 'ok', denied: true, unchanged: true, then: 'denied' },
  { last: 'ok', denied: true, asking: true, then: 'denied' },
  { last: 'ok', asks: true, unchanged: true, then: 'asks' },
  { last: 'ok', failedOnly: true, unchanged: true, then: 'tool_failed' },
  { last: 'ok', unchanged: true, then: 'no_change' },
  { last: 'ok', then: 'ok' },
  { status: 401, then: 'auth' },
  { status: 402, then: 'quota' },
  { status: 403, then: 'auth' },
  { status: 429, then: 'quota' },
  { status: [500, 599], then: 'unavailable' },
  { says: 'context window', then: 'context_too_long' },
  { says: 'prompt is too long', then: 'context_too_long' },
  { last: 'not-ok', then: 'tool_failed' },
];

/** What we did, or the machine, comes before anything that the CLI said. */
const byForce = ({ end, cut, over }: Facts): AgentOutcome | null => {
  if (over !== null) return 'budget_exceeded';
  if (cut === 'stalled') return 'stalled';
  if (cut === 'budget') return 'budget_exceeded';
  if (end.kind === 'timeout') return 'timeout';
  if (end.kind === 'aborted' && cut === null) return 'cancelled';
  return null;
};

/** Judges an end by the rows of a dialect, then by those that hold for all; what no row knows has crashed. */
export const outcomeOf = (facts: Facts, rows: readonly OutcomeRow[]): AgentOutcome =>
  byForce(facts) ?? [...rows, ...COMMON_ROWS].find((row) => fits(row, facts))?.then ?? 'crashed';

/** One failure as `ws show` tells it: what was found, what was decided and why, and what came of it. */
import type { Decision } from '../../../core/policy.ts';
import type { AttemptFailure } from '../../../core/diagnosis.ts';
import { unreachable } from '../../../core/result.ts';
import type { Decided } from '../../../core/policy.ts';
import type { Step } from '../../../core/workstream.ts';
import { cut, plainLine } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { changeWords, clockText, durationText, failureWords } from '../words.ts';
import { issueLines } from './summary.ts';

export type FailureContext = {
  readonly attempt: number | null;
  readonly at: number;
  /** The step as its author wrote it; null for one that undoes another. */
  readonly step: Step | null;
  /** Whether the fix that was decided on helped; null where none was, or it is not known yet. */
  readonly helped: boolean | null;
  readonly paint: Paint;
};

const INDENT = ' '.repeat(15);
const LONGEST_LINE = 400;

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word));

/** What the next attempt is made with. */
const alternativeText = (step: Step | null, to: number): string => {
  const next = step?.fallback[to - 1];
  if (next === undefined) return `alternative ${to}`;
  const { run } = next.with;
  return typeof run === 'string' ? `${next.tool}: ${run.trim().split('\n')[0] ?? ''}` : next.tool;
};

/** What came of the fix; nothing where none was decided on or nobody knows yet. */
const outcomeLines = ({ kind }: Decision, helped: boolean | null): readonly string[] => {
  if (kind !== 'fix' || helped === null) return [];
  return [helped ? '  it helped' : '  it did not help, and was undone'];
};

const decisionText = (decision: Decision, { at, step }: FailureContext): string => {
  switch (decision.kind) {
    case 'retry': {
      const waitMs = decision.at - at;
      const when = waitMs <= 0 ? 'at once' : `in ${durationText(waitMs)}`;
      return `try again ${when}${changeWords(decision.change)}`;
    }
    case 'fix':
      return `fix it with ${decision.fix.argv.map(quoted).join(' ')} (${decision.fix.title})`;
    case 'fallback':
      return `fall back to ${alternativeText(step, decision.to)}`;
    case 'wait':
      return `wait until ${clockText(decision.at)}`;
    case 'ask':
      return 'ask a person';
    case 'log':
      return 'write it down and go on';
    case 'escalate':
      return 'give up: it is for people now';
    default:
      return unreachable(decision);
  }
};

/** The rest of the line that begins with the step's name. */
export const failureHeadline = ({ failure, diagnosis }: AttemptFailure, attempt: number | null): string =>
  `${attempt === null ? '' : `attempt ${attempt}: `}${failureWords(failure, diagnosis)}`;

/** The lines below it. */
export const failureStory = (cause: Decided, context: FailureContext): readonly string[] => {
  const { paint } = context;
  const { failure, diagnosis, decision } = cause;
  const line = (text: string): string => INDENT + cut(plainLine(text), LONGEST_LINE);
  const issues = issueLines(diagnosis?.issues ?? []);
  const who = diagnosis?.plugin === null || diagnosis === null ? [] : [`found by ${diagnosis.plugin}`];
  const signature = diagnosis === null ? [] : [`signature ${diagnosis.signature}`];
  const origin = [...who, ...signature].join(' · ');
  return [
    // With issues, the sentence repeats the first of them.
    ...(issues.length > 0 ? issues.map(line) : [line((diagnosis ?? failure).message)]),
    ...(diagnosis?.problems ?? []).map(({ plugin, message }) =>
      paint.yellow(line(`trouble with the plugin ${plugin}: ${message}`)),
    ),
    ...(failure.tried === undefined ? [] : [line(failure.tried)]),
    line(`→ ${decisionText(decision, context)}, because: ${decision.reason}`),
    ...outcomeLines(decision, context.helped).map(line),
    ...(origin === '' ? [] : [paint.dim(line(origin))]),
  ];
};

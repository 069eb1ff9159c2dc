/** What a person's answer makes of a step that waits, and what becomes of work that was accepted too early. Pure. */
import type { Answer, Wait } from '../attempt.ts';
import type { AttemptFailure } from '../diagnosis.ts';
import type { Happening } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import type { JsonObject } from '../json.ts';
import type { Ask, Decided, GiveUp } from '../policy.ts';
import { unreachable } from '../result.ts';
import type { Run, StepRun } from '../run.ts';
import type { Step } from '../workstream.ts';

/** What a person says of a step. */
export type GivenAnswer = {
  readonly step: StepId;
  readonly answer: Answer;
  readonly by: string;
  readonly outputs: JsonObject;
  /** The `seq` of the `step.parked` that is answered. Without one it answers whatever the step asks. */
  readonly question?: number;
  /** A later one came before this one was taken. */
  readonly replaced?: true;
  /** What the tool is told, of `reply`. */
  readonly says?: string;
  readonly comment?: string;
};

type Asked = { readonly step: Step; readonly at: StepRun };

const consequence = ({ step, at }: Asked, wait: Wait, input: GivenAnswer): Happening => {
  const of = { step: input.step, attempt: at.attempts };
  switch (input.answer) {
    case 'accept':
      // What a person has done is checked and committed as if a tool had done it.
      // So is what tells others something.
      if (wait.kind === 'work' || step.emit !== undefined) return { type: 'step.readied', ...of };
      return { type: 'step.succeeded', ...of, outputs: input.outputs, exitCode: null, checkpoint: null };
    case 'again':
    case 'once':
    case 'always':
    case 'reply':
      return { type: 'step.readied', ...of };
    case 'skip':
      return { type: 'step.skipped', ...of, reason: 'policy' };
    case 'reject': {
      const failure: Failure = { code: 'rejected', by: input.by, message: `${input.by} rejected the step` };
      const kind = step.continueOnError ? 'log' : 'escalate';
      const decision: GiveUp = { kind, reason: `${input.by} rejected it` };
      return { type: 'step.failed', ...of, failure, diagnosis: null, decision };
    }
    case 'no': {
      const message = `${input.by} does not allow what its tool wanted to do`;
      const kind = step.continueOnError ? 'log' : 'escalate';
      const decision: GiveUp = { kind, reason: `${input.by} said no` };
      const failure: Failure = { code: 'permission-denied', message };
      return { type: 'step.failed', ...of, failure, diagnosis: null, decision };
    }
    default:
      return unreachable(input.answer);
  }
};

/** What of an answer reaches the tool. */
const toldOf = ({ wants }: Wait, { answer, says }: GivenAnswer): { allows?: readonly string[]; says?: string } => {
  if (answer === 'reply') return says === undefined ? {} : { says };
  const isAllowed = answer === 'once' || answer === 'always';
  return isAllowed && wants !== undefined ? { allows: wants.all.map(({ rule }) => rule) } : {};
};

/** Nothing where the step does not wait, or asks something else by now; of a replaced answer only that it was given. */
export const heardAnswer = (run: Run, asked: Asked, input: GivenAnswer): readonly Happening[] => {
  const { state, attempts } = asked.at;
  if (state.kind !== 'waiting' || run.status === 'cancelling') return [];
  if (input.question !== undefined && input.question !== state.question) return [];
  const { step, by, answer, outputs, replaced, comment } = input;
  const { approvers, bound } = state.wait;
  const said = {
    by,
    answer,
    outputs,
    question: state.question,
    ...toldOf(state.wait, input),
    ...(comment === undefined ? {} : { comment }),
    ...(bound === undefined ? {} : { subject: bound.subject }),
  };
  const given: Happening = { type: 'step.answered', step, attempt: attempts, ...said };
  if (approvers !== undefined && answer === 'accept') {
    const { approvals } = asked.at.recovery;
    // One person is one, however often they say so; and nobody's answer stands in the place of another's.
    if ((approvers.of.length > 0 && !approvers.of.includes(by)) || approvals.includes(by)) return [];
    if (approvals.length + 1 < approvers.any) return [{ ...given, isPending: true }];
  } else if (replaced === true) return [{ ...given, replaced }];
  const woken: readonly Happening[] = run.status === 'waiting' ? [{ type: 'run.woken' }] : [];
  return [given, ...woken, consequence(asked, state.wait, input)];
};

/** The same question once more, and why, where what a person accepted does not stand up; null for any other failure. */
export const askedAgain = (
  { recovery: { accepted, asked } }: StepRun,
  { failure, diagnosis }: AttemptFailure,
): { readonly wait: Wait; readonly cause: Decided<Ask> } | null => {
  if (accepted === null || asked === null || failure.code === 'breaker-open') return null;
  const { prompt, choices } = asked;
  const decision: Ask = { kind: 'ask', prompt, choices, reason: 'it was accepted before its checks held' };
  return { wait: asked, cause: { failure, diagnosis, decision } };
};

type Heard = { readonly kind: string } & Partial<Pick<GivenAnswer, 'step' | 'question'>>;

/** Of several answers to one question that come before any is taken, the last counts: the others are marked as replaced. */
export const withReplaced = <T extends Heard>(inputs: readonly T[]): readonly T[] => {
  const isReplaced = (input: T, place: number): boolean =>
    input.kind === 'answer' &&
    inputs.some(
      (later, at) =>
        at > place &&
        later.kind === 'answer' &&
        later.step === input.step &&
        (later.question ?? input.question) === (input.question ?? later.question),
    );
  return inputs.map((input, place) => (isReplaced(input, place) ? { ...input, replaced: true } : input));
};

/** Turns one message from the outside into what happened. Pure. A stale or repeated message is no happening. */
import type { AttemptFailure } from '../diagnosis.ts';
import type { AttemptOutcome } from '../dispatcher.ts';
import type { Happening } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { Instant, StepId } from '../id.ts';
import type { Again, Decision, ErrorPolicy } from '../policy.ts';
import type { DueParts } from '../planning/schedule/evaluation.ts';
import type { TidyOrder } from '../order.ts';
import type { RefreshReason } from '../provisions.ts';
import { unreachable, type Result } from '../result.ts';
import type { Answer, Attempt, Wait } from '../attempt.ts';
import type { Run, RunPlace, StepRun } from '../run.ts';
import { isInFlight, RUN_MACHINE } from '../state/machine.ts';
import { isPoison } from '../state/poison.ts';
import { tidiedUpTo } from '../state/tidied.ts';
import { withChoice } from './attempt/chosen.ts';
import { askedAgain, heardAnswer, type GivenAnswer } from './heard-answer.ts';
import { heardEvent, type ToldEvents } from './heard-event.ts';
import type { Usage } from '../usage.ts';
import type { Tidied } from '../workspace.ts';
import type { Step } from '../workstream.ts';

/** `signal` is the id of the stored signal that an input comes from; null where it comes from no signal. */
type Signalled = { readonly signal: number | null };

/** Everything the outside can tell a run. */
export type Input =
  | { readonly kind: 'begin'; readonly place: RunPlace }
  | { readonly kind: 'resume'; readonly by: string }
  | (Signalled & {
      readonly kind: 'pause';
      readonly by: string;
      readonly reason: 'request' | 'interrupt' | 'disk-full';
    })
  | (Signalled & { readonly kind: 'cancel'; readonly by: string; readonly compensate: boolean })
  | { readonly kind: 'validating'; readonly attempt: Attempt }
  /** Comes before the outcome of its attempt. */
  | { readonly kind: 'used'; readonly attempt: Attempt; readonly usage: Usage }
  | { readonly kind: 'outcome'; readonly outcome: AttemptOutcome }
  | { readonly kind: 'tidied'; readonly order: TidyOrder; readonly result: Result<Tidied, Failure> }
  | { readonly kind: 'refreshed'; readonly attempt: Attempt; readonly why: RefreshReason }
  /** `isAtWork`: a program of the attempt was under way when its process died. */
  | { readonly kind: 'lost'; readonly attempt: Attempt; readonly isAtWork: boolean }
  | { readonly kind: 'breakers-changed'; readonly names: readonly string[] }
  | (Signalled & { readonly kind: 'answer' } & GivenAnswer)
  /** Domain events that came, oldest first, for a step that waits for one. */
  | ({ readonly kind: 'told' } & ToldEvents);

const AGAIN_SKIP_REJECT: readonly Answer[] = ['again', 'skip', 'reject'];

type Current = { readonly step: Step; readonly at: StepRun };

const find = (run: Run, id: StepId): Current | null => {
  const place = run.plan.index.get(id);
  const step = place === undefined ? undefined : run.plan.steps[place];
  const at = place === undefined ? undefined : run.steps[place];
  return step === undefined || at === undefined ? null : { step: withChoice(step, at.recovery.choice), at };
};

/** The step whose newest attempt this is, while it is under way; null for what comes late, twice or from elsewhere. */
const current = (run: Run, attempt: Attempt): Current | null => {
  const found = attempt.run === run.id ? find(run, attempt.step) : null;
  return found !== null && isInFlight(found.at.state.kind) && found.at.attempts === attempt.attempt ? found : null;
};

const interrupted = (run: Run, { step, at }: Current, failure: Failure, now: Instant): Happening => {
  const of = { step: step.id, attempt: at.attempts };
  if (run.status === 'cancelling') return { type: 'step.cancelled', ...of };
  const cause = { failure, diagnosis: null };
  switch (step.onInterrupted) {
    case 'retry':
      return {
        type: 'step.retrying',
        ...of,
        ...cause,
        decision: againAtOnce('it was interrupted, which costs no failure', now),
      };
    case 'ask': {
      const wait = question(`${step.id} was interrupted. Run it again?`);
      const reason = 'it was interrupted, and onInterrupted asks';
      const decision = { kind: 'ask', prompt: wait.prompt, choices: wait.choices, reason } as const;
      return { type: 'step.parked', ...of, wait, cause: { ...cause, decision } };
    }
    case 'fail': {
      const kind = step.continueOnError ? 'log' : 'escalate';
      return {
        type: 'step.failed',
        ...of,
        ...cause,
        decision: { kind, reason: 'it was interrupted, and onInterrupted fails' },
      };
    }
    default:
      return unreachable(step.onInterrupted);
  }
};

/** Poison: at work alone when ws died, and for the last of the times it is given. */
const quarantined = ({ step, at }: Current): Happening => {
  const of = { step: step.id, attempt: at.attempts };
  const deaths = at.recovery.deaths + 1;
  const message = `ws died ${deaths} times in a row while ${step.id} was at work`;
  const cause = { failure: { code: 'quarantined', deaths, message } as const, diagnosis: null };
  const reason = 'it takes ws down again and again';
  if (step.continueOnError) return { type: 'step.failed', ...of, ...cause, decision: { kind: 'log', reason } };
  const wait = question(`${message}, so it is not started any more. Once that is seen to: ws resume --again`);
  const decision = { kind: 'ask', prompt: wait.prompt, choices: wait.choices, reason } as const;
  return { type: 'step.parked', ...of, wait, cause: { ...cause, decision } };
};

const isPoisonous = (run: Run, { step, at }: Current): boolean =>
  step.onInterrupted === 'retry' && run.status !== 'cancelling' && isPoison(at.recovery.deaths + 1);

const crashed = (isAtWork: boolean): Failure => {
  const failure = { code: 'interrupted', by: 'crash', message: 'the process that ran it died' } as const;
  return isAtWork ? { ...failure, atWork: true } : failure;
};

const question = (prompt: string): Wait => ({ kind: 'question', prompt, choices: AGAIN_SKIP_REJECT });

/** A try that the failure costs nothing. */
const againAtOnce = (reason: string, now: Instant): Again => ({ kind: 'retry', at: now, counts: false, reason });

/** Whether a step is to be done without: its tool is not here, and nothing else is to try it. */
const isDispensable = ({ unavailable }: Step, { code }: Failure, { kind }: Decision): boolean =>
  unavailable === 'skip' && code === 'tool-missing' && ['log', 'escalate', 'ask'].includes(kind);

const failed = (
  run: Run,
  at: Current,
  trouble: AttemptFailure,
  { policy, now }: { readonly policy: ErrorPolicy; readonly now: Instant },
): readonly Happening[] => {
  const of = { step: at.step.id, attempt: at.at.attempts };
  const { failure, diagnosis } = trouble;
  const cause = { failure, diagnosis };
  if (failure.code === 'interrupted') {
    // An abort that no cancelled run explains comes from `failFast`: the step is not to come back.
    if (failure.by === 'cancel') return [{ type: 'step.cancelled', ...of }];
    return [interrupted(run, at, failure, now)];
  }
  if (failure.code === 'disk-full' && (run.status === 'running' || run.status === 'compensating'))
    return [
      {
        type: 'step.retrying',
        ...of,
        ...cause,
        decision: againAtOnce('the disk is full: the run pauses until there is room', now),
      },
      { type: 'run.paused', by: 'ws', reason: 'disk-full' },
    ];
  if (run.status === 'cancelling')
    return [{ type: 'step.failed', ...of, ...cause, decision: { kind: 'log', reason: 'the run is being cancelled' } }];
  const decision = policy.decide(trouble, { step: at.step, at: at.at, now });
  if (isDispensable(at.step, failure, decision)) return [{ type: 'step.skipped', ...of, reason: 'unavailable' }];
  const again = decision.kind === 'fix' ? null : askedAgain(at.at, trouble);
  if (again !== null) return [{ type: 'step.parked', ...of, ...again }];
  switch (decision.kind) {
    case 'retry':
    case 'wait':
    case 'fix':
    case 'fallback':
      return [{ type: 'step.retrying', ...of, ...cause, decision }];
    case 'ask': {
      const { kind: _, reason: __, ...asked } = decision;
      return [{ type: 'step.parked', ...of, wait: { kind: 'question', ...asked }, cause: { ...cause, decision } }];
    }
    case 'log':
    case 'escalate':
      return [{ type: 'step.failed', ...of, ...cause, decision }];
    default:
      return unreachable(decision);
  }
};

/** The breaker that a step waits before; null where it waits before none. */
export const breakerBefore = ({ state }: StepRun): string | null => {
  if (state.kind === 'waiting') return state.wait.breaker ?? null;
  return state.kind === 'backoff' && state.failure.code === 'breaker-open' ? state.failure.breaker : null;
};

/** Whoever waits for a breaker that has moved asks it again. */
const breakersChanged = (run: Run, names: readonly string[]): readonly Happening[] => {
  const readied = run.steps.flatMap((at, place): readonly Happening[] => {
    const step = run.plan.steps[place];
    const breaker = breakerBefore(at);
    if (breaker === null || step === undefined || !names.includes(breaker)) return [];
    return [{ type: 'step.readied', step: step.id, attempt: null }];
  });
  return readied.length > 0 && run.status === 'waiting' ? [{ type: 'run.woken' }, ...readied] : readied;
};

/** As many names as an event needs to be understood. */
const NAMED = 100;

const tidied = (run: Run, { order, result }: Extract<Input, { kind: 'tidied' }>): readonly Happening[] => {
  if (!RUN_MACHINE['run.tidied'].from.includes(run.status)) return [];
  const { lane, upTo } = order;
  const place = lane === null ? null : (run.plan.index.get(lane.path) ?? null);
  // A lane that has been opened anew is another one.
  if (upTo <= tidiedUpTo(run, place)) return [];
  if (!result.ok && result.error.code === 'disk-full' && run.status !== 'cancelling')
    return [{ type: 'run.paused', by: 'ws', reason: 'disk-full' }];
  const { salvaged, unexplained, taken } = result.ok ? result.value : { salvaged: null, unexplained: [], taken: [] };
  const of = {
    upTo: order.upTo,
    left: order.left.slice(0, NAMED).map(({ step }) => step),
    salvaged,
    unexplained: unexplained.slice(0, NAMED),
    readers: unexplained.length === 0 ? [] : order.readers.slice(0, NAMED).map(({ step }) => step),
    trouble: result.ok ? null : result.error.message,
  };
  const named = taken.slice(0, NAMED).map(({ step, by }) => ({ step, by: by.slice(0, NAMED) }));
  return [
    {
      ...{ type: 'run.tidied', ...of },
      ...(named.length === 0 ? {} : { taken: named }),
      ...(lane === null ? {} : { lane: lane.path }),
    },
  ];
};

/** What an input means for the run as it stands; nothing where it comes late, twice, or too early. */
export const decide = (run: Run, input: Input, { policy, evaluation, now }: DueParts): readonly Happening[] => {
  switch (input.kind) {
    case 'begin':
      return run.status === 'created' ? [{ type: 'run.started', ...input.place }] : [];
    case 'resume':
      return run.status === 'paused' ? [{ type: 'run.resumed', by: input.by }] : [];
    case 'pause':
      return run.status === 'running' || run.status === 'waiting' || run.status === 'compensating'
        ? [{ type: 'run.paused', by: input.by, reason: input.reason }]
        : [];
    case 'cancel':
      // Who wants the run undone while it is has the wish granted; cancelling would end the undoing.
      if (input.compensate && run.compensation !== null) return [];
      // A run that is being cancelled can still be asked to be undone as well.
      if (run.status === 'cancelling' && !input.compensate) return [];
      return ['created', 'running', 'waiting', 'paused', 'compensating', 'cancelling'].includes(run.status)
        ? [{ type: 'run.cancelling', by: input.by, compensate: input.compensate }]
        : [];
    case 'validating': {
      const at = current(run, input.attempt);
      if (at === null || at.at.state.kind !== 'running') return [];
      return [{ type: 'step.validating', step: at.step.id, attempt: at.at.attempts }];
    }
    case 'used': {
      const at = current(run, input.attempt);
      return at === null ? [] : [{ type: 'step.used', step: at.step.id, attempt: at.at.attempts, usage: input.usage }];
    }
    case 'outcome': {
      const { attempt, result } = input.outcome;
      const at = current(run, attempt);
      if (at === null) return [];
      if (!result.ok) return failed(run, at, result.error, { policy, now });
      const of = { step: at.step.id, attempt: at.at.attempts };
      if (!('wait' in result.value)) return [{ type: 'step.succeeded', ...of, ...result.value }];
      return run.status === 'cancelling'
        ? [{ type: 'step.cancelled', ...of }]
        : [{ type: 'step.parked', ...of, wait: result.value.wait, cause: null }];
    }
    case 'tidied':
      return tidied(run, input);
    case 'lost': {
      const at = current(run, input.attempt);
      const failure = crashed(input.isAtWork);
      if (at !== null && input.isAtWork && isPoisonous(run, at)) return [quarantined(at)];
      return at === null ? [] : [interrupted(run, at, failure, now)];
    }
    case 'refreshed': {
      const { run: of, step, attempt } = input.attempt;
      const found = of === run.id ? find(run, step) : null;
      if (found === null || found.at.state.kind !== 'succeeded' || found.at.attempts >= attempt) return [];
      return [{ type: 'step.refreshed', step, attempt, why: input.why }];
    }
    case 'breakers-changed':
      return ['running', 'waiting', 'compensating'].includes(run.status) ? breakersChanged(run, input.names) : [];
    case 'answer': {
      const found = find(run, input.step);
      return found === null ? [] : heardAnswer(run, found, input);
    }
    case 'told':
      return heardEvent(run, input, evaluation);
    default:
      return unreachable(input);
  }
};

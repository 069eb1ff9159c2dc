/** Turns one message from the outside into what happened. Pure. A stale or repeated message is no happening. */
import type { AttemptOutcome } from '../dispatcher.ts';
import type { Happening } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { Instant, StepId } from '../id.ts';
import type { JsonObject } from '../json.ts';
import type { ErrorPolicy } from '../policy.ts';
import { unreachable } from '../result.ts';
import type { Answer, Attempt, Run, RunPlace, StepRun } from '../run.ts';
import { isInFlight } from '../state/machine.ts';
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
  | (Signalled & { readonly kind: 'cancel'; readonly by: string })
  | { readonly kind: 'validating'; readonly attempt: Attempt }
  | { readonly kind: 'outcome'; readonly outcome: AttemptOutcome }
  | { readonly kind: 'lost'; readonly attempt: Attempt }
  | (Signalled & {
      readonly kind: 'answer';
      readonly step: StepId;
      readonly answer: Answer;
      readonly by: string;
      readonly outputs: JsonObject;
    });

const AGAIN_SKIP_REJECT: readonly Answer[] = ['again', 'skip', 'reject'];

type Current = { readonly step: Step; readonly at: StepRun };

const find = (run: Run, id: StepId): Current | null => {
  const place = run.plan.index.get(id);
  const step = place === undefined ? undefined : run.plan.steps[place];
  const at = place === undefined ? undefined : run.steps[place];
  return step === undefined || at === undefined ? null : { step, at };
};

/** The step whose newest attempt this is, while it is under way; null for what comes late, twice or from elsewhere. */
const current = (run: Run, attempt: Attempt): Current | null => {
  const found = attempt.run === run.id ? find(run, attempt.step) : null;
  return found !== null && isInFlight(found.at.state.kind) && found.at.attempts === attempt.attempt ? found : null;
};

const interrupted = (run: Run, { step, at }: Current, failure: Failure, now: Instant): Happening => {
  const of = { step: step.id, attempt: at.attempts };
  if (run.status === 'cancelling') return { type: 'step.cancelled', ...of };
  switch (step.onInterrupted) {
    case 'retry':
      return { type: 'step.retrying', ...of, failure, wakeAt: now, counts: false };
    case 'ask':
      return {
        type: 'step.parked',
        ...of,
        wait: { kind: 'question', prompt: `${step.id} was interrupted. Run it again?`, choices: AGAIN_SKIP_REJECT },
      };
    case 'fail':
      return { type: 'step.failed', ...of, failure };
    default:
      return unreachable(step.onInterrupted);
  }
};

const failed = (run: Run, at: Current, failure: Failure, policy: ErrorPolicy, now: Instant): readonly Happening[] => {
  const of = { step: at.step.id, attempt: at.at.attempts };
  if (failure.code === 'interrupted') {
    // An abort that no cancelled run explains comes from `failFast`: the step is not to come back.
    if (failure.by === 'cancel') return [{ type: 'step.cancelled', ...of }];
    return [interrupted(run, at, failure, now)];
  }
  if (failure.code === 'disk-full' && run.status === 'running')
    return [
      { type: 'step.retrying', ...of, failure, wakeAt: now, counts: false },
      { type: 'run.paused', by: 'ws', reason: 'disk-full' },
    ];
  if (run.status === 'cancelling') return [{ type: 'step.failed', ...of, failure }];
  const decision = policy.decide(failure, { step: at.step, failures: at.at.failures, now });
  switch (decision.kind) {
    case 'retry':
      return [{ type: 'step.retrying', ...of, failure, wakeAt: decision.at, counts: decision.counts }];
    case 'ask':
      return [
        {
          type: 'step.parked',
          ...of,
          wait: { kind: 'question', prompt: decision.prompt, choices: decision.choices },
        },
      ];
    case 'skip':
      return [{ type: 'step.skipped', ...of, reason: 'policy' }];
    case 'fail':
      return [{ type: 'step.failed', ...of, failure }];
    default:
      return unreachable(decision);
  }
};

const answered = (run: Run, input: Extract<Input, { kind: 'answer' }>): readonly Happening[] => {
  const found = find(run, input.step);
  if (found === null || found.at.state.kind !== 'waiting') return [];
  if (run.status === 'cancelling') return [];
  const of = { step: input.step, attempt: found.at.attempts };
  const heard: readonly Happening[] = [
    { type: 'step.answered', ...of, by: input.by, answer: input.answer },
    ...(run.status === 'waiting' ? [{ type: 'run.woken' } as const] : []),
  ];
  switch (input.answer) {
    case 'accept':
      return [...heard, { type: 'step.succeeded', ...of, outputs: input.outputs, exitCode: null, checkpoint: null }];
    case 'again':
      return [...heard, { type: 'step.readied', ...of }];
    case 'skip':
      return [...heard, { type: 'step.skipped', ...of, reason: 'policy' }];
    case 'reject': {
      const failure: Failure = { code: 'rejected', by: input.by, message: `${input.by} rejected the step` };
      return [...heard, { type: 'step.failed', ...of, failure }];
    }
    default:
      return unreachable(input.answer);
  }
};

/** What an input means for the run as it stands; nothing where it comes late, twice, or too early. */
export const decide = (run: Run, input: Input, policy: ErrorPolicy, now: Instant): readonly Happening[] => {
  switch (input.kind) {
    case 'begin':
      return run.status === 'created' ? [{ type: 'run.started', ...input.place }] : [];
    case 'resume':
      return run.status === 'paused' ? [{ type: 'run.resumed', by: input.by }] : [];
    case 'pause':
      return run.status === 'running' || run.status === 'waiting'
        ? [{ type: 'run.paused', by: input.by, reason: input.reason }]
        : [];
    case 'cancel':
      return ['created', 'running', 'waiting', 'paused'].includes(run.status)
        ? [{ type: 'run.cancelling', by: input.by }]
        : [];
    case 'validating': {
      const at = current(run, input.attempt);
      if (at === null || at.at.state.kind !== 'running') return [];
      return [{ type: 'step.validating', step: at.step.id, attempt: at.at.attempts }];
    }
    case 'outcome': {
      const { attempt, result } = input.outcome;
      const at = current(run, attempt);
      if (at === null) return [];
      if (!result.ok) return failed(run, at, result.error, policy, now);
      return [{ type: 'step.succeeded', step: at.step.id, attempt: at.at.attempts, ...result.value }];
    }
    case 'lost': {
      const at = current(run, input.attempt);
      const failure: Failure = { code: 'interrupted', by: 'crash', message: 'the process that ran it died' };
      return at === null ? [] : [interrupted(run, at, failure, now)];
    }
    case 'answer':
      return answered(run, input);
    default:
      return unreachable(input);
  }
};

/** One step as somebody who watches a run sees it, folded from its events. */
import type { Change, Success, Wait } from '../../core/attempt.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { StepEvent } from '../../core/event.ts';
import type { Failure } from '../../core/failure.ts';
import type { Instant, StepId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Decided, Decision } from '../../core/policy.ts';
import { unreachable } from '../../core/result.ts';
import type { SkipReason, StepKind } from '../../core/run.ts';
import { failureCauseOf, isWaitAtBreaker } from '../../core/state/failure-row.ts';
import { stepAfter, timesAfter } from '../../core/state/step-after.ts';
import type { Usage } from '../../core/usage.ts';
import type { Step } from '../../core/workstream.ts';

/** What was last done about a step's failures. */
export type Overcome =
  | { readonly by: 'fallback'; readonly to: number }
  | { readonly by: 'fix'; readonly title: string }
  /** `change`: what was other about the last try, of a tool that remembers. */
  | { readonly by: 'retry'; readonly change?: Change };

/** One step as it stands. */
export type StepView = {
  readonly id: StepId;
  /** What it is called before people; null where the id says it all. */
  readonly title: string | null;
  /** The composite that it is in; null at the top. */
  readonly parent: StepId | null;
  /** Whether it has steps of its own. */
  readonly isComposite: boolean;
  readonly kind: StepKind;
  readonly attempts: number;
  readonly failures: number;
  /** How many failures are forgiven. */
  readonly limit: number;
  /** Of the last attempt. */
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** How long the last attempt was at work, in milliseconds; null where none was, or one is. */
  readonly tookMs: number | null;
  /** When a step in backoff is tried again. */
  readonly wakeAt: Instant | null;
  readonly failure: Failure | null;
  readonly diagnosis: Diagnosis | null;
  /** What was decided about `failure`. */
  readonly decision: Decision | null;
  readonly wait: Wait | null;
  readonly skipped: SkipReason | null;
  readonly checkpoint: string | null;
  /** null where it has not succeeded. */
  readonly outputs: JsonObject | null;
  /** What its attempts have used of models, the oldest first. */
  readonly used: readonly Usage[];
  /** Attempts that were none: a breaker let nobody through, or a person was asked. */
  readonly waits: number;
  /** How it got over its failures: by which alternative (from 1), by which fix, or by nothing but another try. */
  readonly overcome: Overcome | null;
  /** The commit of the fix that helped; null where none did, or nobody knows which it is. */
  readonly fixCommit: string | null;
  /** Whose work was done again from the cache; null where its tool was called. */
  readonly cached: NonNullable<Success['cached']> | null;
  /** Taken over from an earlier run, not run in this one. */
  readonly isInherited: boolean;
};

type Trouble = Pick<StepView, 'failure' | 'diagnosis' | 'decision'>;

const NO_TROUBLE: Trouble = { failure: null, diagnosis: null, decision: null };

const troubleOf = ({ failure, diagnosis, decision }: Decided): Trouble => ({ failure, diagnosis, decision });

type Shown = Pick<Step, 'id' | 'title' | 'retry' | 'body'>;

/** One to which nothing has happened. */
export const untouched = ({ id, title, retry, body }: Shown, parent: StepId | null = null): StepView => {
  const times = { startedAt: null, finishedAt: null, tookMs: null, wakeAt: null };
  const counts = { attempts: 0, failures: 0, limit: retry.limit };
  const rest = {
    ...NO_TROUBLE,
    wait: null,
    skipped: null,
    checkpoint: null,
    outputs: null,
    used: [],
    waits: 0,
    overcome: null,
    fixCommit: null,
    cached: null,
    isInherited: false,
  };
  const place = { parent, isComposite: body !== undefined };
  return { id, title: title ?? null, ...place, kind: 'blocked', ...counts, ...times, ...rest };
};

/** An interruption says nothing of the step, and a wait called nobody; what was fallen back to stays. */
const overcomeAfter = (before: Overcome | null, event: StepEvent): Overcome | null => {
  if (event.type !== 'step.retrying' || event.failure.code === 'interrupted') return before;
  const { decision } = event;
  if (decision.kind === 'wait') return before;
  if (decision.kind === 'fallback') return { by: 'fallback', to: decision.to };
  if (before?.by === 'fallback') return before;
  if (decision.kind === 'fix') return { by: 'fix', title: decision.fix.title };
  return { by: 'retry', ...(decision.change === undefined ? {} : { change: decision.change }) };
};

const isWait = (event: StepEvent, cause: ReturnType<typeof failureCauseOf>): boolean =>
  (cause !== null && isWaitAtBreaker(cause)) ||
  (event.type === 'step.parked' && (event.cause === null || event.wait.kind === 'work'));

const fixCommitOf = (event: StepEvent): string | null =>
  event.type === 'step.succeeded' ? (event.fixCommit ?? null) : null;

/** What one event makes of it; how long it was at work is a clock's to say. */
export const viewAfter = (before: StepView, event: StepEvent): StepView => {
  const { state, attempts, failures } = stepAfter(before, event);
  if (event.type === 'step.used') return { ...before, used: [...before.used, event.usage] };
  if (state === null) return { ...before, attempts, failures };
  const cause = failureCauseOf(event);
  const trouble = cause === null ? null : troubleOf(cause);
  const counts = { attempts, failures, ...timesAfter(before, state, event.at) };
  const waits = before.waits + Number(isWait(event, cause));
  const overcome = overcomeAfter(before.overcome, event);
  const after = { ...before, waits, overcome, kind: state.kind, ...counts, ...trouble, wakeAt: null, wait: null };
  switch (state.kind) {
    case 'blocked':
    case 'ready':
    case 'open':
    case 'running':
    case 'validating':
    case 'failed':
    case 'cancelled':
      return after;
    case 'backoff':
      return { ...after, wakeAt: state.wakeAt };
    case 'waiting':
      return { ...after, wait: state.wait };
    case 'skipped':
      return { ...after, skipped: state.reason };
    case 'succeeded':
      return {
        ...after,
        ...NO_TROUBLE,
        checkpoint: state.checkpoint,
        outputs: state.outputs,
        isInherited: attempts === 0,
        fixCommit: fixCommitOf(event),
        cached: event.type === 'step.succeeded' ? (event.cached ?? null) : null,
      };
    default:
      return unreachable(state);
  }
};

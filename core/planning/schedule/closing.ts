/** What becomes of an open composite whose body has ended. */
import type { AttemptFailure, Diagnosis } from '../../diagnosis.ts';
import type { Happening } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import { isFinishing } from '../../hidden-step.ts';
import type { GiveUp } from '../../policy.ts';
import { invariant, unreachable, type Result } from '../../result.ts';
import type { Run, SkipReason } from '../../run.ts';
import { isHardEnd } from '../../step-end.ts';
import { SEVERITIES } from '../../severity.ts';
import type { Foreach, Loop, Step } from '../../workstream.ts';
import { stepAt, stepRunAt } from './at-place.ts';
import type { DueParts } from './evaluation.ts';
import type { Frontier } from './frontier.ts';
import { isReached } from './halt.ts';
import { fewestRoundsOf, mostRoundsOf, quorumOf } from './limits.ts';
import type { OpenBody } from './open-body.ts';
import { isRoundUnchanged } from './unchanged-round.ts';
import { asksForStatus } from '../expressions/expressions.ts';

type Outcome =
  | { readonly kind: 'succeeded' | 'cancelled' | 'next-round' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | ({ readonly kind: 'failed' } & AttemptFailure);

/** An open composite, and what is needed to tell its end. */
type Closing = { readonly run: Run; readonly place: number; readonly open: OpenBody; readonly parts: DueParts };

const failed = (failure: Failure, diagnosis: Diagnosis | null = null): Outcome => ({
  kind: 'failed',
  failure,
  diagnosis,
});

/** What is known of a failure that nobody had a reason to read more of. */
const plainDiagnosis = ({ code, message }: Failure): Diagnosis => ({
  ...{ code, severity: SEVERITIES[code], plugin: null, signature: code, message },
  ...{ issues: [], fix: null, retryAt: null, problems: [] },
});

/** The inner step that is told of: the first that failed, or else otherwise did not succeed, or was forgiven where too many were. */
const culpritIn = ({ run, open }: Closing): number => {
  const bad = open.children.filter((child) => isHardEnd(stepRunAt(run, child).state));
  const hasFailed = (child: number): boolean => stepRunAt(run, child).state.kind === 'failed';
  const culprit = bad.find(hasFailed) ?? bad[0] ?? open.children.find(hasFailed) ?? open.children[0];
  invariant(culprit !== undefined, 'a body that has failed has steps');
  return culprit;
};

const bodyFailed = (closing: Closing): Outcome => {
  const { run, open } = closing;
  const culprit = culpritIn(closing);
  const { state, recovery } = stepRunAt(run, culprit);
  const { id } = stepAt(run, culprit);
  const own = open.children.filter((child) => !isFinishing(stepAt(run, child)));
  const bad = own.filter((child) => isHardEnd(stepRunAt(run, child).state)).length;
  const count = own.length > 1 && bad > 1 ? `${bad} of ${own.length} failed, as ` : '';
  if (state.kind !== 'failed')
    return failed({ code: 'body-failed', step: id, message: `${count}${id} did not succeed` });
  const { failure } = state;
  const diagnosis = recovery.last?.diagnosis ?? plainDiagnosis(failure);
  const inner = failure.code === 'body-failed' ? failure.step : id;
  const why = failure.code === 'body-failed' ? failure.message : `${id}: ${diagnosis.message}`;
  // What would mend the inner step is the inner step's to try.
  return failed({ code: 'body-failed', step: inner, message: `${count}${why}` }, { ...diagnosis, fix: null });
};

const isAllSkipped = ({ run, open }: Closing): boolean =>
  open.children.every(
    (child) => stepRunAt(run, child).state.kind === 'skipped' || isFinishing(stepAt(run, child)) || open.isLast(child),
  );

const ofGroup = (closing: Closing): Outcome => {
  if (closing.open.bad > 0) return bodyFailed(closing);
  return isAllSkipped(closing) ? { kind: 'skipped', reason: 'condition' } : { kind: 'succeeded' };
};

const ofForeach = (closing: Closing, body: Foreach): Outcome => {
  const { run, place, open } = closing;
  if (open.children.length === 0) return { kind: 'skipped', reason: 'no-items' };
  const quorum = quorumOf(run.plan, place, body);
  if (quorum === null) return ofGroup(closing);
  return open.succeeded >= quorum ? { kind: 'succeeded' } : bodyFailed(closing);
};

const ofLoop = (closing: Closing, body: Loop): Outcome => {
  const { run, place, open, parts } = closing;
  const { state } = stepRunAt(run, place);
  const round = state.kind === 'open' ? (state.round ?? 1) : 1;
  const hasFailed = open.bad > 0;
  // As with `if`: who does not ask for failures wants none.
  if (hasFailed && (body.until === null || !asksForStatus(body.until))) return bodyFailed(closing);
  const most = mostRoundsOf(run.plan, place, body);
  const holds: Result<boolean, Failure> =
    body.until === null ? { ok: true, value: round >= most } : parts.evaluation.until(run, place);
  if (!holds.ok) return failed(holds.error);
  if (holds.value && round >= fewestRoundsOf(run.plan, place, body))
    return isAllSkipped(closing) ? { kind: 'skipped', reason: 'condition' } : { kind: 'succeeded' };
  if (body.unchanged !== 'continue' && !hasFailed && isRoundUnchanged(run, place)) {
    if (body.unchanged === 'stop') return { kind: 'succeeded' };
    return failed({ code: 'loop-exhausted', rounds: round, message: `round ${round} changed nothing` });
  }
  if (round < most) return { kind: 'next-round' };
  if (body.onMax === 'succeed') return { kind: 'succeeded' };
  const message = `\`until\` did not hold after ${round} round${round === 1 ? '' : 's'}: ${body.until ?? ''}`;
  return failed({ code: 'loop-exhausted', rounds: round, message });
};

const outcomeOf = (closing: Closing, step: Step, isEndedAround: boolean): Outcome => {
  const { open, run, place, parts } = closing;
  if (open.cut > 0 && open.halted !== 'certain') {
    if (isEndedAround || open.halted !== 'timeout') return { kind: 'cancelled' };
    const afterMs = step.body?.timeoutMs ?? parts.now - (run.plan.openings.get(place)?.at ?? parts.now);
    return failed({ code: 'timeout', afterMs, message: `it did not end within its timeout of ${afterMs / 1000} s` });
  }
  switch (step.body?.kind) {
    case 'group':
    case undefined:
      return ofGroup(closing);
    case 'foreach':
      return ofForeach(closing, step.body);
    case 'loop':
      return ofLoop(closing, step.body);
    default:
      return unreachable(step.body);
  }
};

/** The event that ends the composite at `place`, lets it be tried again, or opens its next round. */
export const close = (run: Run, frontier: Frontier, parts: DueParts, place: number): Happening => {
  const open = frontier.bodies.at(place);
  invariant(open !== undefined, `the composite at ${place} is open`);
  const step = stepAt(run, place);
  const at = stepRunAt(run, place);
  const of = { step: step.id, attempt: at.attempts };
  const isEnded = frontier.bodies.haltAround(place) !== null || isReached(run, frontier, parts.evaluation, place);
  const fail = ({ failure, diagnosis }: AttemptFailure): Happening => {
    const cause = { failure, diagnosis };
    const decision = isEnded
      ? { kind: 'log' as const, reason: 'what it is in is being ended' }
      : parts.policy.decide(cause, { step, at, now: parts.now });
    if (decision.kind === 'retry') return { type: 'step.retrying', ...of, ...cause, decision };
    const kind: GiveUp['kind'] = decision.kind === 'log' || step.continueOnError ? 'log' : 'escalate';
    return { type: 'step.failed', ...of, ...cause, decision: { kind, reason: decision.reason } };
  };
  const outcome = outcomeOf({ run, place, open, parts }, step, isEnded);
  switch (outcome.kind) {
    case 'succeeded': {
      const outputs = parts.evaluation.bodyOutputs(run, place);
      if (!outputs.ok) return fail({ failure: outputs.error, diagnosis: null });
      return { type: 'step.succeeded', ...of, outputs: outputs.value, exitCode: null, checkpoint: null };
    }
    case 'skipped':
      return { type: 'step.skipped', ...of, reason: outcome.reason };
    case 'cancelled':
      return { type: 'step.cancelled', ...of };
    case 'next-round': {
      const round = run.plan.openings.get(place)?.round ?? 0;
      return { type: 'step.opened', ...of, items: null, round: round + 1 };
    }
    case 'failed':
      return fail(outcome);
    default:
      return unreachable(outcome);
  }
};

/** What the rules of the policy decide. */
import type { Answer } from '../../../core/attempt.ts';
import { instant } from '../../../core/id.ts';
import { backoffMs } from './backoff.ts';
import { isFarAway, timeText } from './far-away.ts';
import type { Rule } from './rule.ts';

type Decide = Rule['decide'];

const CHOICES: readonly Answer[] = ['again', 'accept', 'skip', 'reject'];

/** Asks where the step says so, logs where the run goes on without it or the settings call it no error, else escalates. */
export const giveUp: Decide = ({ step, message, isMild, severity }, reason) => {
  if (isMild) return { kind: 'log', reason: `${reason}; its severity is ${severity}` };
  if (step.onEscalated === 'ask')
    return { kind: 'ask', prompt: `${step.id}: ${message.slice(0, 300)}. What now?`, choices: CHOICES, reason };
  if (step.continueOnError) return { kind: 'log', reason: `${reason}; continueOnError lets the run go on` };
  return { kind: 'escalate', reason };
};

/** The next alternative; where there is none, what is done instead. */
export const fallBackOr =
  (instead: Decide): Decide =>
  (known, reason) => {
    const to = known.at.recovery.alternative + 1;
    const next = known.step.fallback[to - 1];
    if (next === undefined) return instead(known, reason);
    return { kind: 'fallback', to, reason: `${reason}; next is ${next.tool}` };
  };

/** Until the time that was named, or until a person says so; it costs no failure, and whoever goes on has all chances. */
export const park: Decide = ({ step, message, retryAt }, reason) => ({
  kind: 'ask',
  prompt: `${step.id}: ${message.slice(0, 200)} (${reason}). Try again before that?`,
  choices: CHOICES,
  ...(retryAt === null ? {} : { until: retryAt }),
  reason,
});

/** Until the breaker may let the step through; parked where that is so far away that nobody is kept waiting. */
export const waitForBreaker: Decide = ({ step, failed: { failure }, now, settings }, reason) => {
  const until = failure.code === 'breaker-open' ? failure.reopensAt : now;
  const why = `${reason}; waiting costs no failure`;
  if (failure.code !== 'breaker-open' || !isFarAway(until, now, settings))
    return { kind: 'wait', at: until, reason: why };
  const prompt = `${step.id}: the breaker ${failure.breaker} is open until ${timeText(until)}. Try again before that?`;
  return { kind: 'ask', prompt, choices: CHOICES, until, breaker: failure.breaker, reason: why };
};

/** The fix that is offered. */
export const tryFix: Decide = (known, reason) => {
  const fix = known.failed.diagnosis?.fix ?? null;
  return fix === null ? giveUp(known, reason) : { kind: 'fix', fix, reason };
};

/** When it was asked for, at no cost. */
export const comeBack: Decide = ({ now, retryAt, change }, reason) => ({
  kind: 'retry',
  at: instant(Math.max(now, retryAt ?? now)),
  counts: false,
  ...(change === null ? {} : { change }),
  reason,
});

/** When it was asked for, else after the backoff; costs one failure. */
export const retry: Decide = ({ step, at, now, retryAt, chance, change }, reason) => {
  const other = change === null ? {} : { change };
  if (retryAt !== null) {
    const wished = `${reason}: at the time it asked for`;
    return { kind: 'retry', at: instant(Math.max(now, retryAt)), counts: true, ...other, reason: wished };
  }
  const waitMs = backoffMs(step.retry.backoff, at.recovery.spent, chance);
  return { kind: 'retry', at: instant(now + waitMs), counts: true, ...other, reason };
};

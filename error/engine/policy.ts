/**
 * What is done about a failure. The first rule that fits decides:
 *
 *   P1 a breaker is open             fall back, else wait for it
 *   P2 critical                      give up: people are to know at once
 *   P3 a fix is offered, and fresh   fix
 *   P4 asked to come back            come back then; where that is long, fall back, however many tries are left
 *   P5 it leads nowhere              fall back, else give up: the same failure too often, or two that take turns
 *   P6 the limit is not reached      try again, where another try may help
 *   P7 there is an alternative       fall back, where another tool may help
 *   P8 nothing helps                 give up
 *
 * To give up is to ask where the step says so, to log where the run goes on without it or the settings call it no error,
 * else to escalate.
 */
import type { Chance } from '../../core/clock.ts';
import type { DiagnosisCode } from '../../core/failure.ts';
import type { AttemptFailure } from '../../core/diagnosis.ts';
import { instant } from '../../core/id.ts';
import type { IssueSeverity } from '../../core/issue.ts';
import type { Decision, ErrorPolicy, FailureContext } from '../../core/policy.ts';
import type { Answer } from '../../core/attempt.ts';
import { backoffMs } from './backoff.ts';
import { severityOfCode } from './fault-code.ts';
import { severityRank } from './issue.ts';
import { findStop } from './oscillation.ts';
import { recoverabilityOf } from './recoverability.ts';

export type PolicySettings = {
  /** How often the same failure may come before retrying is given up early, where the step does not say. */
  readonly repeats: number;
  /** A failure longer ago than that is no sign that retrying leads nowhere. */
  readonly signatureTtlMs: number;
  /** Severities that differ from the usual, by code; over what is found. */
  readonly severities: Readonly<Partial<Record<DiagnosisCode, IssueSeverity>>>;
};

export const DEFAULT_POLICY_SETTINGS: PolicySettings = Object.freeze({
  repeats: 3,
  signatureTtlMs: 86_400_000,
  severities: {},
});

/** How often a step comes back when it is asked to, before that counts as failing. */
const PATIENCE = 20;

/** How long a step waits for whoever asks it to come back later while there is another to ask. */
const LONG_WAIT_MS = 300_000;

const CHOICES: readonly Answer[] = ['again', 'accept', 'skip', 'reject'];

type Known = FailureContext & {
  readonly code: DiagnosisCode;
  readonly message: string;
  readonly signature: string;
  readonly failed: AttemptFailure;
  /** That the settings call it less than an error; null where they do not. */
  readonly mildness: string | null;
};

const isLess = (severity: IssueSeverity): boolean => severityRank(severity) < severityRank('error');

const giveUp = ({ step, message, mildness }: Known, reason: string): Decision => {
  if (mildness !== null) return { kind: 'log', reason: `${reason}; ${mildness}` };
  if (step.onEscalated === 'ask')
    return { kind: 'ask', prompt: `${step.id}: ${message.slice(0, 300)}. What now?`, choices: CHOICES, reason };
  if (step.continueOnError) return { kind: 'log', reason: `${reason}; continueOnError lets the run go on` };
  return { kind: 'escalate', reason };
};

/** The next alternative; null where there is none. */
const fallBack = ({ step, at }: Known, reason: string): Decision | null => {
  const to = at.recovery.alternative + 1;
  const next = step.fallback[to - 1];
  return next === undefined ? null : { kind: 'fallback', to, reason: `${reason}; next is ${next.tool}` };
};

/** P3 */
const fix = ({ failed, step, at, signature }: Known): Decision | null => {
  const offered = failed.diagnosis?.fix ?? null;
  if (offered === null || at.recovery.fixes >= step.fixes) return null;
  const tried = at.recovery.fix?.fix ?? null;
  const isTried = tried !== null && JSON.stringify(tried.argv) === JSON.stringify(offered.argv);
  // What came back just as it was has not been helped.
  if (isTried && at.recovery.sightings.at(-1)?.signature === signature) return null;
  return { kind: 'fix', fix: offered, reason: `${failed.diagnosis?.plugin ?? 'a plugin'} offers: ${offered.title}` };
};

/** P5; what goes away by itself may come as often as it likes. */
const deadEnd = (known: Known, settings: PolicySettings): string | null => {
  const { at, step, now, code, signature } = known;
  if (recoverabilityOf(code) === 'transient') return null;
  const fresh = at.recovery.sightings.filter((sighting) => now - sighting.at < settings.signatureTtlMs);
  const limit = step.retry.repeats ?? settings.repeats;
  const stop = findStop([...fresh.map((sighting) => sighting.signature), signature], limit);
  if (stop === null) return null;
  return stop.kind === 'repeated' ? `${stop.reason} (retry.repeats allows more)` : stop.reason;
};

/** Why the limit does not forgive this failure; null where it does. */
const unforgiven = ({ step, at, code, failed }: Known): string | null => {
  const { limit, on } = step.retry;
  const hope = recoverabilityOf(code);
  const isNamed = on?.includes(code) === true;
  const isBackSoon = code === 'quota-exceeded' && (failed.diagnosis?.retryAt ?? null) !== null;
  if (!isNamed && !isBackSoon && (hope === 'hopeless' || hope === 'elsewhere'))
    return `${code}: another try meets the same`;
  if (on !== null && !isNamed) return `${code} is not among retry.on`;
  if (at.recovery.spent >= limit)
    return limit === 0
      ? 'no failure is forgiven (retry.limit is 0)'
      : `failed ${limit + 1} times, retry.limit is ${limit}`;
  return null;
};

/** P4: who is asked to come back later has not failed, unless that goes on and on. */
const comeBack = ({ failed, at, now, code, signature }: Known): Decision | null => {
  const wished = failed.diagnosis?.retryAt ?? null;
  if (code !== 'rate-limited' || wished === null) return null;
  const times = at.recovery.sightings.filter((sighting) => sighting.signature === signature).length;
  if (times >= PATIENCE) return null;
  const reason = 'asked to come back later, which costs no failure';
  return { kind: 'retry', at: instant(Math.max(now, wished)), counts: false, reason };
};

/** P4: a tool that is away for long is not waited for while there is another. */
const elsewhereMeanwhile = (known: Known): Decision | null => {
  const { failed, now, code } = known;
  const wished = failed.diagnosis?.retryAt ?? null;
  if (wished === null || wished - now <= LONG_WAIT_MS || recoverabilityOf(code) === 'hopeless') return null;
  const minutes = Math.ceil((wished - now) / 60_000);
  return fallBack(known, `${code}: asked to come back in ${minutes} minutes, too long to wait`);
};

/** P6 */
const retry = ({ failed, step, at, now, code }: Known, chance: Pick<Chance, 'fraction'>): Decision => {
  const count = `failure ${at.recovery.spent + 1} of ${step.retry.limit + 1}`;
  const wished = failed.diagnosis?.retryAt ?? null;
  if (wished !== null) {
    const reason = `${code}, ${count}: at the time it asked for`;
    return { kind: 'retry', at: instant(Math.max(now, wished)), counts: true, reason };
  }
  const waitMs = backoffMs(step.retry.backoff, at.recovery.spent, chance);
  return { kind: 'retry', at: instant(now + waitMs), counts: true, reason: `${code}, ${count}` };
};

/** The policy of steps, by what they and the settings say. Pure but for the jitter of waits. */
export const createPolicy = (parts: {
  readonly chance: Pick<Chance, 'fraction'>;
  readonly settings: PolicySettings;
}): ErrorPolicy => ({
  decide: (failed, context) => {
    const { failure, diagnosis } = failed;
    const code = diagnosis?.code ?? failure.code;
    const message = diagnosis?.message ?? failure.message;
    const set = parts.settings.severities[code];
    const mildness = set !== undefined && isLess(set) ? `its severity is ${set}` : null;
    const known: Known = { ...context, code, message, signature: diagnosis?.signature ?? code, failed, mildness };
    if (failure.code === 'breaker-open') {
      const reason = `the breaker ${failure.breaker} is open`;
      return (
        fallBack(known, reason) ?? {
          kind: 'wait',
          at: failure.reopensAt,
          reason: `${reason}; waiting costs no failure`,
        }
      );
    }
    const severity = set ?? diagnosis?.severity ?? severityOfCode(code);
    if (severity === 'critical') return giveUp(known, `${code} is critical: nothing is tried`);
    if (isLess(severity) && recoverabilityOf(code) !== 'transient')
      return { kind: 'log', reason: `its severity is ${severity}` };
    const fixed = fix(known);
    if (fixed !== null) return fixed;
    const later = elsewhereMeanwhile(known) ?? comeBack(known);
    if (later !== null) return later;
    const stuck = deadEnd(known, parts.settings);
    if (stuck !== null) return fallBack(known, stuck) ?? giveUp(known, stuck);
    const reason = unforgiven(known);
    if (reason === null) return retry(known, parts.chance);
    const other = recoverabilityOf(code) === 'hopeless' ? null : fallBack(known, reason);
    return other ?? giveUp(known, reason);
  },
});

/** What an event makes of what is remembered of a step's failures. */
import type { AttemptFailure } from '../diagnosis.ts';
import type { StepEvent } from '../event.ts';
import { unreachable } from '../result.ts';
import type { Recovery } from '../run.ts';

/** Of a step that never failed. */
export const UNTROUBLED: Recovery = Object.freeze({
  alternative: 0,
  spent: 0,
  fixes: 0,
  fix: null,
  accepted: null,
  choice: null,
  asked: null,
  deaths: 0,
  sightings: [],
  last: null,
});

type Retrying = StepEvent & { readonly type: 'step.retrying' };

/**
 * The attempt says nothing about the step: what it was to try is still to be tried. Only where it was to mend work that
 * checks had refused, that work is gone with the attempt, and must be done again first.
 */
const untried = (recovery: Recovery): Recovery =>
  recovery.fix?.of === 'acceptance-failed' ? { ...recovery, fix: null, fixes: recovery.fixes - 1 } : recovery;

const lastOf = ({ attempt }: StepEvent, { failure, diagnosis }: AttemptFailure): Recovery['last'] => ({
  attempt: attempt ?? 0,
  failure,
  diagnosis,
});

/** Where it cannot be told what the step was at when ws died, the death is no sign for it and none against it. */
const deathsAfter = (deaths: number, { failure }: AttemptFailure): number => {
  if (failure.code !== 'interrupted' || failure.by !== 'crash') return 0;
  return failure.atWork === true ? deaths + 1 : deaths;
};

const afterRetrying = (recovery: Recovery, event: Retrying): Recovery => {
  // No tool was called: the attempt says nothing.
  if (event.decision.kind === 'wait') return recovery;
  return { ...triedAfter(recovery, event), deaths: deathsAfter(recovery.deaths, event) };
};

const triedAfter = (recovery: Recovery, event: Retrying): Recovery => {
  const { failure, diagnosis, decision, at } = event;
  const last = lastOf(event, event);
  const sightings = [...recovery.sightings, { signature: diagnosis?.signature ?? failure.code, at }];
  switch (decision.kind) {
    case 'wait':
      return recovery;
    case 'fix': {
      const fix = { fix: decision.fix, of: failure.code, attempt: event.attempt ?? 0 };
      return { ...recovery, last, sightings, fixes: recovery.fixes + 1, fix };
    }
    case 'fallback': {
      const told = failure.code === 'breaker-open' ? recovery.last : last;
      return { ...recovery, last: told, sightings: [], spent: 0, fix: null, accepted: null, alternative: decision.to };
    }
    case 'retry': {
      if (failure.code === 'interrupted' || failure.code === 'disk-full') return untried(recovery);
      const spent = recovery.spent + (decision.counts ? 1 : 0);
      return { ...recovery, last, sightings, spent, fix: null, accepted: null };
    }
    default:
      return unreachable(decision);
  }
};

type Parked = StepEvent & { readonly type: 'step.parked' };

/** With a cause, what was accepted did not stand up to the checks: it is a person's again, and nothing is held against the step. */
const handedOver = (recovery: Recovery, event: Parked): Recovery => {
  const last = event.cause === null ? recovery.last : lastOf(event, event.cause);
  return { ...recovery, deaths: 0, fix: null, accepted: null, asked: event.wait, last };
};

/** Gives the recovery itself where the event changes nothing of it. */
export const recoveryAfter = (recovery: Recovery, event: StepEvent): Recovery => {
  switch (event.type) {
    case 'step.retrying':
      return afterRetrying(recovery, event);
    case 'step.parked':
      if (event.wait.kind === 'work') return handedOver(recovery, event);
      if (event.cause === null) return { ...recovery, deaths: 0 };
      if (event.cause.failure.code === 'interrupted') return untried(recovery);
      // No tool was called: the attempt says nothing.
      if (event.cause.failure.code === 'breaker-open') return recovery;
      // It was not tried: it goes on with what was remembered, and whoever says "again" has allowed the refresh.
      if (event.cause.failure.code === 'leaves-missing') return { ...recovery, last: lastOf(event, event.cause) };
      // Whoever says "again" has seen to it: the step starts with all its chances.
      return {
        ...UNTROUBLED,
        choice: recovery.choice,
        alternative: recovery.alternative,
        last: lastOf(event, event.cause),
      };
    case 'step.answered':
      return { ...recovery, deaths: 0, accepted: event.answer === 'accept' ? event.outputs : recovery.accepted };
    case 'step.failed':
      return { ...recovery, fix: null, last: lastOf(event, event) };
    case 'step.started':
      return event.choice === undefined ? recovery : { ...recovery, choice: event.choice };
    case 'step.readied':
    case 'step.opened':
    case 'step.validating':
    case 'step.succeeded':
    case 'step.skipped':
    case 'step.cancelled':
    case 'step.used':
    case 'step.refreshed':
      return recovery;
    default:
      return unreachable(event);
  }
};

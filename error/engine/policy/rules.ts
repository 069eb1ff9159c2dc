/** What is done about a failure, rule by rule; docs/errors/recovery.md shows them as a table. */
import {
  askedBack,
  awayForLong,
  critical,
  farAway,
  freshFix,
  noError,
  nothingHelps,
  openBreaker,
  otherTool,
  retriesLeft,
} from './conditions.ts';
import { comeBack, fallBackOr, giveUp, park, retry, tryFix, waitForBreaker } from './decisions.ts';
import { deadEnd } from './forgiven.ts';
import type { Rule } from './rule.ts';

/** In the order in which they are asked; the last one always applies. */
export const RULES: readonly Rule[] = [
  {
    name: 'open breaker',
    says: {
      when: 'a circuit breaker is open',
      what: 'fall back where there is an alternative, else wait, parked where it opens later than after `wait.foreground`; costs no failure',
    },
    when: openBreaker,
    decide: fallBackOr(waitForBreaker),
  },
  {
    name: 'critical',
    says: { when: 'the failure is critical, such as a secret in the sources', what: 'give up at once' },
    when: critical,
    decide: giveUp,
  },
  {
    name: 'no error',
    says: {
      when: 'the configuration calls the code less than an error, and it does not go away by itself',
      what: 'log: the run goes on',
    },
    when: noError,
    decide: (_, reason) => ({ kind: 'log', reason }),
  },
  {
    name: 'fix',
    says: { when: 'a plugin offers a fix that has not just changed nothing, and `fix` allows one more', what: 'fix' },
    when: freshFix,
    decide: tryFix,
  },
  {
    name: 'away for long',
    says: {
      when: 'a provider asked to come back in more than five minutes, and there is an alternative',
      what: 'fall back, however many retries are left',
    },
    when: awayForLong,
    decide: fallBackOr(giveUp),
  },
  {
    name: 'far away',
    says: {
      when: 'a limit (`rate-limited`, `quota-exceeded`, `unavailable`) ends later than after `wait.foreground` (10 minutes), and there is no alternative',
      what: 'park the step until then: it goes on by itself, or when it is answered, and holds nobody up; costs no failure',
    },
    when: farAway,
    decide: park,
  },
  {
    name: 'asked back',
    says: {
      when: 'a provider that limits calls (`rate-limited`, `quota-exceeded`) asked to come back later, no more than twenty times',
      what: 'retry when it said; costs no failure',
    },
    when: askedBack,
    decide: comeBack,
  },
  {
    name: 'dead end',
    says: {
      when: 'the same failure came more than `retry.repeats` times, or two take turns (A-B-A-B)',
      what: 'fall back where there is an alternative, else give up',
    },
    when: deadEnd,
    decide: fallBackOr(giveUp),
  },
  {
    name: 'retry',
    says: {
      when: '`retry.limit` is not reached, and another try may help',
      what: 'retry after the backoff, or when the provider said (`Retry-After`)',
    },
    when: retriesLeft,
    decide: retry,
  },
  {
    name: 'alternative',
    says: { when: 'there is an alternative, and another tool may help', what: 'fall back' },
    when: otherTool,
    decide: fallBackOr(giveUp),
  },
  {
    name: 'nothing helps',
    says: { when: 'none of these does', what: 'give up' },
    when: nothingHelps,
    decide: giveUp,
  },
];

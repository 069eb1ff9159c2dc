import { describe, expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import type { Decision } from '../../../../../core/policy.ts';
import { alternative, decide, diagnosis, now, retry, seen, type Given } from './decide.ts';

describe('what goes away by itself, or may', () => {
  test.each<[string, Given, Partial<Decision>]>([
    ['is tried again while the limit lasts', { step: { retry: retry(1) } }, { kind: 'retry', at: instant(1_001_000) }],
    [
      'waits twice as long the second time',
      { step: { retry: retry(2) }, recovery: { spent: 1 } },
      { at: instant(1_002_000) },
    ],
    [
      'is given up when the limit is reached',
      { step: { retry: retry(1) }, recovery: { spent: 1 } },
      { kind: 'escalate' },
    ],
    [
      'waits as long as the provider says, whatever the backoff',
      { step: { retry: retry(1) }, read: diagnosis('unavailable', { retryAt: instant(now + 1_500_000) }) },
      { kind: 'retry', at: instant(now + 1_500_000), counts: true },
    ],
    [
      'costs nothing where the provider asks to come back',
      { read: diagnosis('rate-limited', { retryAt: instant(1_005_000) }) },
      { kind: 'retry', at: instant(1_005_000), counts: false },
    ],
    [
      'does cost where it asks for that on and on',
      {
        read: diagnosis('rate-limited', { retryAt: instant(1_005_000) }),
        recovery: { sightings: seen(...Array<string>(20).fill('rate-limited/-/0')) },
      },
      { kind: 'escalate' },
    ],
    [
      'is waited for as long as that takes where there is no alternative',
      { read: diagnosis('rate-limited', { retryAt: instant(now + 1_800_000) }) },
      { kind: 'retry', at: instant(now + 1_800_000), counts: false },
    ],
    [
      'costs nothing where an account that is used up comes back',
      { read: diagnosis('quota-exceeded', { retryAt: instant(now + 60_000) }) },
      { kind: 'retry', at: instant(now + 60_000), counts: false },
    ],
    [
      'parks the step where it ends in hours, so that nobody is held up',
      { step: { retry: retry(5) }, read: diagnosis('quota-exceeded', { retryAt: instant(now + 7_200_000) }) },
      { kind: 'ask', until: instant(now + 7_200_000) },
    ],
    [
      'is waited for where it is not long, alternative or not',
      {
        step: { fallback: [alternative('codex')] },
        read: diagnosis('rate-limited', { retryAt: instant(now + 300_000) }),
      },
      { kind: 'retry', at: instant(now + 300_000), counts: false },
    ],
    [
      'is not waited for where that takes long and there is an alternative',
      {
        step: { fallback: [alternative('codex')] },
        read: diagnosis('rate-limited', { retryAt: instant(now + 300_001) }),
      },
      { kind: 'fallback', to: 1 },
    ],
    [
      'is not waited for either while retries are left',
      {
        step: { retry: retry(3), fallback: [alternative('codex')] },
        read: diagnosis('quota-exceeded', { retryAt: instant(now + 3_600_000) }),
      },
      { kind: 'fallback', to: 1 },
    ],
    [
      'waits for a used up quota that comes back',
      { step: { retry: retry(1) }, read: diagnosis('quota-exceeded', { retryAt: instant(2_000_000) }) },
      { kind: 'retry', at: instant(2_000_000) },
    ],
  ])('%s', (_, given, decision) => {
    expect(decide(given)).toMatchObject(decision);
  });
});

describe('another try is not made', () => {
  test.each<[string, Given, RegExp]>([
    [
      'of what a person must change',
      { step: { retry: retry(9) }, read: diagnosis('permission-denied') },
      /another try meets the same/,
    ],
    [
      'where another tool is needed',
      { step: { retry: retry(9) }, read: diagnosis('unauthenticated') },
      /another try meets the same/,
    ],
    ['where retry.on names others', { step: { retry: retry(9, { on: ['timeout'] }) } }, /not among retry.on/],
    [
      'of what is critical',
      { step: { retry: retry(9) }, read: diagnosis('secret-found', { severity: 'critical' }) },
      /critical/,
    ],
    [
      'of the same failure for the fourth time',
      {
        step: { retry: retry(9) },
        read: diagnosis('check-failed'),
        recovery: { sightings: seen('check-failed/-/0', 'check-failed/-/0', 'check-failed/-/0') },
      },
      /4 times in a row, more than the 3 allowed/,
    ],
    [
      'of two failures that take turns',
      {
        step: { retry: retry(9) },
        read: diagnosis('check-failed'),
        recovery: { sightings: seen('b', 'check-failed/-/0', 'b') },
      },
      /take turns/,
    ],
  ])('%s', (_, given, reason) => {
    const decision = decide(given);
    expect(decision.kind).toBe('escalate');
    expect(decision.reason).toMatch(reason);
  });

  test('but is made where retry.on names the failure all the same', () => {
    expect(
      decide({ step: { retry: retry(1, { on: ['unauthenticated'] }) }, read: diagnosis('unauthenticated') }).kind,
    ).toBe('retry');
  });

  test('the same failure may come as often as retry.repeats allows', () => {
    const recovery = { sightings: seen(...Array<string>(5).fill('check-failed/-/0')) };
    const read = diagnosis('check-failed');
    expect(decide({ step: { retry: retry(9, { repeats: 6 }) }, read, recovery }).kind).toBe('retry');
    expect(decide({ step: { retry: retry(9, { repeats: 5 }) }, read, recovery }).kind).toBe('escalate');
  });

  test('a failure of long ago is no repetition', () => {
    const sightings = seen(...Array<string>(9).fill('check-failed/-/0')).map((sighting) => ({
      ...sighting,
      at: instant(0),
    }));
    const given = { step: { retry: retry(9) }, read: diagnosis('check-failed'), recovery: { sightings } };
    expect(decide({ ...given, settings: { signatureTtlMs: 1000 } }).kind).toBe('retry');
    expect(decide(given).kind).toBe('escalate');
  });

  test('what goes away by itself is never a repetition', () => {
    const recovery = { sightings: seen(...Array<string>(50).fill('network/-/0')) };
    expect(decide({ step: { retry: retry(100) }, read: diagnosis('network'), recovery }).kind).toBe('retry');
  });
});

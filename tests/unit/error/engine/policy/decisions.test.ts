/** What each kind of decision holds, and when it is made. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../../../core/failure.ts';
import { instant } from '../../../../../core/id.ts';
import type { Decision } from '../../../../../core/policy.ts';
import { alternative, decide, diagnosis, eslintFix, now, retry, seen, type Given } from './decide.ts';

describe('a fix', () => {
  const read = diagnosis('check-failed', { plugin: 'eslint', fix: eslintFix });

  test('comes before a retry and costs none', () => {
    expect(decide({ step: { fixes: 2, retry: retry(3) }, read })).toMatchObject({ kind: 'fix', fix: eslintFix });
  });

  test.each<[string, Given]>([
    ['that the step does not want', { step: { fixes: 0 }, read }],
    ['beyond the limit', { step: { fixes: 2 }, read, recovery: { fixes: 2 } }],
    ['of what is critical', { step: { fixes: 2 }, read: { ...read, severity: 'critical' } }],
    [
      'that has just changed nothing',
      {
        step: { fixes: 2 },
        read,
        recovery: { fixes: 1, fix: { fix: eslintFix, of: 'tool-exit', attempt: 1 }, sightings: seen(read.signature) },
      },
    ],
  ])('%s is not tried', (_, given) => {
    expect(decide(given).kind).toBe('escalate');
  });

  test('that left another failure behind may be tried again', () => {
    const recovery = {
      fixes: 1,
      fix: { fix: eslintFix, of: 'tool-exit', attempt: 1 } as const,
      sightings: seen('other'),
    };
    expect(decide({ step: { fixes: 2 }, read, recovery }).kind).toBe('fix');
  });
});

describe('an alternative', () => {
  const fallback = [alternative('codex'), alternative('manual')];

  test.each<[string, Given, Partial<Decision>]>([
    [
      'comes when the limit is reached',
      { step: { fallback, retry: retry(1) }, recovery: { spent: 1 } },
      { kind: 'fallback', to: 1 },
    ],
    ['is the next one', { step: { fallback }, recovery: { alternative: 1 } }, { kind: 'fallback', to: 2 }],
    ['is none after the last', { step: { fallback }, recovery: { alternative: 2 } }, { kind: 'escalate' }],
    [
      'comes at once where this tool cannot do it',
      { step: { fallback, retry: retry(9) }, read: diagnosis('context-too-long') },
      { kind: 'fallback' },
    ],
    [
      'does not help where a person must act',
      { step: { fallback }, read: diagnosis('permission-denied') },
      { kind: 'escalate' },
    ],
    [
      'comes where retrying leads nowhere',
      {
        step: { fallback, retry: retry(9) },
        read: diagnosis('check-failed'),
        recovery: { sightings: seen(...Array<string>(3).fill('check-failed/-/0')) },
      },
      { kind: 'fallback' },
    ],
  ])('%s', (_, given, decision) => {
    expect(decide(given)).toMatchObject(decision);
  });
});

describe('an open breaker', () => {
  const failure: Failure = { code: 'breaker-open', breaker: 'api', reopensAt: instant(2_000_000), message: 'open' };

  test('is waited for, which costs no failure', () => {
    expect(decide({ failure })).toMatchObject({ kind: 'wait', at: instant(2_000_000) });
  });

  test('parks the step where it opens in hours, until then or until it closes', () => {
    const far = { ...failure, reopensAt: instant(now + 7_200_000) };
    expect(decide({ failure: far })).toMatchObject({ kind: 'ask', until: far.reopensAt, breaker: 'api' });
    expect(decide({ failure: { ...failure, reopensAt: instant(now + 1_800_000) } })).toMatchObject({ kind: 'wait' });
  });

  test('is gone round where there is an alternative', () => {
    expect(decide({ failure, step: { fallback: [alternative('codex')] } })).toMatchObject({ kind: 'fallback', to: 1 });
  });
});

describe('when nothing helps', () => {
  test.each<[string, Given, Decision['kind']]>([
    ['people are told', {}, 'escalate'],
    ['the step asks, where it says so', { step: { onEscalated: 'ask' } }, 'ask'],
    ['it is only written down where the run goes on without it', { step: { continueOnError: true } }, 'log'],
    [
      'it is only written down where it counts as a warning',
      { read: diagnosis('check-failed'), settings: { severities: { 'check-failed': 'warning' } } },
      'log',
    ],
    [
      'what goes away by itself is tried again first where it counts as a warning',
      { step: { retry: retry(1) }, read: diagnosis('network'), settings: { severities: { network: 'warning' } } },
      'retry',
    ],
    [
      'and only written down when retrying is over',
      { step: { onEscalated: 'ask' }, read: diagnosis('network'), settings: { severities: { network: 'warning' } } },
      'log',
    ],
    [
      'a tool that was interrupted is no warning that the settings made',
      { read: diagnosis('interrupted', { severity: 'warning' }) },
      'escalate',
    ],
    [
      'it is critical where the settings say so',
      { step: { retry: retry(5) }, read: diagnosis('timeout'), settings: { severities: { timeout: 'critical' } } },
      'escalate',
    ],
  ])('%s', (_, given, kind) => {
    expect(decide(given).kind).toBe(kind);
  });
});

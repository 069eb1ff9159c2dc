import { describe, expect, test } from 'vitest';
import type { DiagnosisCode, Failure } from '../../../../../core/failure.ts';
import type { Diagnosis, Fix } from '../../../../../core/diagnosis.ts';
import { instant, toolId } from '../../../../../core/id.ts';
import type { Decision } from '../../../../../core/policy.ts';
import type { Recovery, StepRun } from '../../../../../core/run.ts';
import { UNTROUBLED } from '../../../../../core/state/recovery.ts';
import type { Retry, Step } from '../../../../../core/workstream.ts';
import { createPolicy } from '../../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS, type PolicySettings } from '../../../../../error/engine/policy/policy-settings.ts';
import { severityUnder } from '../../../../../error/engine/verdict/severity.ts';
import { aStep } from '../../../../rig/step.ts';

const now = instant(1_000_000);
const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const eslintFix: Fix = { title: 'Fix what ESLint can fix', argv: ['eslint', '--fix'], cwd: null };
const backoff = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 };
const retry = (limit: number, over: Partial<Retry> = {}): Retry => ({
  limit,
  on: null,
  repeats: null,
  backoff,
  ...over,
});
const alternative = (tool: string) => ({ tool: toolId(tool), with: {}, breakers: [] });

const diagnosis = (code: DiagnosisCode, over: Partial<Diagnosis> = {}): Diagnosis => ({
  code,
  severity: 'error',
  plugin: null,
  signature: `${code}/-/0`,
  message: 'it failed',
  issues: [],
  fix: null,
  retryAt: null,
  problems: [],
  ...over,
});

type Given = {
  readonly step?: Partial<Step>;
  readonly recovery?: Partial<Recovery>;
  readonly failure?: Failure;
  readonly read?: Diagnosis | null;
  readonly settings?: Partial<PolicySettings>;
};

/** As whoever makes the diagnosis does: with the severity that the settings give it. */
const weighed = (read: Diagnosis, { severities = {} }: Partial<PolicySettings>): Diagnosis => ({
  ...read,
  severity: severityUnder(severities, read.code, read.severity),
});

const decide = ({ step = {}, recovery = {}, failure = exit1, read = null, settings = {} }: Given): Decision => {
  const policy = createPolicy({
    chance: { fraction: () => 0.5 },
    settings: { ...DEFAULT_POLICY_SETTINGS, ...settings },
  });
  const at: StepRun = {
    state: { kind: 'running' },
    attempts: 1,
    failures: 0,
    lastSeq: 1,
    recovery: { ...UNTROUBLED, ...recovery },
  };
  const diagnosis = read === null ? null : weighed(read, settings);
  return policy.decide({ failure, diagnosis }, { step: aStep('a', [], step), at, now });
};

const seen = (...signatures: readonly string[]) => signatures.map((signature) => ({ signature, at: now }));

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
      { kind: 'ask' },
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
  const failure: Failure = { code: 'breaker-open', breaker: 'api', reopensAt: instant(5_000_000), message: 'open' };

  test('is waited for, which costs no failure', () => {
    expect(decide({ failure })).toMatchObject({ kind: 'wait', at: instant(5_000_000) });
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

/** Which rule decides. What each decides is told in policy.test.ts. */
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../../../core/diagnosis.ts';
import type { DiagnosisCode, Failure } from '../../../../../core/failure.ts';
import { instant, toolId } from '../../../../../core/id.ts';
import type { Recovery } from '../../../../../core/run.ts';
import { UNTROUBLED } from '../../../../../core/state/recovery.ts';
import type { Step } from '../../../../../core/workstream.ts';
import { knownFailure } from '../../../../../error/engine/policy/known-failure.ts';
import { firstRule } from '../../../../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS, type PolicySettings } from '../../../../../error/engine/policy/policy-settings.ts';
import { RULES } from '../../../../../error/engine/policy/rules.ts';
import { aStep } from '../../../../rig/step.ts';

const now = instant(1_000_000);
const closed: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const open: Failure = { code: 'breaker-open', breaker: 'api', reopensAt: instant(5_000_000), message: 'open' };
const backoff = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 };
const retry = { limit: 1, on: null, repeats: null, backoff };
const fallback = [{ tool: toolId('codex'), with: {}, breakers: [] }];
const fix = { title: 'Fix it', argv: ['fix'], cwd: null } as const;
const hourOn = { retryAt: instant(now + 3_600_000) };

const read = (code: DiagnosisCode, over: Partial<Diagnosis> = {}): Diagnosis => ({
  ...{ code, severity: 'error', plugin: null, signature: `${code}/-/0`, message: 'it failed', issues: [] },
  ...{ fix: null, retryAt: null, problems: [] },
  ...over,
});

const seen = (signature: string, times: number) => Array.from({ length: times }, () => ({ signature, at: now }));

type Given = {
  readonly step?: Partial<Step>;
  readonly recovery?: Partial<Recovery>;
  readonly failure?: Failure;
  readonly diagnosis?: Diagnosis | null;
  readonly settings?: Partial<PolicySettings>;
};

const decided = ({ step = {}, recovery = {}, failure = closed, diagnosis = null, settings = {} }: Given) =>
  firstRule(
    knownFailure(
      { failure, diagnosis },
      {
        step: aStep('a', [], step),
        at: {
          ...{ state: { kind: 'running' }, attempts: 1, failures: 0, lastSeq: 1, past: null },
          recovery: { ...UNTROUBLED, ...recovery },
        },
        now,
      },
      { settings: { ...DEFAULT_POLICY_SETTINGS, ...settings }, chance: { fraction: () => 0.5 } },
    ),
  );

// One line for each rule in its order, and what would decide were it not for that rule.
const cases: readonly (readonly [string, Given])[] = [
  ['open breaker', { failure: open }],
  ['critical', { diagnosis: read('secret-found', { severity: 'critical', fix }), step: { fixes: 2, retry } }],
  ['no error', { diagnosis: read('check-failed', { severity: 'warning', fix }), step: { fixes: 2, retry } }],
  ['fix', { diagnosis: read('check-failed', { fix }), step: { fixes: 2, retry } }],
  ['away for long', { diagnosis: read('rate-limited', hourOn), step: { fallback, retry } }],
  ['far away', { diagnosis: read('rate-limited', hourOn), step: { retry } }],
  ['asked back', { diagnosis: read('rate-limited', { retryAt: instant(now + 60_000) }), step: { retry } }],
  [
    'dead end',
    {
      diagnosis: read('check-failed'),
      step: { retry: { ...retry, limit: 9 } },
      recovery: { sightings: seen('check-failed/-/0', 3) },
    },
  ],
  ['retry', { diagnosis: read('check-failed'), step: { retry, fallback } }],
  ['alternative', { diagnosis: read('check-failed'), step: { fallback } }],
  ['nothing helps', { diagnosis: read('check-failed') }],
];

describe('the rule that decides', () => {
  test.each(cases)('is: %s', (name, given) => {
    expect(decided(given).rule.name).toBe(name);
  });

  test('is each of them once, in the order they have', () => {
    expect(RULES.map(({ name }) => name)).toEqual(cases.map(([name]) => name));
  });

  test.each(cases)('gives its reason to what is decided: %s', (_, given) => {
    const { decision, rule } = decided(given);
    expect(decision.reason).toMatch(/\S/);
    expect(rule.says.when).toMatch(/\S/);
    expect(rule.says.what).toMatch(/\S/);
  });
});

test('what is diagnosed keeps its severity: the settings are not applied to it again', () => {
  const given = { diagnosis: read('timeout'), step: { retry } };
  expect(decided({ ...given, settings: { severities: { timeout: 'critical' } } }).rule.name).toBe('retry');
});

test('what nobody diagnosed has that of the settings', () => {
  const failure: Failure = { code: 'timeout', afterMs: 1, message: 'm' };
  const settings = { severities: { timeout: 'critical' } } as const;
  expect(decided({ failure, step: { retry }, settings }).rule.name).toBe('critical');
});

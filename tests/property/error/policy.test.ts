/** Any policy on any course of failures: what it decides is folded as the engine does, until the step has ended. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiagnosisCode, Failure } from '../../../core/failure.ts';
import type { Diagnosis, Fix } from '../../../core/diagnosis.ts';
import { decide } from '../../../core/engine/decide.ts';
import { createEvaluation } from '../../../core/engine/evaluate.ts';
import { checkJson } from '../../../schema/json-schema.ts';
import type { Happening } from '../../../core/event.ts';
import { instant, stepId, toolId } from '../../../core/id.ts';
import { err } from '../../../core/result.ts';
import type { Step } from '../../../core/workstream.ts';
import { countsAsFailure, wakeAtOf } from '../../../core/state/retrying.ts';
import { createPolicy } from '../../../error/engine/policy/policy.ts';
import { recoverabilityOf } from '../../../error/engine/policy/recoverability.ts';
import { after, aStartedRun, RUN } from '../../rig/run.ts';
import { aStep, aWorkstream } from '../../rig/step.ts';

const RUNS = process.env['WS_LONG'] === '1' ? 20_000 : 1_000;
const A = stepId('a');
const START = 1_000_000;

const codes: readonly DiagnosisCode[] = [
  ...(['check-failed', 'tool-exit', 'timeout', 'network', 'rate-limited', 'unavailable'] as const),
  ...(['quota-exceeded', 'unauthenticated', 'permission-denied', 'secret-found', 'out-of-memory'] as const),
];
const fix: Fix = { title: 'Fix it', argv: ['fix'], cwd: null };

const steps: fc.Arbitrary<Step> = fc
  .record({
    limit: fc.nat({ max: 4 }),
    on: fc.option(fc.subarray([...codes])),
    repeats: fc.option(fc.integer({ min: 1, max: 4 })),
    initialMs: fc.integer({ min: 1, max: 5_000 }),
    factor: fc.double({ min: 1, max: 4, noNaN: true }),
    maxMs: fc.integer({ min: 5_000, max: 60_000 }),
    fallback: fc.nat({ max: 2 }),
    fixes: fc.nat({ max: 2 }),
    continueOnError: fc.boolean(),
  })
  .map(({ limit, on, repeats, initialMs, factor, maxMs, fallback, fixes, continueOnError }) =>
    aStep('a', [], {
      retry: { limit, on, repeats, backoff: { initialMs, factor, maxMs, jitter: 0.25 } },
      fallback: Array.from({ length: fallback }, () => ({ tool: toolId('shell'), with: {}, breakers: [] })),
      fixes,
      continueOnError,
    }),
  );

/** What an attempt can end with. */
type End =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'breaker' }
  | {
      readonly kind: 'failed';
      readonly code: DiagnosisCode;
      readonly fault: number;
      readonly inMs: number;
      readonly isFixable: boolean;
    };

const ends: fc.Arbitrary<End> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<End>({ kind: 'interrupted' }) },
  { weight: 1, arbitrary: fc.constant<End>({ kind: 'breaker' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('failed' as const),
      code: fc.constantFrom(...codes),
      fault: fc.nat({ max: 2 }),
      inMs: fc.constantFrom(0, 0, 7_000, 3_600_000),
      isFixable: fc.boolean(),
    }),
  },
);

const diagnosisOf = ({ code, fault, inMs, isFixable }: End & { kind: 'failed' }, now: number): Diagnosis => ({
  code,
  severity: code === 'secret-found' ? 'critical' : 'error',
  plugin: null,
  signature: `${code}/-/${fault}`,
  message: 'm',
  issues: [],
  fix: isFixable ? fix : null,
  retryAt: inMs === 0 ? null : instant(now + inMs),
  problems: [],
});

const failureOf = (end: End, now: number): Failure => {
  if (end.kind === 'interrupted') return { code: 'interrupted', by: 'stop', message: 'm' };
  if (end.kind === 'breaker')
    return { code: 'breaker-open', breaker: 'b', reopensAt: instant(now + 500), message: 'm' };
  return { code: 'tool-exit', status: 1, message: 'm' };
};

test(`of ${RUNS} policies none forgives more than its limits, waits too long, or charges what costs nothing`, () => {
  let fallbacks = 0;
  let fixes = 0;
  let stops = 0;
  const check = (step: Step, course: readonly End[], fractions: readonly number[]): void => {
    const run = aStartedRun(aWorkstream([step]));
    let draws = 0;
    const chance = { fraction: () => fractions[draws++ % fractions.length] ?? 0.5 };
    const policy = createPolicy({
      chance,
      settings: { repeats: 3, signatureTtlMs: 86_400_000, severities: {}, foregroundMs: 600_000 },
    });
    let now = START;
    const counted = new Map<number, number>();
    let tried = 0;
    let alternative = 0;
    for (const end of course) {
      const attempt = (run.steps[0]?.attempts ?? 0) + 1;
      after(
        run,
        [
          { type: 'step.readied', step: A, attempt: null },
          { type: 'step.started', step: A, attempt },
        ],
        now,
      );
      const before = run.steps[0]?.failures ?? 0;
      const failure = failureOf(end, now);
      const diagnosis = end.kind === 'failed' ? diagnosisOf(end, now) : null;
      const outcome = { attempt: { run: RUN, step: A, attempt }, result: err({ failure, diagnosis }) };
      const [happening]: readonly Happening[] = decide(
        run,
        { kind: 'outcome', outcome },
        { policy, evaluation: createEvaluation(checkJson), now: instant(now) },
      );
      if (happening === undefined) throw new Error('a failure without a decision');
      after(run, [happening], now);
      if (happening.type === 'step.failed') {
        stops += 1;
        expect(happening.decision.kind).toBe(step.continueOnError ? 'log' : 'escalate');
        return;
      }
      if (happening.type === 'step.parked') {
        // Only for a limit that ends in hours is nobody kept waiting.
        expect(end).toMatchObject({ kind: 'failed', inMs: 3_600_000 });
        return;
      }
      if (happening.type !== 'step.retrying') throw new Error(happening.type);
      const { decision } = happening;
      const wakeAt = wakeAtOf({ decision, at: instant(now) });
      const counts = countsAsFailure(happening);
      // What was interrupted, or met an open breaker, costs nothing.
      if (end.kind !== 'failed') expect(run.steps[0]?.failures).toBe(before);
      expect(decision.reason).not.toBe('');
      if (end.kind === 'interrupted') expect(decision.kind).toBe('retry');
      if (decision.kind === 'fix') {
        tried += 1;
        fixes += 1;
        expect(tried).toBeLessThanOrEqual(step.fixes);
        expect(counts).toBe(false);
      }
      if (decision.kind === 'fallback') {
        alternative += 1;
        fallbacks += 1;
        expect(decision.to).toBe(alternative);
        expect(alternative).toBeLessThanOrEqual(step.fallback.length);
      } else if (counts) {
        counted.set(alternative, (counted.get(alternative) ?? 0) + 1);
        expect(counted.get(alternative)).toBeLessThanOrEqual(step.retry.limit);
      }
      // Nobody waits for an hour while there is another tool to try.
      if (decision.kind === 'retry' && end.kind === 'failed' && end.inMs > 300_000)
        expect(alternative === step.fallback.length || recoverabilityOf(end.code) === 'hopeless').toBe(true);
      if (decision.kind === 'retry' && counts && end.kind === 'failed') {
        const { initialMs, factor, maxMs } = step.retry.backoff;
        const plain = Math.min(maxMs, initialMs * factor ** ((counted.get(alternative) ?? 1) - 1));
        const waitMs = wakeAt - now;
        if (end.inMs > 0) expect(waitMs).toBe(end.inMs);
        else {
          expect(waitMs).toBeGreaterThanOrEqual(Math.floor(plain * 0.75));
          expect(waitMs).toBeLessThanOrEqual(Math.min(maxMs, Math.ceil(plain * 1.25)));
        }
        const hope = recoverabilityOf(end.code);
        const isNamed = step.retry.on?.includes(end.code) === true;
        const isBack = end.code === 'quota-exceeded' && end.inMs > 0;
        expect(isNamed || isBack || hope === 'transient' || hope === 'repeatable').toBe(true);
        expect(step.retry.on === null || isNamed).toBe(true);
      }
      now = Math.max(now + 1, wakeAt);
    }
  };
  fc.assert(
    fc.property(
      steps,
      fc.array(ends, { minLength: 1, maxLength: 30 }),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 5 }),
      check,
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  // The courses must have come by what is tested.
  expect(Math.min(fallbacks, fixes, stops)).toBeGreaterThan(100);
});

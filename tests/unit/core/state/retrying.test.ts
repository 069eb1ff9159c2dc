import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../../core/failure.ts';
import { instant } from '../../../../core/id.ts';
import type { Again } from '../../../../core/policy.ts';
import { countsAsFailure, wakeAtOf } from '../../../../core/state/retrying.ts';

const exit1: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const open: Failure = { code: 'breaker-open', breaker: 'api', reopensAt: instant(900), message: 'open' };
const fix = { title: 'Mend', argv: ['mend'], cwd: null } as const;
const later = instant(900);

describe('a step that is tried again after a failure at 100', () => {
  test.each<[Again, Failure, number, boolean]>([
    [{ kind: 'retry', at: later, counts: true, reason: 'r' }, exit1, 900, true],
    [{ kind: 'retry', at: later, counts: false, reason: 'r' }, exit1, 900, false],
    [{ kind: 'wait', at: later, reason: 'r' }, open, 900, false],
    [{ kind: 'fix', fix, reason: 'r' }, exit1, 100, false],
    [{ kind: 'fallback', to: 1, reason: 'r' }, exit1, 100, true],
    [{ kind: 'fallback', to: 1, reason: 'r' }, open, 100, false],
  ])('%o of %o wakes at %i, and counts: %s', (decision, failure, wakeAt, counts) => {
    expect(wakeAtOf({ decision, at: instant(100) })).toBe(wakeAt);
    expect(countsAsFailure({ failure, diagnosis: null, decision })).toBe(counts);
  });
});

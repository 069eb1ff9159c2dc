import { expect, test } from 'vitest';
import { feedbackOf, toldFailure } from '../../../../../core/engine/attempt/feedback.ts';
import type { Failure } from '../../../../../core/failure.ts';
import { instant } from '../../../../../core/id.ts';
import type { Issue } from '../../../../../core/issue.ts';
import { UNTROUBLED } from '../../../../../core/state/recovery.ts';

test.each<[Failure, string]>([
  [{ code: 'breaker-open', breaker: 'b', reopensAt: instant(1), message: 'm' }, 'warning'],
  [{ code: 'interrupted', by: 'crash', message: 'm' }, 'warning'],
  [{ code: 'bad-input', pointer: '', message: 'm' }, 'error'],
  [{ code: 'bug', stack: '', message: 'm' }, 'critical'],
])('a failure whose output nobody read is as bad as its code: %j', (failure, severity) => {
  expect(toldFailure({ failure, diagnosis: null })).toMatchObject({ code: failure.code, severity, plugin: null });
});

test('what the next attempt is told fits into an environment variable, however much was found', () => {
  const issue: Issue = {
    tool: 't',
    path: 'a.c',
    line: 1,
    column: 1,
    code: null,
    category: 'other',
    severity: 'error',
    message: '誤'.repeat(500),
  };
  const diagnosis = {
    code: 'check-failed',
    severity: 'error',
    plugin: 'p',
    signature: 's',
    message: 'm',
    issues: Array.from({ length: 100 }, () => issue),
    fix: null,
    retryAt: null,
    problems: [],
  } as const;
  const failure: Failure = { code: 'tool-exit', status: 1, message: 'm' };
  const told = feedbackOf({ ...UNTROUBLED, last: { attempt: 1, failure, diagnosis } });
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(128 * 1024);
  expect(told).toMatchObject({ attempt: 1, issues: expect.arrayContaining([issue]) as unknown });
});

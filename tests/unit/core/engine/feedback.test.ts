import { expect, test } from 'vitest';
import { toldFailure } from '../../../../core/engine/feedback.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant } from '../../../../core/id.ts';

test.each<[Failure, string]>([
  [{ code: 'breaker-open', breaker: 'b', reopensAt: instant(1), message: 'm' }, 'warning'],
  [{ code: 'interrupted', by: 'crash', message: 'm' }, 'warning'],
  [{ code: 'bad-input', pointer: '', message: 'm' }, 'error'],
  [{ code: 'bug', stack: '', message: 'm' }, 'critical'],
])('a failure whose output nobody read is as bad as its code: %j', (failure, severity) => {
  expect(toldFailure({ failure, diagnosis: null })).toMatchObject({ code: failure.code, severity, plugin: null });
});

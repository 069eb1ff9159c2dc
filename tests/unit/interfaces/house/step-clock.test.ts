/** How long steps were at work. */
import { expect, test } from 'vitest';
import { stepId } from '../../../../core/id.ts';
import { stepClock } from '../../../../interfaces/house/step-clock.ts';
import type { Happening } from '../../../../core/event.ts';
import { workstreamOf } from '../cli/example.ts';
import { begun, created, failed, parked, retrying, skipped, started, succeeded, written } from '../cli/script.ts';

const head = [created(workstreamOf({ a: [] })), started];
const paused: Happening = { type: 'run.paused', by: 'ada', reason: 'interrupt' };
const resumed: Happening = { type: 'run.resumed', by: 'ada' };
const interrupted = { code: 'interrupted', by: 'crash', message: 'ws ended' } as const;
const ended: Happening = { type: 'step.cancelled', step: stepId('a'), attempt: null };

// One event a second.
test.each<[string, readonly Happening[], number | null]>([
  ['that never began', [skipped('a')], null],
  ['that is at work', [begun('a')], null],
  ['that succeeded', [begun('a'), succeeded('a')], 1000],
  ['of two attempts: of the last', [begun('a'), paused, retrying('a', 1, 0), begun('a', 2), succeeded('a', 2)], 1000],
  ['that waited for an answer and failed', [begun('a'), parked('a'), { type: 'run.waiting' }, failed('a')], 1000],
  ['that was cancelled in a pause', [begun('a'), retrying('a', 1, 0), paused, resumed, ended], 1000],
  [
    'that was cut short, which was found out later: until the last that is known of the run',
    [begun('a'), begun('b'), failed('a', 1, interrupted)],
    1000,
  ],
])('the time of a step %s', (_, happenings, tookMs) => {
  const clock = stepClock();
  for (const event of written('k3f9', [...head, ...happenings])) clock.apply(event);
  expect(clock.tookMs(stepId('a'))).toBe(tookMs);
});

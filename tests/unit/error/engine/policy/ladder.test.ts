import { expect, test } from 'vitest';
import { nextRung } from '../../../../../error/engine/policy/ladder.ts';
import { decide, diagnosis, now, retry } from './decide.ts';

const agent = { keys: [], models: ['big', 'other'] };

test.each([
  [0, { kind: 'session' }],
  [1, { kind: 'fresh' }],
  [2, { kind: 'reset' }],
  [3, { kind: 'model', model: 'big' }],
  [4, { kind: 'model', model: 'other' }],
  [9, { kind: 'model', model: 'other' }],
])('after %i failures the next try is another', (spent, change) => {
  expect(nextRung({ spent }, {}, agent, 'repeatable')).toEqual(change);
});

test('models of the step go before those of the profile, and without any the files are put back each time', () => {
  expect(nextRung({ spent: 3 }, { models: ['mine'] }, agent, 'repeatable')).toEqual({ kind: 'model', model: 'mine' });
  expect(nextRung({ spent: 3 }, { models: [] }, agent, 'repeatable')).toEqual({ kind: 'reset' });
  expect(nextRung({ spent: 9 }, {}, { ...agent, models: [] }, 'repeatable')).toEqual({ kind: 'reset' });
});

test('what goes away by itself changes nothing of the work', () => {
  expect(nextRung({ spent: 3 }, {}, agent, 'transient')).toEqual({ kind: 'session' });
});

test('a tool that remembers nothing is told no change', () => {
  const step = { retry: retry(2) };
  expect(decide({ step })).not.toHaveProperty('change');
  expect(decide({ step, agent })).toMatchObject({ kind: 'retry', change: { kind: 'session' } });
});

test('who waits longer than the foreground is parked, by the setting', () => {
  const failure = { code: 'quota-exceeded', resetsAt: null, message: 'm' } as const;
  const read = diagnosis('quota-exceeded', { retryAt: (now + 601_000) as typeof now });
  expect(decide({ failure, read, settings: { foregroundMs: 600_000 } })).toMatchObject({
    kind: 'ask',
    until: now + 601_000,
  });
  expect(decide({ failure, read, settings: { foregroundMs: 602_000 } })).toMatchObject({
    kind: 'retry',
    counts: false,
  });
});

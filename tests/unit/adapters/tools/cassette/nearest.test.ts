import { expect, test } from 'vitest';
import type { CallIdentity } from '../../../../../adapters/tools/cassette/kept-call.ts';
import { differenceText, nearestTo } from '../../../../../adapters/tools/cassette/nearest.ts';

const call = (more: Partial<CallIdentity> = {}): CallIdentity => ({
  ...{ kind: 'tool', tool: 'claude', step: 'fix', tries: 0, model: null, with: { prompt: 'do it' } },
  ...{ env: {}, input: null, cwd: '.', nth: 0, ...more },
});

test('a call of the same step is nearer than one of another that says the same', () => {
  const other = call({ step: 'other', with: { prompt: 'do this' } });
  const same = call({ with: { prompt: 'no', model: 'x', more: [1] }, env: { A: '1' }, tries: 2 });
  expect(nearestTo(call({ with: { prompt: 'do this' } }), [other, same])?.call).toBe(same);
});

test('what differs is told field by field, around the place where long texts part', () => {
  const long = 'x'.repeat(300);
  const kept = call({ with: { prompt: `${long}then${long}`, gone: true }, model: 'a' });
  const nearest = nearestTo(call({ with: { prompt: `${long}now${long}` }, model: 'b' }), [kept]);
  expect(nearest?.differs.map(({ field }) => field).toSorted()).toEqual(['model', 'with.gone', 'with.prompt']);
  const prompt = nearest?.differs.find(({ field }) => field === 'with.prompt');
  expect(prompt?.recorded).toContain('xthenx');
  expect(prompt?.now).toContain('xnowx');
  expect(prompt?.recorded?.length).toBeLessThan(130);
});

test('it is told as people say it', () => {
  expect(differenceText({ field: 'model', recorded: 'a', now: null })).toBe('model was "a" and is nothing');
});

test('of a cassette without calls there is none', () => expect(nearestTo(call(), [])).toBeNull());

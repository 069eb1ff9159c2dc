/** The estimate of what is left of a run. */
import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../../core/id.ts';
import { progressOf } from '../../../../../interfaces/house/progress.ts';
import { remainingOf } from '../../../../../interfaces/cli/view/remaining.ts';
import { workstreamOf, type Needs } from '../example.ts';
import { begun, created, recorded, start, started, succeeded } from '../script.ts';

const estimate = (
  steps: Needs,
  durations: Readonly<Record<string, number>>,
  options: { readonly last?: Needs; readonly concurrency?: number; readonly done?: readonly string[] } = {},
): number | null => {
  const workstream = workstreamOf(steps, options.last);
  const progress = progressOf(workstream);
  const happenings = (options.done ?? []).flatMap((step) => [begun(step), succeeded(step)]);
  for (const event of recorded('r', [created(workstream), started, ...happenings])) progress.apply(event);
  const known = new Map(Object.entries(durations).map(([step, ms]) => [stepId(step), ms]));
  return remainingOf(workstream, known, options.concurrency ?? 10)(progress, start);
};

describe('the estimate', () => {
  test('there is none when no step was ever seen', () => {
    expect(estimate({ a: [] }, {})).toBeNull();
  });
  test('a chain takes the sum', () => {
    expect(estimate({ a: [], b: ['a'], c: ['b'] }, { a: 1000, b: 2000, c: 4000 })).toBe(7000);
  });
  test('side by side the longest counts', () => {
    expect(estimate({ a: [], b: [] }, { a: 1000, b: 2000 })).toBe(2000);
  });
  test('with one at a time the sum counts', () => {
    expect(estimate({ a: [], b: [] }, { a: 1000, b: 2000 }, { concurrency: 1 })).toBe(3000);
  });
  test('what is done does not count', () => {
    expect(estimate({ a: [], b: ['a'] }, { a: 1000, b: 2000 }, { done: ['a'] })).toBe(2000);
  });
  test('a step never seen counts as the median of the others', () => {
    expect(estimate({ a: [], b: ['a'] }, { a: 3000 })).toBe(6000);
  });
  test('finally comes after everything', () => {
    expect(estimate({ a: [], b: [] }, { a: 1000, b: 2000, z: 500 }, { last: { z: [] } })).toBe(2500);
  });
  test('a running step that takes longer than usual leaves nothing of itself', () => {
    const workstream = workstreamOf({ a: [] });
    const progress = progressOf(workstream);
    for (const event of recorded('r', [created(workstream), started, begun('a')])) progress.apply(event);
    const remaining = remainingOf(workstream, new Map([[stepId('a'), 1000]]), 1);
    expect(remaining(progress, start + 2500)).toBe(500);
    expect(remaining(progress, start + 99_000)).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import type { Demand } from '../../../core/demand.ts';
import { stepId } from '../../../core/id.ts';
import type { Step } from '../../../core/workstream.ts';
import { aGroup } from '../../rig/bodies.ts';
import { HOPELESS, play, stateOf } from '../../rig/play.ts';
import { aStep } from '../../rig/step.ts';

const needing = (id: string, demands: Readonly<Record<string, Partial<Demand>>>, over: Partial<Step> = {}): Step =>
  aStep(id, Object.keys(demands), {
    demands: Object.entries(demands).map(([step, demand]) => ({
      step: stepId(step),
      when: 'succeeded',
      any: false,
      ...demand,
    })),
    ...over,
  });

/** a✔ b✗, c skipped by its condition, d skipped behind b */
const ENDS = [aStep('a'), aStep('b'), aStep('c', [], { condition: 'false' }), aStep('d', ['b'])];

describe('a need', () => {
  test.each([
    ['a', 'succeeded', 'succeeded'],
    ['b', 'succeeded', 'upstream'],
    ['c', 'succeeded', 'succeeded'],
    ['d', 'succeeded', 'upstream'],
    ['a', 'failed', 'condition'],
    ['b', 'failed', 'succeeded'],
    ['c', 'failed', 'condition'],
    ['d', 'failed', 'condition'],
    ['a', 'skipped', 'condition'],
    ['b', 'skipped', 'condition'],
    ['c', 'skipped', 'succeeded'],
    ['d', 'skipped', 'succeeded'],
    ['a', 'finished', 'succeeded'],
    ['b', 'finished', 'succeeded'],
    ['c', 'finished', 'succeeded'],
    ['d', 'finished', 'succeeded'],
  ] as const)('of %s that is to have %s: the step is %s', async (step, when, end) => {
    const played = await play([...ENDS, needing('z', { [step]: { when } })], { b: HOPELESS });
    const state = stateOf(played, 'z');
    expect(state?.kind === 'skipped' ? state.reason : state?.kind).toBe(end);
  });

  // b✗ → z; the end that is asked for spoils nothing behind z
  test('that is met spoils nothing, and the run fails all the same', async () => {
    const played = await play([aStep('b'), needing('z', { b: { when: 'failed' } }), aStep('y', ['z'])], {
      b: HOPELESS,
    });
    expect([stateOf(played, 'z')?.kind, stateOf(played, 'y')?.kind, played.run.status]).toEqual([
      ...['succeeded', 'succeeded', 'failed'],
    ]);
  });

  test('that cannot be met any more skips the step whatever its `if` says', async () => {
    const z = needing('z', { a: { when: 'failed' } }, { condition: 'always()' });
    expect(stateOf(await play([aStep('a'), z]), 'z')).toMatchObject({ kind: 'skipped', reason: 'condition' });
  });

  test('for a failure outlives failFast', async () => {
    const steps = [aStep('b'), needing('z', { b: { when: 'failed' } }), aStep('y', ['z'])];
    const played = await play(steps, { b: HOPELESS }, { failFast: true });
    expect([stateOf(played, 'z')?.kind, stateOf(played, 'y')?.kind]).toEqual(['succeeded', 'cancelled']);
  });
});

describe('needs of which one is enough', () => {
  test('let the step begin with the first that is met', async () => {
    const slow = { limit: 9, on: null, repeats: 99, backoff: { initialMs: 9e5, factor: 1, maxMs: 9e5, jitter: 0 } };
    const steps = [aStep('a'), aStep('b', [], { retry: slow }), needing('z', { a: { any: true }, b: { any: true } })];
    const played = await play(steps, { b: { fails: 2, end: 'ok' } });
    const order = played.log.flatMap((event) => (event.type === 'step.succeeded' ? [event.step] : []));
    expect(order).toEqual(['a', 'z', 'b']);
  });

  test('wait for all where none is met, and skip it then', async () => {
    const z = needing('z', { a: { any: true }, b: { any: true } });
    const played = await play([aStep('a'), aStep('b'), z], { a: HOPELESS, b: HOPELESS });
    expect(stateOf(played, 'z')).toMatchObject({ kind: 'skipped', reason: 'upstream' });
    const mixed = needing('z', { a: { any: true }, b: { any: true, when: 'skipped' } });
    expect(stateOf(await play([aStep('a'), aStep('b'), mixed], { a: HOPELESS, b: HOPELESS }), 'z')).toMatchObject({
      ...{ kind: 'skipped', reason: 'condition' },
    });
  });

  test('stand beside others, of which all are needed', async () => {
    const z = needing('z', { a: { any: true }, b: { any: true }, c: {} });
    const played = await play([aStep('a'), aStep('b'), aStep('c'), z], { b: HOPELESS, c: HOPELESS });
    expect(stateOf(played, 'z')).toMatchObject({ kind: 'skipped', reason: 'upstream' });
  });
});

test('needs inside of a group are those of its own steps', async () => {
  const body = aGroup([aStep('b', [], { continueOnError: true }), needing('z', { b: { when: 'failed' } })]);
  const played = await play([aStep('a'), aStep('g', [], { body })], { 'g/b': HOPELESS });
  expect([stateOf(played, 'g/z')?.kind, stateOf(played, 'g')?.kind]).toEqual(['succeeded', 'succeeded']);
});

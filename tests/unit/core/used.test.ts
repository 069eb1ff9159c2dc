import { describe, expect, test } from 'vitest';
import { stepId } from '../../../core/id.ts';
import { aForeach, aGroup, aUse } from '../../rig/bodies.ts';
import { HOPELESS, play, stateOf } from '../../rig/play.ts';
import type { Simulated } from '../../rig/simulator.ts';
import { aStep } from '../../rig/step.ts';

const kindsOf = (played: Simulated, ids: readonly string[]) => ids.map((id) => `${id} ${stateOf(played, id)?.kind}`);
const startsOf = ({ log }: Simulated): readonly string[] =>
  log.flatMap((event) => (event.type === 'step.started' ? [event.step] : []));

const input = { type: 'number', description: null, required: true, default: null, options: [] } as const;

describe('a workstream that is used', () => {
  // x → y, then z
  test('ends with its `finally`, which begins once all else in it has ended', async () => {
    const body = aUse([aStep('x'), aStep('y', ['x'])], [aStep('z')]);
    const played = await play([aStep('u', [], { body }), aStep('after', ['u'])]);
    expect(startsOf(played)).toEqual(['u/x', 'u/y', 'u/z', 'after']);
    expect(stateOf(played, 'u')?.kind).toBe('succeeded');
  });

  // x✗, y behind it, z all the same; only z2 asks
  test('runs its `finally` however it went, and tells it how', async () => {
    const last = [aStep('z'), aStep('z2', [], { condition: 'failure()' }), aStep('z3', [], { condition: 'success()' })];
    const played = await play([aStep('u', [], { body: aUse([aStep('x'), aStep('y', ['x'])], last) })], {
      'u/x': HOPELESS,
    });
    expect(kindsOf(played, ['u/x', 'u/y', 'u/z', 'u/z2', 'u/z3', 'u'])).toEqual([
      ...['u/x failed', 'u/y skipped', 'u/z succeeded', 'u/z2 succeeded', 'u/z3 skipped', 'u failed'],
    ]);
  });

  test('is not told of what fails elsewhere', async () => {
    const last = [aStep('z', [], { condition: 'failure()' })];
    const played = await play(
      [aStep('a'), aStep('u', [], { condition: 'always()', needs: [stepId('a')], body: aUse([aStep('x')], last) })],
      {
        a: HOPELESS,
      },
    );
    expect(kindsOf(played, ['a', 'u/x', 'u/z', 'u'])).toEqual([
      'a failed',
      'u/x succeeded',
      'u/z skipped',
      'u succeeded',
    ]);
  });

  test('runs its `finally` although its time is over', async () => {
    const retry = { limit: 9, on: null, repeats: 99, backoff: { initialMs: 9e6, factor: 1, maxMs: 9e6, jitter: 0 } };
    const body = { ...aUse([aStep('x', [], { retry }), aStep('y', ['x'])], [aStep('z')]), timeoutMs: 1000 };
    const played = await play([aStep('u', [], { body })], { 'u/x': { fails: 9, end: 'ok' } });
    expect(kindsOf(played, ['u/x', 'u/y', 'u/z'])).toEqual(['u/x cancelled', 'u/y cancelled', 'u/z succeeded']);
    expect(stateOf(played, 'u')).toMatchObject({ kind: 'failed', failure: { code: 'timeout' } });
  });

  test('runs its `finally` although what is around it has been ended', async () => {
    const retry = { limit: 9, on: null, repeats: 99, backoff: { initialMs: 9e6, factor: 1, maxMs: 9e6, jitter: 0 } };
    const inner = aStep('u', [], { body: aUse([aStep('x', [], { retry })], [aStep('z')]) });
    const body = aGroup([inner, aStep('y', ['u'])], { timeoutMs: 1000 });
    const played = await play([aStep('g', [], { body })], { 'g/u/x': { fails: 9, end: 'ok' } });
    expect(kindsOf(played, ['g/u/x', 'g/u/z', 'g/u', 'g/y', 'g'])).toEqual([
      ...['g/u/x cancelled', 'g/u/z succeeded', 'g/u cancelled', 'g/y cancelled', 'g failed'],
    ]);
  });

  test('runs its `finally` although the run fails fast', async () => {
    const body = aUse(
      [
        aStep('x', [], {
          retry: { limit: 9, on: null, repeats: 99, backoff: { initialMs: 9e6, factor: 1, maxMs: 9e6, jitter: 0 } },
        }),
      ],
      [aStep('z')],
    );
    const played = await play(
      [aStep('u', [], { body }), aStep('a')],
      { a: HOPELESS, 'u/x': { fails: 9, end: 'ok' } },
      { failFast: true },
    );
    expect(kindsOf(played, ['u/x', 'u/z', 'u'])).toEqual(['u/x cancelled', 'u/z succeeded', 'u cancelled']);
  });

  test('fails as a whole where its `finally` does', async () => {
    const played = await play([aStep('u', [], { body: aUse([aStep('x')], [aStep('z')]) })], { 'u/z': HOPELESS });
    expect(stateOf(played, 'u')).toMatchObject({ failure: { code: 'body-failed', step: 'u/z' } });
  });

  test('fails fast where it says so, and what stands beside it goes on', async () => {
    const body = aUse([aStep('x'), aStep('y', ['w']), aStep('w')], [aStep('z')], { failFast: true, concurrency: 1 });
    const played = await play([aStep('u', [], { body }), aStep('beside')], { 'u/x': HOPELESS });
    expect(kindsOf(played, ['u/x', 'u/w', 'u/y', 'u/z', 'u', 'beside'])).toEqual([
      ...['u/x failed', 'u/w cancelled', 'u/y cancelled', 'u/z succeeded', 'u failed', 'beside succeeded'],
    ]);
  });

  test('is given its inputs when it opens, each item its own, and a log keeps them', async () => {
    const body = aUse([aStep('x', [], { condition: 'inputs.n == 2' })], [], {
      inputs: { n: input },
      with: { n: '${{ each.value }}' },
    });
    const outer = aForeach([1, 2], aStep('u', [], { body }));
    const played = await play([aStep('u', [], { body: outer })]);
    expect(kindsOf(played, ['u[0]/x', 'u[1]/x'])).toEqual(['u[0]/x skipped', 'u[1]/x succeeded']);
    expect(played.log).toContainEqual(expect.objectContaining({ type: 'step.opened', step: 'u[1]', inputs: { n: 2 } }));
  });

  test('does not open with what does not fit', async () => {
    const body = aUse([aStep('x')], [], { inputs: { n: input }, with: { n: "${{ format('{0}', 'text') }}" } });
    const played = await play([aStep('u', [], { body })]);
    expect(stateOf(played, 'u')).toMatchObject({
      failure: { code: 'bad-input', pointer: '/with/n', message: 'with.n: ./used.yaml: "n" is not a number' },
    });
  });

  test('looks up names in itself alone, although there are equal ones around it', async () => {
    const body = aUse([
      aStep('a', [], { condition: 'false' }),
      aStep('x', ['a'], { condition: "steps.a.status == 'skipped'" }),
    ]);
    const played = await play([aStep('a'), aStep('u', ['a'], { body })]);
    expect(kindsOf(played, ['a', 'u/a', 'u/x'])).toEqual(['a succeeded', 'u/a skipped', 'u/x succeeded']);
  });
});

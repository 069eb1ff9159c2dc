import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../../core/id.ts';
import type { Json } from '../../../../../core/json.ts';
import type { Foreach, Step, Workstream } from '../../../../../core/workstream.ts';
import { aForeach, aGroup, aLoop } from '../../../../rig/bodies.ts';
import { simulate, type Script, type Simulated } from '../../../../rig/simulator.ts';
import { aPlan, aStep, aWorkstream } from '../../../../rig/step.ts';

const HOPELESS: Script = { fails: 0, end: 'hopeless' };

const play = (
  steps: readonly Step[],
  scripts: Readonly<Record<string, Script>> = {},
  over: Partial<Workstream> = {},
): Promise<Simulated> =>
  simulate(
    {
      plan: aPlan(aWorkstream(steps, over)),
      scripts: new Map(Object.entries(scripts).map(([id, script]) => [stepId(id), script])),
      concurrency: 3,
    },
    1,
    [],
  );

const endsOf = ({ run }: Simulated): readonly string[] =>
  run.plan.steps.map(({ id }, place) => `${id} ${run.steps[place]?.state.kind}`);

const stateOf = ({ run }: Simulated, id: string) => run.steps[run.plan.index.get(stepId(id)) ?? -1]?.state;

const failureOf = (played: Simulated, id: string): string => {
  const state = stateOf(played, id);
  return state?.kind === 'failed' ? `${state.failure.code}: ${state.failure.message}` : `${state?.kind}`;
};

const each = (items: Json, over: Partial<Foreach> = {}, inner: Partial<Step> = {}): Step =>
  aStep('e', [], { body: aForeach(items, aStep('e', [], inner), over) });

describe('a group', () => {
  test('opens, runs its steps, and closes before what needs it', async () => {
    const group = aStep('g', [], { body: aGroup([aStep('x'), aStep('y', ['x'])]) });
    const played = await play([group, aStep('z', ['g'])]);
    expect(endsOf(played)).toEqual(['g succeeded', 'z succeeded', 'g/x succeeded', 'g/y succeeded']);
    expect(played.log.filter(({ type }) => type === 'step.opened')).toMatchObject([
      { step: 'g', attempt: 1, items: null, round: null },
    ]);
  });

  test('fails with the inner step that failed, however deep it stands, and is told of in the end of the run', async () => {
    const inner = aStep('i', [], { body: aGroup([aStep('x')]) });
    const played = await play([aStep('g', [], { body: aGroup([inner]) })], { 'g/i/x': HOPELESS });
    expect(stateOf(played, 'g')).toMatchObject({ failure: { code: 'body-failed', step: 'g/i/x' } });
    expect(played.log.at(-1)).toMatchObject({ type: 'run.failed', failed: ['g'], message: 'failed: g (g/i/x)' });
  });

  test('gives what its expressions say of its steps', async () => {
    const body = aGroup([aStep('x')], { outputs: { first: '${{ steps.x.outputs.list[0] }}' } });
    const played = await play([aStep('g', [], { body })]);
    expect(stateOf(played, 'g')).toMatchObject({ kind: 'succeeded', outputs: { first: 'p' } });
  });

  test('ends what is inside of it when its time is over', async () => {
    const retry = { limit: 9, on: null, repeats: 99, backoff: { initialMs: 9e6, factor: 1, maxMs: 9e6, jitter: 0 } };
    const body = aGroup([aStep('x', [], { retry }), aStep('y', ['x'])], { timeoutMs: 1000 });
    const played = await play([aStep('g', [], { body })], { 'g/x': { fails: 9, end: 'ok' } });
    expect(endsOf(played)).toEqual(['g failed', 'g/x cancelled', 'g/y cancelled']);
    expect(stateOf(played, 'g')).toMatchObject({ failure: { code: 'timeout', afterMs: 1000 } });
  });

  test('is undone as a whole where it succeeded, and step by step where it did not', async () => {
    const { tool, breakers, timeoutMs, retry } = aStep('undo');
    const compensate = { tool, with: { run: 'undo' }, breakers, timeoutMs, retry };
    const inside = aGroup([aStep('x', [], { compensate }), aStep('y', ['x'], { compensate })]);
    const whole = aStep('g', [], { compensate, body: inside });
    const broken = aStep('h', ['g'], { compensate, body: inside });
    const played = await play([whole, broken], { 'h/y': HOPELESS });
    const undone = played.log.flatMap((event) =>
      event.type === 'step.started' && event.step.endsWith('.compensate') ? [event.step] : [],
    );
    expect(undone).toEqual(['h/x.compensate', 'g.compensate']);
  });
});

describe('a foreach', () => {
  test.each<readonly [string, Step, readonly string[]]>([
    ['short texts are their own keys', each(['p', 'q']), ['e succeeded', 'e[p] succeeded', 'e[q] succeeded']],
    ['other values have their index', each([1, { a: 1 }]), ['e succeeded', 'e[0] succeeded', 'e[1] succeeded']],
    ['entries have their keys', each({ a: 1, b: 2 }), ['e succeeded', 'e[a] succeeded', 'e[b] succeeded']],
    ['keys may be worked out', each([{ n: 7 }], { key: '${{ each.value.n }}' }), ['e succeeded', 'e[7] succeeded']],
    [
      'where leaves items out',
      each([1, 2, 3], { where: 'each.value > 1' }),
      ['e succeeded', 'e[0] succeeded', 'e[1] succeeded'],
    ],
    ['nothing to go over', each([]), ['e skipped']],
    ['a matrix', each({ a: [1, 2] }, { isMatrix: true }), ['e succeeded', 'e[a=1] succeeded', 'e[a=2] succeeded']],
    [
      'an item is asked for its own',
      each(['p', 'q'], {}, { body: aGroup([aStep('x', [], { condition: "each.key == 'p'" })]) }),
      ['e succeeded', 'e[p] succeeded', 'e[q] skipped', 'e[p]/x succeeded', 'e[q]/x skipped'],
    ],
  ])('%s', async (_, step, ends) => {
    expect(endsOf(await play([step]))).toEqual(ends);
  });

  test.each<readonly [string, Step, RegExp]>([
    ['no list', each('x'), /^bad-input: foreach\.items: a list or an object is needed to go over, not "x"$/],
    ['two items with one key', each(['p', 'p']), /items 1 and 2 have the same key, "p"/],
    [
      'a key with brackets',
      each([1], { key: 'a[0]' }),
      /the key of item 1 is "a\[0\]": it must have 1 to 256 characters/,
    ],
    ['an empty key', each([1], { key: '${{ each.value.none }}' }), /the key of item 1 is ""/],
    ['too many', each([1, 2, 3], { maxItems: 2 }), /there are 3 items, and at most 2 may be gone over/],
    ['an unknown need', each(['p'], { needs: ['q'] }), /"p" needs "q", which is no item/],
    [
      'a circle',
      each(['p', 'q'], { needs: "${{ case(each.key == 'p', 'q', 'p') }}" }),
      /items need each other in a circle: (p → q → p|q → p → q)/,
    ],
    [
      'no number',
      each([1], { concurrency: '${{ inputs.none }}' }),
      /foreach\.concurrency: a whole number from 1 on is needed, not ""/,
    ],
  ])('%s fails the step, and says why', async (_, step, message) => {
    const inputs = {
      none: { type: 'string', description: null, required: false, default: null, options: [] },
    } as const;
    const played = await play([step, aStep('z', ['e'])], {}, { inputs });
    expect(failureOf(played, 'e')).toMatch(message);
    expect(stateOf(played, 'z')).toMatchObject({ kind: 'skipped', reason: 'upstream' });
  });

  test('ends the rest once its outcome is certain, where it is to fail fast', async () => {
    const step = each(['p', 'q', 'r', 's'], { failFast: true, concurrency: 1 });
    expect(endsOf(await play([step], { 'e[q]': HOPELESS }))).toEqual([
      ...['e failed', 'e[p] succeeded', 'e[q] failed', 'e[r] cancelled', 'e[s] cancelled'],
    ]);
    const quorum = each(['p', 'q', 'r'], { failFast: true, concurrency: 1, minSuccess: 2 });
    expect(endsOf(await play([quorum]))).toEqual([
      ...['e succeeded', 'e[p] succeeded', 'e[q] succeeded', 'e[r] cancelled'],
    ]);
  });

  test('gives a list, and each item by its key', async () => {
    const body = aGroup([aStep('x')], {
      outputs: {
        all: '${{ toJSON(steps.e.outputs.*.of) }}',
        one: '${{ steps.e.items.q.outputs.of }}',
        bad: '${{ steps.e.items.r.status }}',
        count: '${{ length(steps.e.outputs) }}',
      },
    });
    const played = await play([each(['p', 'q', 'r'], { minSuccess: 2 }), aStep('g', ['e'], { body })], {
      'e[r]': HOPELESS,
    });
    expect(stateOf(played, 'g')).toMatchObject({
      outputs: { all: '[\n  "e[p]",\n  "e[q]"\n]', one: 'e[q]', bad: 'failed', count: 3 },
    });
  });
});

describe('a loop', () => {
  const loop = (max: number, until: string | null, over = {}, inner: Partial<Step> = {}): Step =>
    aStep('l', [], { body: aLoop(aStep('l', [], inner), max, until, over) });

  test.each<readonly [string, Step, readonly string[]]>([
    ['runs all its rounds', loop(2, null), ['l succeeded', 'l#1 succeeded', 'l#2 succeeded']],
    ['stops when it has enough', loop(5, 'loop.index == 2'), ['l succeeded', 'l#1 succeeded', 'l#2 succeeded']],
    [
      'has enough of what its round gave',
      loop(5, "loop.outputs.of == 'l#2'"),
      ['l succeeded', 'l#1 succeeded', 'l#2 succeeded'],
    ],
    ['never has enough', loop(2, 'false'), ['l failed', 'l#1 succeeded', 'l#2 succeeded']],
    ['never has enough, and that is no harm', loop(1, 'false', { onMax: 'succeed' }), ['l succeeded', 'l#1 succeeded']],
    ['has its least rounds', loop(3, 'true', { min: 2 }), ['l succeeded', 'l#1 succeeded', 'l#2 succeeded']],
  ])('%s', async (_, step, ends) => {
    expect(endsOf(await play([step]))).toEqual(ends);
  });

  test('goes on until a round succeeds, and tells of rounds and of what they gave', async () => {
    const of = { outputs: { rounds: '${{ steps.l.rounds }}', last: '${{ steps.l.outputs.of }}' } };
    const after = aStep('g', ['l'], { body: aGroup([aStep('x')], of) });
    const played = await play([loop(4, 'success()'), after], { 'l#1': HOPELESS, 'l#2': HOPELESS });
    expect(endsOf(played)).toContain('l#3 succeeded');
    expect(stateOf(played, 'g')).toMatchObject({ outputs: { rounds: 3, last: 'l#3' } });
  });

  test('fails with the round that failed, where nobody asked for failures', async () => {
    expect(failureOf(await play([loop(4, 'loop.index == 3')], { 'l#2': HOPELESS }), 'l')).toMatch(
      /^body-failed: l#2: /,
    );
  });

  test('says what never held', async () => {
    expect(failureOf(await play([loop(2, 'false')]), 'l')).toBe(
      'loop-exhausted: `until` did not hold after 2 rounds: false',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { planWorkstream } from '../../../../core/planning/plan.ts';
import type { Step, Workstream } from '../../../../core/workstream.ts';
import { aPlan, aStep, aWorkstream, sha256 } from '../../../rig/step.ts';

const problemsOf = (steps: readonly Step[], over: Partial<Workstream> = {}): readonly string[] => {
  const plan = planWorkstream(aWorkstream(steps, over), sha256, describeTool);
  return plan.ok ? [] : plan.error.map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
};
const script = (id: string, run: string, needs: readonly string[] = []): Step => aStep(id, needs, { with: { run } });
const inputs = { name: { type: 'string', description: null, required: false, default: '', options: [] } } as const;

describe('a plan', () => {
  test('puts each step after what it needs, and the order of the document decides among equals', () => {
    const plan = aPlan(
      aWorkstream([aStep('d', ['b', 'c']), aStep('b', ['a']), aStep('a'), aStep('c', ['a'])], {
        finally: [aStep('z')],
      }),
    );
    expect([...plan.order].map((place) => plan.steps[place]?.id)).toEqual(['a', 'b', 'c', 'd', 'z']);
  });

  test('gives each step the length of the longest way behind it', () => {
    const plan = aPlan(aWorkstream([aStep('a'), aStep('b', ['a']), aStep('c', ['b']), aStep('d', ['a'])]));
    expect([...plan.priority]).toEqual([3, 2, 1, 1]);
  });

  test('of a chain of 200,000 steps is made without running out of stack', () => {
    const steps = Array.from({ length: 200_000 }, (_, at) => aStep(`s${at}`, at === 0 ? [] : [`s${at - 1}`]));
    expect(aPlan(aWorkstream(steps)).priority[0]).toBe(200_000);
  });

  test('has the same hash whatever the order of keys, and another for another script', () => {
    const hashOf = (step: Step) => aPlan(aWorkstream([step])).hash;
    expect(hashOf(aStep('a', [], { input: { x: 1, y: 2 } }))).toBe(hashOf(aStep('a', [], { input: { y: 2, x: 1 } })));
    expect(hashOf(script('a', 'true'))).not.toBe(hashOf(script('a', 'false')));
  });
});

describe('what is wrong is said, with its place', () => {
  test.each<[string, readonly Step[], Partial<Workstream>, RegExp]>([
    ['two steps of one id', [aStep('a'), aStep('a')], {}, /^duplicate-step \/steps\/1\/id .*\/steps\/0/],
    ['the same id in finally', [aStep('a')], { finally: [aStep('a')] }, /^duplicate-step \/finally\/0\/id/],
    [
      'a need misspelt',
      [aStep('build'), aStep('x', ['biuld'])],
      {},
      /^unknown-need \/steps\/1\/needs\/0 .*Did you mean "build"\?/,
    ],
    ['a step that needs itself', [aStep('a', ['a'])], {}, /^self-need \/steps\/0\/needs\/0/],
    ['a need of a finally step', [aStep('a', ['z'])], { finally: [aStep('z')] }, /^need-of-finally/],
    [
      'a finally step that needs another',
      [aStep('a')],
      { finally: [aStep('z', ['a'])] },
      /^need-of-main \/finally\/0\/needs\/0/,
    ],
    [
      'a circle',
      [aStep('a', ['c']), aStep('b', ['a']), aStep('c', ['b'])],
      {},
      /^cycle \/steps\/\d\/needs .*(a → b → c → a|b → c → a → b|c → a → b → c)$/,
    ],
    ['an expression that is none', [script('a', 'echo ${{ 1 + }}')], {}, /^expression-syntax \/steps\/0\/run/],
    ['an unknown context', [script('a', 'echo ${{ github.sha }}')], {}, /^unknown-context \/steps\/0\/run/],
    ['an unknown function', [script('a', 'echo ${{ lenght(1) }}')], {}, /^unknown-function/],
    [
      'an unknown input',
      [script('a', 'echo ${{ inputs.nmae }}')],
      { inputs },
      /^unknown-input .*Did you mean "name"\?/,
    ],
    [
      'an unknown step',
      [script('build', 'true'), script('b', 'echo ${{ steps.biuld.outputs.x }}', ['build'])],
      {},
      /^unknown-step .*Did you mean "build"\?/,
    ],
    [
      'an unknown property',
      [script('a', 'true'), script('b', 'echo ${{ steps.a.output.x }}', ['a'])],
      {},
      /^unknown-property .*Did you mean "outputs"\?/,
    ],
    [
      'an unknown member of a failure',
      [script('a', 'echo ${{ failure.mesage }}')],
      {},
      /^unknown-property \/steps\/0\/run failure\.mesage: .*Did you mean "message"\?/,
    ],
    [
      'the failure of an attempt in a condition',
      [aStep('a'), aStep('b', ['a'], { condition: "failure() && failure.code == 'timeout'" })],
      {},
      /^failure-in-condition \/steps\/1\/if .*Write failure\(\).* or steps\.<id>\.status == 'failed'/,
    ],
    [
      'the whole failure of an attempt in a condition',
      [aStep('a', [], { condition: 'failure != null' })],
      {},
      /^failure-in-condition \/steps\/0\/if/,
    ],
    ['an unknown member of the run', [script('a', "echo ${{ run['brnach'] }}")], {}, /Did you mean "branch"\?/],
    [
      'a step that may not have run',
      [script('a', 'true'), script('b', 'echo ${{ steps.a.outputs.x }}')],
      {},
      /^reference-too-early \/steps\/1\/run .*Add "a" to its needs/,
    ],
    ['a step that refers to itself', [script('a', 'echo ${{ steps.a.status }}')], {}, /refers to itself/],
    [
      'a step in the environment of all',
      [aStep('a')],
      { env: { X: '${{ steps.a.status }}' } },
      /^reference-too-early \/env\/X/,
    ],
    ['a status function outside of if', [script('a', 'echo ${{ success() }}')], {}, /^status-function/],
    [
      'a condition on a step not needed',
      [aStep('a'), aStep('b', [], { condition: "steps.a.status == 'failed'" })],
      {},
      /^reference-too-early \/steps\/1\/if/,
    ],
    [
      'an output of the run',
      [aStep('a')],
      { outputs: { x: '${{ steps.b.outputs.y }}' } },
      /^unknown-step \/outputs\/x/,
    ],
  ])('%s', (_, steps, over, expected) => {
    const problems = problemsOf(steps, over);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('all at once', () => {
    expect(problemsOf([aStep('a', ['x', 'y']), aStep('a')])).toHaveLength(3);
  });

  test('and nothing where a reference leads through several needs, or from finally to any step', () => {
    const steps = [script('a', 'true'), aStep('b', ['a']), script('c', 'echo ${{ steps.a.outputs.x }}', ['b'])];
    expect(problemsOf(steps, { finally: [script('z', 'echo ${{ steps.c.status }}')] })).toEqual([]);
  });
});

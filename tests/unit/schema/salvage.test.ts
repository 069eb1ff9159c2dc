import { describe, expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const places = async (text: string, file = 'a.yaml'): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(text, file, reading);
  return loaded.ok ? [] : loaded.error.map(({ line, column, code }) => `${line}:${column} ${code}`);
};

test('all that is wrong with a file is told at once', async () => {
  const text = `version: 1
id: demo
title: []
inputs: { v: 1 }
steps:
  - id: a
    needs: biuld
    bogus: 1
    run: |
      echo 1
      echo \${{ inputs.x }}
      echo \${{ inputs.v == }}
  - id: b
    timeout: soon
    if: inputs.w = 3
    run: echo
  - { id: c, needs: d, run: x }
  - { id: d, needs: c, run: x }
  - { id: e, needs: f, run: x }
  - { id: f, needs: e, run: x }
  - { id: b, run: x }
  - { run: "echo \${{ steps.zz.status }}" }
outputs: { o: "\${{ steps.nobody.outputs.x }}" }
`;
  expect(await places(text)).toEqual([
    ...['3:8 wrong-type', '7:12 unknown-need', '8:5 unknown-key', '11:16 unknown-input', '12:25 expression-syntax'],
    ...['14:14 bad-value', '15:18 expression-syntax', '18:21 cycle', '20:21 cycle', '21:11 duplicate-step'],
    ...['22:5 missing-key', '22:22 unknown-step', '23:20 unknown-step'],
  ]);
});

describe('what one mistake explains is not told as another', () => {
  test.each([
    // The need that is wrong would have been the one that the reference stands for.
    [
      'steps:\n  - { id: a, run: x }\n  - { id: b, needs: aa, run: "echo ${{ steps.a.status }}" }',
      ['5:21 unknown-need'],
    ],
    [
      'steps:\n  - { id: a, run: x }\n  - { id: b, needs: [1], run: "echo ${{ steps.a.status }}" }',
      ['5:22 wrong-type'],
    ],
    ['inputs: { v: { type: text } }\nsteps:\n  - { id: b, run: "echo ${{ inputs.v }}" }', ['3:22 bad-value']],
    ['inputs: { "v w": 1 }\nsteps:\n  - { id: b, run: "echo ${{ inputs.v }}" }', ['3:11 bad-name']],
    ['steps:\n  - { id: b, foreach: [1], run: "echo ${{ each.value }}" }', []],
    ['steps:\n  - { id: b, uses: ./x.yaml }', ['4:20 unreadable']],
  ])('%s', async (rest, found) => {
    expect(await places(`version: 1\nid: demo\n${rest}\n`)).toEqual(found);
  });
});

describe('an expression that is wrong is told in its own line', () => {
  test.each([
    ['a literal block', 'run: |\n      echo a\n\n        echo b ${{ inputs.x }}', '7:20 unknown-input'],
    ['a block with its indent', 'run: |2\n        echo a ${{ inputs.x }}', '5:20 unknown-input'],
    ['a folded block', 'run: >-\n      echo a\n      b\n\n      c ${{ inputs.x }}', '8:13 unknown-input'],
    ['a text in double quotes', 'run: "echo \\"a\\"\\n\\u0062 \\\n      ${{ inputs.x }}"', '5:11 unknown-input'],
    ['a text in single quotes', "run: 'echo ''a''\n      ${{ inputs.x }}'", '5:11 unknown-input'],
    ['a plain text', 'run: echo a\n      b ${{ inputs.x }}', '5:13 unknown-input'],
    ['a condition in braces', 'run: x\n    if: " ${{  inputs.x }}"', '5:16 unknown-input'],
    ['a script in the wrong place', 'run: |\n      echo a\n      eval ${{ inputs.x.y }}', '6:12 expression-place'],
  ])('%s', async (_, step, place) => {
    expect((await places(`version: 1\nid: demo\nsteps:\n  - ${step}\n    id: a`))[0]).toBe(place);
  });

  test('of a script of JSON, in its own column', async () => {
    const json = '{"version":1,"id":"demo","steps":[{"id":"a","run":"echo \\"a\\"\\n\\u0062 ${{ inputs.x }}"}]}';
    expect(await places(json, 'a.json')).toEqual([`1:${json.indexOf('inputs.x') + 1} unknown-input`]);
  });

  test('and of one that is merged in, where it is written', async () => {
    const text =
      'version: 1\nid: demo\nx-base: &base\n  run: |\n    true\n    echo ${{ inputs.x }}\nsteps:\n  - { id: a, <<: *base }';
    expect(await places(text)).toEqual(['6:14 unknown-input']);
  });
});

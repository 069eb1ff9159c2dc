import { expect, test } from 'vitest';
import { loadWorkstream } from '../../../../schema/load-workstream.ts';
import { reading } from '../../../rig/step.ts';

/** What is wrong with steps in YAML, as `line:column [code]` and the message. */
const wrongWith = async (steps: string): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(`version: 1\nid: w\nsteps:\n${steps}`, 'w.yaml', reading);
  return loaded.ok ? [] : loaded.error.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
};

test.each<readonly [string, string, readonly RegExp[]]>([
  [
    'steps inside see each other, and what their composite needs',
    '- { id: a, run: x }\n- { id: g, needs: a, steps: [{ id: b, run: "echo ${{ steps.a.status }}" }, { id: c, needs: b, run: "echo ${{ steps.b.status }}" }] }',
    [],
  ],
  [
    'not what their composite does not need',
    '- { id: a, run: x }\n- { id: g, steps: [{ id: b, run: "echo ${{ steps.a.status }}" }] }',
    [/^5:\d+ reference-too-early step "g" uses steps\.a.*Add "a" to its needs/],
  ],
  [
    'not themselves from inside',
    '- { id: g, steps: [{ id: b, run: "echo ${{ steps.g.status }}" }] }',
    [/^4:\d+ reference-too-early step "g" refers to itself/],
  ],
  [
    'nobody looks into a body',
    '- { id: g, steps: [{ id: b, run: x }] }\n- { id: a, needs: g, run: "echo ${{ steps.b.status }}" }',
    [/^5:\d+ unknown-step steps\.b: "b" is inside of "g", of which only the outputs can be seen from here/],
  ],
  [
    'nobody needs what is around',
    '- { id: a, run: x }\n- { id: g, steps: [{ id: b, needs: a, run: x }] }',
    [/^5:\d+ need-of-outer step "b" is in "g", and "a" is not: let "g" need it/],
  ],
  [
    'no id comes twice that can be seen',
    '- { id: a, run: x }\n- { id: g, steps: [{ id: a, run: x }] }',
    [/^5:\d+ duplicate-step two steps have the id "a"/],
  ],
  [
    'two groups may hold steps of one name',
    '- { id: g, steps: [{ id: a, run: x }] }\n- { id: h, steps: [{ id: a, run: x }] }',
    [],
  ],
  [
    'circles are found in bodies, too',
    '- { id: g, steps: [{ id: a, needs: b, run: x }, { id: b, needs: a, run: x }] }',
    [/^4:\d+ cycle /],
  ],
  [
    'each is of a foreach',
    '- { id: a, run: "echo ${{ each.value }}" }',
    [/^4:\d+ unknown-context each: there is none here/],
  ],
  ['and of what is in it', '- { id: g, foreach: [1], steps: [{ id: a, run: "echo ${{ each.value }}" }] }', []],
  [
    'matrix is of a matrix',
    '- { id: a, foreach: [1], run: "echo ${{ matrix.os }}" }',
    [/^4:\d+ unknown-context matrix: /],
  ],
  ['loop is of a loop', '- { id: a, run: "echo ${{ loop.index }}" }', [/^4:\d+ unknown-context loop: /]],
  [
    'items are not seen by what gives them',
    '- { id: a, foreach: "${{ each.value }}", run: x }',
    [/^4:\d+ unknown-context each: /],
  ],
  [
    'until sees the steps of its round',
    '- { id: a, loop: { max: 2, until: "steps.b.outputs.done" }, steps: [{ id: b, run: x }] }',
    [],
  ],
  [
    'outputs see the steps of their group',
    '- { id: a, steps: [{ id: b, run: x }], outputs: { v: "${{ steps.c.outputs.v }}" } }',
    [/^4:\d+ unknown-step steps\.c: there is no step "c"/],
  ],
  [
    'items are asked of a foreach alone',
    '- { id: a, run: x }\n- { id: b, needs: a, run: "echo ${{ steps.a.items.x.status }}" }',
    [/^5:\d+ unknown-property steps\.a\.items: a step has status, outputs, exitCode/],
  ],
  [
    'a tool is not asked of a group',
    '- { id: g, access: read, steps: [{ id: a, run: x }] }',
    [/^4:\d+ unknown-key "access" is of a step that runs a tool, and this one has steps: let them say it/],
  ],
  ['a step has one body', '- { id: g, run: x, steps: [{ id: a, run: x }] }', [/^4:/]],
  [
    'foreach or matrix',
    '- { id: a, foreach: [1], matrix: { b: [1] }, run: x }',
    [/^4:\d+ bad-value a step has "foreach" or "matrix", not both/],
  ],
  [
    'a foreach says what it goes over',
    '- { id: a, foreach: { concurrency: 2 }, run: x }',
    [/^4:\d+ bad-value "foreach" needs "items" or "matrix", one of them/],
  ],
  ['a loop says how often at most', '- { id: a, loop: { until: "true" }, run: x }', [/^4:\d+ missing-key /]],
  [
    'five deep',
    `- ${'{ id: a, steps: ['.repeat(6).replaceAll(/id: a/g, () => 'id: a')}{ id: z, run: x }${'] }'.repeat(6)}`,
    [/duplicate-step|bad-value steps nest at most 5 deep/],
  ],
])('%s', async (_, steps, expected) => {
  const found = await wrongWith(steps);
  expect(found.length === 0).toBe(expected.length === 0);
  for (const pattern of expected)
    expect(
      found.some((line) => pattern.test(line)),
      found.join('\n'),
    ).toBe(true);
});

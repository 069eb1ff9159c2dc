import { describe, expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const complaints = async (text: string): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(text, 'a.yaml', reading);
  return loaded.ok ? [] : loaded.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
};
const head = 'version: 1\nid: demo\nsteps:\n';

describe('a text that YAML cannot read without quotes is told with them', () => {
  test.each([
    ['run: echo: hi', '5:10', 'echo: hi'],
    ['run: echo "a": b # why', '5:10', 'echo "a": b'],
    ['run: "a" b', '5:10', '"a" b'],
    ["run: 'a' && b", '5:10', "'a' && b"],
    ['run: `date`', '5:10', '`date`'],
    ['run: @x', '5:10', '@x'],
    ['run: %x', '5:10', '%x'],
    ['run: [ -f x ] && y', '5:10', '[ -f x ] && y'],
    ["run: x\n    if: !contains(inputs.v, 'b')", '6:9', "!contains(inputs.v, 'b')"],
  ])('%s', async (step, place, text) => {
    const found = await complaints(`${head}  - id: a\n    ${step}\ninputs: { v: x }\n`);
    expect(found).toEqual([`${place} YAML cannot read this text without quotes: write ${JSON.stringify(text)}`]);
  });

  test('in braces, too', async () => {
    const found = await complaints(`${head}  - { id: a, run: echo: hi }\n`);
    expect(found).toEqual(['4:19 YAML cannot read this text without quotes: write "echo: hi"']);
  });

  test('and all else of the file is told where it stands', async () => {
    const text = `${head}  - { id: a, run: echo: hi, needs: c }\n  - id: b\n    run: echo: ho\n    needs: d\n  - { id: e, run: "echo \${{ inputs.x }}" }\n`;
    expect(await complaints(text)).toEqual([
      '4:19 YAML cannot read this text without quotes: write "echo: hi"',
      '4:36 step "a" needs "c", which is not a step.',
      '6:10 YAML cannot read this text without quotes: write "echo: ho"',
      '7:12 step "b" needs "d", which is not a step.',
      '8:29 inputs.x: there is no input "x".',
    ]);
  });
});

test.each([
  ['if: !inputs.flag', '!inputs.flag', '6:9'],
  ['if: ! inputs.flag', '! inputs.flag', '6:11'],
])('a condition that YAML reads as a tag is told with quotes: %s', async (condition, text, place) => {
  const found = await complaints(`${head}  - id: a\n    run: x\n    ${condition}\n`);
  expect(found).toEqual([`${place} YAML reads what begins with "!" as a tag; put the text in quotes: "${text}"`]);
});

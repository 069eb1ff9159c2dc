import { expect, test } from 'vitest';
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { tellHints } from '../../../schema/tell-hints.ts';
import { reading } from '../../rig/step.ts';

const hints = async (steps: string, file = 'a.yaml'): Promise<readonly string[]> => {
  const text = file === 'a.yaml' ? `version: 1\nid: demo\nsteps:\n${steps}` : steps;
  const loaded = await loadWorkstream(text, file, reading);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return tellHints(loaded.value, { text, file, scriptTool: SHELL }).map(
    ({ line, column, severity, code, message }) => `${line}:${column} ${severity} ${code} ${message}`,
  );
};

const NUMBER = '    outputs: { properties: { n: { type: number } } }\n';

test('outputs that ask for a number where the script writes a line are told, with JSON instead', async () => {
  const found = await hints(`  - id: a\n    run: echo "n=3" >> "$WS_OUTPUT"\n${NUMBER}`);
  expect(found).toEqual([
    '6:41 warning output-is-text the script writes n=…, which is text, and this asks for number; ' +
      `write JSON: echo '{"n": …}' > "$WS_OUTPUT", or ask for string`,
  ]);
});

test.each([
  ['JSON', `  - id: a\n    run: echo '{"n":3}' > $WS_OUTPUT\n${NUMBER}`],
  ['another output', `  - id: a\n    run: echo m=3 > $WS_OUTPUT\n${NUMBER}`],
  ['a variable of that name', `  - id: a\n    run: n=3; jq -n "{n:$n}" > $WS_OUTPUT\n${NUMBER}`],
  [
    'text',
    `  - id: a\n    run: echo n=3 > $WS_OUTPUT\n    outputs: { properties: { n: { type: [string, number] } } }\n`,
  ],
])('and not where the script writes %s', async (_, steps) => {
  expect(await hints(steps)).toEqual([]);
});

const tested = (script: string, condition: string): string =>
  `  - { id: a, run: ${JSON.stringify(script)} }\n  - { id: b, needs: a, run: x, if: ${JSON.stringify(condition)} }\n`;

test.each([
  ['echo ok=false >> $WS_OUTPUT', 'steps.a.outputs.ok'],
  ['echo ok=false >> $WS_OUTPUT', '${{ !steps.a.outputs.ok }}'],
  [
    'ok=false; echo "ok=$ok" >> $WS_OUTPUT',
    "success() && (steps.a.outputs.ok || inputs.x == 'a')".replace('inputs.x', 'run.id'),
  ],
  ['echo "ok=$(t && echo true || echo false)" >> $WS_OUTPUT', "steps.a.outputs['ok']"],
  ['cat >> $WS_OUTPUT <<END\nok=false\nEND', 'steps.a.outputs.ok'],
])('that the text "false" is true is told: %s, %s', async (script, condition) => {
  expect(await hints(tested(script, condition))).toEqual([
    expect.stringMatching(/^5:\d+ warning text-is-true .*write steps\.a\.outputs\.ok == 'true'$/),
  ]);
});

test.each([
  ['echo ok=false >> $WS_OUTPUT', "steps.a.outputs.ok == 'true'"],
  ['echo ok=$path >> $WS_OUTPUT', 'steps.a.outputs.ok'],
  [`echo '{"ok":false}' > $WS_OUTPUT`, 'steps.a.outputs.ok'],
  ['echo ok=false', 'steps.a.outputs.ok'],
])('and nothing where it is not: %s, %s', async (script, condition) => {
  expect(await hints(tested(script, condition))).toEqual([]);
});

test('bash in sh is told at its place, wherever a script stands, and with what to do there', async () => {
  const found = await hints(
    [
      '  - id: a',
      '    run: |',
      '      echo',
      '      [[ a ]]',
      '    acceptance: [{ run: "[[ b ]]" }]',
      '    fallback: [{ run: "[[ c ]]" }]',
      '    compensate: "[[ d ]]"',
      '  - { id: b, run: "[[ e ]]", with: { shell: bash } }',
      'worktree: { setup: "[[ f ]]" }',
    ].join('\n'),
  );
  expect(found).toEqual([
    expect.stringMatching(/^7:7 warning bash-in-sh \[\[ … \]\] .*with: \{ shell: bash \}$/),
    expect.stringMatching(/^8:26 .*call that$/),
    expect.stringMatching(/^9:24 .*with: \{ shell: bash \}$/),
    expect.stringMatching(/^10:18 .*with: \{ shell: bash \}$/),
    expect.stringMatching(/^12:21 .*call that$/),
  ]);
});

test('in JSON, too, behind line ends as on Windows', async () => {
  const script = 'echo\r\n[[ a ]]';
  const text = `{"version":1,"id":"x","steps":[{"id":"a","run":${JSON.stringify(script)}}]}`;
  const column = text.indexOf('[[ a') + 1;
  expect(await hints(text, 'a.json')).toEqual([expect.stringMatching(new RegExp(`^1:${column} warning bash-in-sh`))]);
});

import { describe, expect, test } from 'vitest';
import { knownTools } from '../../../interfaces/house/tools/tools-here.ts';
import { shippedTools } from '../../../interfaces/house/tools/house-tools.ts';
import { toolId } from '../../../core/id.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const shipped = shippedTools('/');
const claude = shipped.profiles.get(toolId('claude'));
if (claude === undefined) throw new Error('claude is shipped');
const profiles = new Map<ReturnType<typeof toolId>, ToolProfile>([
  ...shipped.profiles,
  [toolId('ready'), { ...claude, name: toolId('ready'), settings: { prompt: 'Do it' } }],
  [
    toolId('off'),
    { ...claude, name: toolId('off'), enabled: false, origins: [{ origin: 'user', file: '/h/off.yaml' }] },
  ],
]);
const withheld = [{ name: 'theirs', file: '.ws/tools/theirs.yaml', untrusted: ['command'], raised: [] }];

const said = async (step: object): Promise<readonly string[]> => {
  const text = JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', ...step }] });
  const loaded = await loadWorkstream(text, 'w.json', reading, async () =>
    knownTools({ ...shipped, profiles, withheld }),
  );
  return loaded.ok ? [] : loaded.error.map(({ pointer, message }) => `${pointer} ${message}`);
};

describe('what a step gives its tool', () => {
  test.each([
    ['a key that is missing', {}, '/steps/0/with "with" needs the key "prompt" (tool claude)'],
    [
      'a key that there is not',
      { prompt: 'x', modl: 'y' },
      '/steps/0/with/modl unknown key "modl". Did you mean "model"? (tool claude)',
    ],
    [
      'a wrong value',
      { prompt: 'x', permission: 'edits' },
      '/steps/0/with/permission "permission" must be "read", "edit", "ask" or "full", not "edits". Did you mean "edit"? (tool claude)',
    ],
    ['a wrong type', { prompt: 3 }, '/steps/0/with/prompt "prompt" must be a string, not 3 (tool claude)'],
    [
      'a wrong item',
      { prompt: 'x', allowedTools: [1] },
      '/steps/0/with/allowedTools/0 allowedTools[0] must be a string, not 1 (tool claude)',
    ],
  ])('is told with %s', async (_, args, message) => {
    expect(await said({ tool: 'claude', with: args })).toEqual([message]);
  });

  test('may be an expression anywhere, whatever that will give', async () => {
    const hole = '${{ inputs.x }}';
    const text = JSON.stringify({
      version: 1,
      id: 'w',
      inputs: { x: 'y' },
      steps: [
        { id: 'a', tool: 'claude', with: { prompt: hole, permission: hole, allowedTools: hole } },
        { id: 'b', tool: 'claude', with: { prompt: 'x', allowedTools: [hole, 'Read'] } },
      ],
    });
    expect((await loadWorkstream(text, 'w.json', reading, async () => knownTools(shipped))).ok).toBe(true);
  });

  test('need not be what the settings of its profile say', async () => {
    expect(await said({ tool: 'ready' })).toEqual([]);
  });

  test('is checked in alternatives and compensations, too', async () => {
    const step = { run: 'x', fallback: [{ tool: 'claude' }], compensate: { tool: 'claude', with: { prompt: 1 } } };
    expect(await said(step)).toEqual([
      '/steps/0/fallback/0 "with" needs the key "prompt" (tool claude)',
      '/steps/0/compensate/with/prompt "prompt" must be a string, not 1 (tool claude)',
    ]);
  });

  test('of a tool that is named alone as an alternative is that of the step', async () => {
    expect(await said({ tool: 'claude', with: { prompt: 'x' }, fallback: ['ready', 'manual'] })).toEqual([]);
  });
});

describe('a tool that cannot be used', () => {
  test.each([
    ['clade', '/steps/0/tool there is no tool "clade"; see: ws tools list. Did you mean "claude"?'],
    ['off', '/steps/0/tool the tool "off" is not enabled (/h/off.yaml)'],
    [
      'theirs',
      '/steps/0/tool the tool "theirs" is one of this repository and counts once it is trusted: ws trust .ws/tools/theirs.yaml',
    ],
  ])('such as %s is told where it is named', async (tool, message) => {
    expect(await said({ tool })).toEqual([message]);
  });
});

test('a requirement that no tool can meet is told, and one that any can is not', async () => {
  expect(await said({ requires: { capability: 'revew' } })).toEqual([
    expect.stringMatching(
      /^\/steps\/0\/requires\/capability no tool has the capability "revew"; .*Did you mean "review"\?$/,
    ) as unknown,
  ]);
  expect(await said({ requires: { language: 'cobol' }, with: { prompt: 'x' } })).toEqual([]);
});

test.each([
  [
    { run: 'x', requires: { capability: 'code' } },
    '/steps/0/requires steps[0] has both "run" and "requires"; keep one of them',
  ],
  [
    { tool: 'claude', with: { prompt: 'x' }, requires: { capability: 'code' } },
    '/steps/0/requires steps[0] has both "tool" and "requires"; keep one of them',
  ],
  [
    { requires: {} },
    '/steps/0/requires "requires" must be an object with capability, language, task and environment, not an empty object',
  ],
])('%j is told', async (step, message) => {
  expect(await said(step)).toContain(message);
});

import { expect, test } from 'vitest';
import { examineAgent } from '../../../../../adapters/tools/agent/examine.ts';
import { codex } from '../../../../../adapters/tools/agent/dialects/codex/codex.ts';
import { opencode } from '../../../../../adapters/tools/agent/dialects/opencode/opencode.ts';
import type { JsonObject } from '../../../../../core/json.ts';

const prices = new Map([
  ['gpt-x', { input: 1, cacheRead: null, cacheWrite: null, output: 2, source: 'a test', date: '2026-01-01' }],
]);
const inCodex = (args: JsonObject) => examineAgent({ prompt: 'x', ...args }, codex, prices);

test.each<readonly [JsonObject, string]>([
  [{ model: '-x' }, '/model'],
  [{ prompt: ' ' }, '/prompt'],
  [{ allowedTools: ['a', '--b'] }, '/allowedTools'],
  [{ budget: { costUsd: 1 } }, '/budget'],
])('%j is told before anything starts, at %s', (args, pointer) => {
  expect(inCodex(args).map((each) => each.pointer)).toEqual([pointer]);
});

test.each<JsonObject>([
  { budget: { costUsd: 1 }, model: 'gpt-x' },
  { budget: { tokens: 100 } },
  { budget: { costUsd: 1 }, model: '${{ inputs.model }}' },
  { model: '${{ inputs.model }}', prompt: '${{ inputs.x }}' },
])('%j may be', (args) => {
  expect(inCodex(args)).toEqual([]);
});

test('a name that is none of its models is told, with what one is like', () => {
  const found = examineAgent({ prompt: 'x', model: 'gpt-5' }, opencode, prices);
  expect(found).toMatchObject([{ pointer: '/model', message: expect.stringContaining('provider/model') as unknown }]);
  expect(examineAgent({ prompt: 'x', model: 'openrouter/openai/gpt-5' }, opencode, prices)).toEqual([]);
});

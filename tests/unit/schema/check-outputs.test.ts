import { expect, test } from 'vitest';
import { describeTool, SHELL } from '../../../adapters/tools/descriptions.ts';
import { shippedTools } from '../../../interfaces/house/tools/house-tools.ts';
import { knownTools } from '../../../interfaces/house/tools/tools-here.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { sha256 } from '../../rig/step.ts';

const told = async (step: string): Promise<readonly string[]> => {
  const text = `version: 1\nid: w\nsteps:\n  - { id: a, ${step} }\n`;
  const parts = { digest: sha256, describe: describeTool, scriptTool: SHELL };
  const loaded = await loadWorkstream(text, 'w.yaml', parts, async () => knownTools(shippedTools('/')));
  return loaded.ok ? [] : loaded.error.map(({ line, pointer, message }) => `${line} ${pointer} ${message}`);
};
const agent = 'tool: claude, with: { prompt: x }';
const at = '4 /steps/0/outputs';

test.each([
  [
    'an answer is a text',
    `${agent}, outputs: { properties: { result: { type: number } } }`,
    `${at}/properties/result/type "result" of the tool claude is always of type string, never number`,
  ],
  [
    'of several types none fits',
    `${agent}, outputs: { properties: { result: { type: [object, "null"] } } }`,
    `${at}/properties/result/type "result" of the tool claude is always of type string, never object or null`,
  ],
  [
    'a table has no data',
    'tool: read, with: { path: a.csv }, outputs: { required: [rows, data] }',
    `${at}/required/1 the tool read gives no "data"; it gives rows, columns, count`,
  ],
  [
    'a status is no text',
    'tool: http, with: { url: "https://a.example" }, outputs: { properties: { status: { type: string } } }',
    `${at}/properties/status/type "status" of the tool http is always of type integer, never string`,
  ],
  [
    'outputs are no list, whatever the tool',
    'run: x, outputs: { type: array }',
    `${at}/type outputs are always an object, by their names`,
  ],
])('%s', async (_, step, message) => {
  const found = await told(step);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});

test.each([
  `${agent}, outputs: { type: object, required: [result, count], properties: { result: { type: string, minLength: 2 }, count: { type: integer } } }`,
  'tool: read, with: { path: a.csv }, outputs: { required: [count], properties: { count: { type: number } } }',
  'tool: read, with: { path: "${{ run.id }}" }, outputs: { required: [data] }',
  'tool: http, with: { url: "https://a.example" }, outputs: { required: [data], properties: { data: { type: array } } }',
  'run: x, outputs: { required: [n], properties: { n: { type: number } } }',
  'requires: { capability: code }, with: { prompt: x }, outputs: { properties: { result: { type: number } } }',
])('what may be is taken: %s', async (step) => {
  expect(await told(step)).toEqual([]);
});

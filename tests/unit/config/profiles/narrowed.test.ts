import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADAPTERS } from '../../../../adapters/tools/descriptions.ts';
import { shippedProfiles } from '../../../../config/profiles/load.ts';
import { narrowed } from '../../../../config/profiles/narrowed.ts';
import { toolId } from '../../../../core/id.ts';
import type { ToolProfile } from '../../../../core/tool-profile.ts';
import type { WrittenTool } from '../../../../schema/written-tool.ts';

const claude = shippedProfiles(ADAPTERS).get(toolId('claude'));
if (claude === undefined) throw new Error('claude is shipped');
const base: ToolProfile = { ...claude, timeoutMs: 600_000, access: 'shared', sandbox: 'auto' };

type Row = readonly [WrittenTool, 'counts' | 'trust' | 'never'];
const rows: readonly Row[] = [
  [{ $schema: 'x' }, 'counts'],
  [{ title: 'x' }, 'counts'],
  [{ description: 'x' }, 'counts'],
  [{ extends: 'shell' }, 'counts'],
  [{ install: 'x' }, 'counts'],
  [{ capabilities: ['code'] }, 'counts'],
  [{ languages: ['c'] }, 'counts'],
  [{ taskTypes: ['test'] }, 'counts'],
  [{ environments: ['ci'] }, 'counts'],
  [{ priority: 1000 }, 'counts'],
  [{ fallback: ['manual'] }, 'counts'],
  [{ breakers: ['a'] }, 'counts'],
  [{ timeout: '10m' }, 'counts'],
  [{ timeout: '11m' }, 'never'],
  [{ stall: '5m' }, 'trust'],
  [{ models: ['m'] }, 'trust'],
  [{ retry: 0 }, 'counts'],
  [{ retry: 1 }, 'never'],
  [{ retry: { limit: 0 } }, 'never'],
  [{ access: 'read' }, 'counts'],
  [{ access: 'exclusive' }, 'trust'],
  [{ sandbox: 'required' }, 'counts'],
  [{ sandbox: 'off' }, 'trust'],
  [{ enabled: false }, 'counts'],
  [{ enabled: true }, 'trust'],
  [{ adapter: 'exec' }, 'trust'],
  [{ command: 'x' }, 'trust'],
  [{ args: ['x'] }, 'trust'],
  [{ settings: { model: 'x' } }, 'trust'],
  [{ env: { A: 'b' } }, 'trust'],
  [{ secrets: ['A'] }, 'trust'],
  [{ keys: ['A'] }, 'trust'],
  [{ login: { files: ['.ssh/id_rsa'] } }, 'trust'],
  [{ home: [{ path: '.ssh', mode: 'read' }] }, 'trust'],
  [{ mcp: { x: { command: 'x' } } }, 'trust'],
  [{ commits: true }, 'trust'],
  [{ metering: 'off' }, 'trust'],
  [{ metering: { map: { small: 'big' } } }, 'trust'],
  [{ metering: 'proxy' }, 'trust'],
  [{ network: 'models' }, 'trust'],
  [{ network: 'full' }, 'counts'],
  [{ network: 'none' }, 'counts'],
  [{ version: { args: ['x'] } }, 'trust'],
  [{ hooks: { before: 'x' } }, 'trust'],
  [{ inputs: {} }, 'trust'],
  [{ stdin: 'x' }, 'trust'],
  [{ promptFile: 'x' }, 'trust'],
  [{ output: 'json' }, 'trust'],
  [{ success: {} }, 'trust'],
  [{ usage: {} }, 'trust'],
];

test.each(rows)('of a project %j over a profile of the user: %s', (tool, when) => {
  const [key = ''] = Object.keys(tool);
  const before = narrowed(tool, { base, isTrusted: false });
  const after = narrowed(tool, { base, isTrusted: true });
  expect(before).toEqual({
    tool: when === 'counts' ? tool : {},
    untrusted: when === 'trust' ? [key] : [],
    raised: when === 'never' ? [key] : [],
  });
  expect(after.tool).toEqual(when === 'never' ? {} : tool);
});

test('there is a row for every key that can be written', () => {
  // Cannot lie: the file is the schema of profiles.
  const { properties } = JSON.parse(readFileSync('schema/tool.schema.json', 'utf8')) as { properties: object };
  expect(new Set(rows.flatMap(([tool]) => Object.keys(tool)))).toEqual(new Set(Object.keys(properties)));
});

test('the limits of a tool that is the project’s alone are its own once it is trusted', () => {
  expect(narrowed({ timeout: '2h' }, { base: null, isTrusted: true }).tool).toEqual({ timeout: '2h' });
  expect(narrowed({ timeout: '2h' }, { base: null, isTrusted: false }).raised).toEqual(['timeout']);
});

test('a project gives the network back to a tool of the user only once it is trusted', () => {
  const over = { base: { ...base, network: 'none' } as const, isTrusted: false };
  expect(narrowed({ network: 'full' }, over).untrusted).toEqual(['network']);
  expect(narrowed({ network: 'full' }, { ...over, isTrusted: true }).tool).toEqual({ network: 'full' });
});

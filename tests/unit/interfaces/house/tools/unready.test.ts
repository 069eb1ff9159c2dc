import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeTool, SHELL } from '../../../../../adapters/tools/descriptions.ts';
import { shippedTools } from '../../../../../interfaces/house/tools/house-tools.ts';
import { unready } from '../../../../../interfaces/house/tools/unready.ts';
import { loadWorkstream } from '../../../../../schema/load-workstream.ts';
import { sha256 } from '../../../../rig/step.ts';
import { writeFiles } from '../../../../rig/ws.ts';
import { temporary } from '../../../adapters/git/rig.ts';

const SECRETS: Readonly<Record<string, string>> = { ANTHROPIC_API_KEY: 'sk-0' };

/** A machine with Claude Code, a key for it, and nothing else. */
const told = async (steps: string, more = ''): Promise<readonly string[]> => {
  const root = temporary();
  writeFiles(root, { 'there.csv': 'a\n', 'bin/claude': '#!/bin/sh\n' });
  chmodSync(join(root, 'bin/claude'), 0o755);
  mkdirSync(join(root, 'home'));
  const text = `version: 1\nid: w\n${more}\nsteps:\n${steps}\n`;
  const loaded = await loadWorkstream(text, 'w.yaml', { digest: sha256, describe: describeTool, scriptTool: SHELL });
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join());
  const env = { PATH: join(root, 'bin'), HOME: join(root, 'home') };
  const secrets = { valueOf: (name: string) => SECRETS[name] ?? null, troubleOf: () => null };
  const here = { tools: { ...shippedTools(root), root }, directory: root, env, secrets };
  return unready(loaded.value.workstream, here).map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
};
const with_ = 'with: { prompt: x }';

test('a program that is not there is told once, with how to get it', async () => {
  const found = await told(`  - { id: a, tool: codex, ${with_} }\n  - { id: b, tool: codex, ${with_} }`);
  expect(found).toEqual([
    'tool-missing /steps/0/tool there is no program codex on PATH: npm install -g @openai/codex (tool codex)',
  ]);
});

test.each([
  [
    'set, and not named',
    `{ id: a, tool: claude, ${with_} }`,
    'is set, and the step does not name it: secrets: [ANTHROPIC_API_KEY]',
  ],
  [
    'neither set nor named',
    `{ id: a, tool: claude, ${with_}, secrets: [CLAUDE_CODE_OAUTH_TOKEN], env: { X: y } }`,
    'ANTHROPIC_API_KEY',
  ],
])('a key that is %s is told, in a body too', async (_, step, message) => {
  for (const [steps, pointer] of [
    [`  - ${step}`, '/steps/0/tool'],
    [`  - { id: g, steps: [${step}] }`, '/steps/0/steps/0/tool'],
  ] as const) {
    const [found = '', ...others] = await told(steps);
    expect(others).toEqual([]);
    expect(found).toContain(`no-access ${pointer}`);
    expect(found).toContain(message);
  }
});

test.each([
  ['a key that the step names', `{ id: a, tool: claude, ${with_}, secrets: [ANTHROPIC_API_KEY] }`, ''],
  ['a key that all steps see', `{ id: a, tool: claude, ${with_} }`, 'secrets: [ANTHROPIC_API_KEY]'],
  ['a path of its own', `{ id: a, tool: codex, ${with_}, env: { PATH: /opt/bin, CODEX_API_KEY: k-0 } }`, ''],
  ['a tool that is chosen later', `{ id: a, requires: { capability: code }, ${with_} }`, ''],
])('nothing is told of %s', async (_, step, more) => {
  expect(await told(`  - ${step}`, more)).toEqual([]);
});

test('a file that the first steps read, and that is not there', async () => {
  const reads = (id: string, path: string, needs = ''): string =>
    `  - { id: ${id}, tool: read, with: { path: "${path}" }${needs} }`;
  const steps = [
    reads('a', 'gone.csv'),
    reads('b', 'there.csv'),
    reads('c', 'made.csv', ', needs: [a]'),
    reads('d', '${{ run.id }}.csv'),
  ];
  expect(await told(steps.join('\n'))).toEqual([
    'no-such-file /steps/0/with/path there is no file gone.csv, and no step before it could make it',
  ]);
});

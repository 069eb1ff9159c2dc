import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import { toolId } from '../../../../../core/id.ts';
import { shippedTools } from '../../../../../interfaces/house/tools/house-tools.ts';
import { testTool } from '../../../../../interfaces/house/tools/test-tool.ts';
import { temporary } from '../../../adapters/git/rig.ts';
import type { WrittenTool } from '../../../../../schema/written-tool.ts';

const program = (written: Partial<WrittenTool>) =>
  profileOf('x', { adapter: 'exec', command: 'x', ...written }, { origins: [], isCommandBrought: false });
const troubles = async (profile: ReturnType<typeof program>): Promise<readonly (string | null)[]> =>
  (await testTool(profile)).map(({ trouble }) => trouble);

test.each([
  ['by its arguments', { args: ['--do', '${{ with.prompt }}'] }],
  ['by its input', { stdin: '${{ with.prompt }}' }],
  ['by a file', { args: ['${{ promptFile }}'], promptFile: '${{ with.prompt }}' }],
])('a program that is given its prompt %s keeps every promise', async (_, written) => {
  expect(await troubles(program(written))).toEqual([null, null, null, null]);
});

test('a program that is never told what to do breaks one', async () => {
  const [, , passes] = await troubles(program({ args: ['--do'] }));
  expect(passes).toBe('"$(touch planted)" did not reach the program as it is');
});

test('a program that says by no JSON Schema what it takes breaks one', async () => {
  const [, says] = await troubles(program({ stdin: '${{ with.prompt }}', inputs: { type: 'objct' } }));
  expect(says).toContain('type');
});

test.each([...shippedTools('/').profiles.keys()])('%s, which ws ships, keeps every promise', async (name) => {
  const profile = shippedTools('/').profiles.get(toolId(name));
  expect((profile === undefined ? [] : await troubles(profile)).filter((trouble) => trouble !== null)).toEqual([]);
});

const tryModule = async (text: string): Promise<readonly (string | null)[]> => {
  const path = join(temporary(), 'mine.mjs');
  writeFileSync(path, text);
  const code = { file: './mine.mjs', from: '/x/mine.yaml' };
  const profile = profileOf('mine', { adapter: './mine.mjs' }, { origins: [], isCommandBrought: false, code });
  const kept = await testTool(profile, new Map([[profile.name, { path, problem: null }]]));
  return kept.map(({ trouble }) => trouble);
};

test('a module that gives what tools give keeps every promise, and reaches nobody while it is tried', async () => {
  const text = `export const tool = { execute: async (call) => {
    const reached = await fetch('http://127.0.0.1:1').then(() => true, (error) => error.cause?.code !== 'ECONNREFUSED' ? false : 'no sandbox');
    return { ok: true, value: { outputs: { reached, text: call.with.prompt } } };
  } };`;
  expect(await tryModule(text)).toEqual([null, null, null, null]);
});

test.each([
  ['gives what no tool gives', 'export const tool = { execute: async () => 3 };', 'it must give'],
  ['says nothing', 'export const tool = { execute: async () => process.exit(0) };', 'before it gave a result'],
  [
    'executes what it is given',
    `import { execSync } from 'node:child_process';
     export const tool = { execute: async (call) => {
       try { execSync('echo ' + call.with.prompt + ' > /dev/null; [ ! -e planted ] || echo x > planted', { cwd: call.worktree }); } catch {}
       return { ok: true, value: { outputs: {} } };
     } };`,
    'was executed',
  ],
])('a module that %s breaks one', async (_, text, message) => {
  const [, , trouble] = await tryModule(text);
  expect(trouble).toContain(message);
});

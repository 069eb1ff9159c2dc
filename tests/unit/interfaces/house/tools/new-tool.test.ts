import { expect, test } from 'vitest';
import { toolId } from '../../../../../core/id.ts';
import { newTool } from '../../../../../interfaces/house/tools/new-tool.ts';
import { testTool } from '../../../../../interfaces/house/tools/test-tool.ts';
import { shippedTools, toolsAt } from '../../../../../interfaces/house/tools/house-tools.ts';
import { temporary } from '../../../adapters/git/rig.ts';

const tools = shippedTools('/');

test.each([
  [null, { adapter: 'exec', command: 'my-program' }],
  ['claude', { adapter: 'claude', command: 'claude' }],
])('what is written for %s is a profile', async (base, is) => {
  const env = { HOME: temporary() };
  expect(newTool({ name: 'mine', base, isCode: false }, tools, env)).toMatchObject({ ok: true });
  const read = await toolsAt(temporary(), env);
  expect(read.ok ? read.value.profiles.get(toolId('mine')) : read.error).toMatchObject(is);
});

test.each([
  ['a name that is none', { name: '../x', base: null, isCode: false }, 'is no name of a tool'],
  ['nothing to extend', { name: 'x', base: 'clade', isCode: false }, 'there is no tool clade to extend'],
])('%s is refused', (_, request, message) => {
  const made = newTool(request, tools, { HOME: temporary() });
  expect(made.ok ? '' : made.error.message).toContain(message);
});

test('what is there is not written over', () => {
  const env = { HOME: temporary() };
  newTool({ name: 'mine', base: null, isCode: false }, tools, env);
  const again = newTool({ name: 'mine', base: 'claude', isCode: false }, tools, env);
  expect(again.ok ? '' : again.error.message).toMatch(/mine\.yaml is there$/);
});

test('a module is written with its profile, is one that ws tools test has nothing to say of, and is not written over', async () => {
  const env = { HOME: temporary() };
  const request = { name: 'mine', base: null, isCode: true };
  expect(newTool(request, tools, env)).toMatchObject({ ok: true });
  const read = await toolsAt(temporary(), env);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const profile = read.value.profiles.get(toolId('mine'));
  if (profile === undefined) throw new Error('it is there');
  expect(profile).toMatchObject({ adapter: './mine.mjs', access: 'read', code: { file: './mine.mjs' } });
  const kept = await testTool(profile, read.value.modules);
  expect(kept.filter(({ trouble }) => trouble !== null)).toEqual([]);
  const again = newTool(request, tools, env);
  expect(again.ok ? '' : again.error.message).toMatch(/mine\.mjs is there$/);
  expect(newTool({ ...request, base: 'claude' }, tools, env)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
});

import { expect, test } from 'vitest';
import { toolId } from '../../../../../core/id.ts';
import { newTool } from '../../../../../interfaces/house/tools/new-tool.ts';
import { shippedTools, toolsAt } from '../../../../../interfaces/house/tools/house-tools.ts';
import { temporary } from '../../../adapters/git/rig.ts';

const tools = shippedTools('/');

test.each([
  [null, { adapter: 'exec', command: 'my-program' }],
  ['claude', { adapter: 'claude', command: 'claude' }],
])('what is written for %s is a profile', async (base, is) => {
  const env = { HOME: temporary() };
  expect(newTool({ name: 'mine', base }, tools, env)).toMatchObject({ ok: true });
  const read = await toolsAt(temporary(), env);
  expect(read.ok ? read.value.profiles.get(toolId('mine')) : read.error).toMatchObject(is);
});

test.each([
  ['a name that is none', { name: '../x', base: null }, 'is no name of a tool'],
  ['nothing to extend', { name: 'x', base: 'clade' }, 'there is no tool clade to extend'],
])('%s is refused', (_, request, message) => {
  const made = newTool(request, tools, { HOME: temporary() });
  expect(made.ok ? '' : made.error.message).toContain(message);
});

test('what is there is not written over', () => {
  const env = { HOME: temporary() };
  newTool({ name: 'mine', base: null }, tools, env);
  const again = newTool({ name: 'mine', base: 'claude' }, tools, env);
  expect(again.ok ? '' : again.error.message).toMatch(/mine\.yaml is there$/);
});

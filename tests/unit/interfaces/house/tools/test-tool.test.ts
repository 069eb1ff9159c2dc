import { expect, test } from 'vitest';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import { toolId } from '../../../../../core/id.ts';
import { shippedTools } from '../../../../../interfaces/house/tools/house-tools.ts';
import { testTool } from '../../../../../interfaces/house/tools/test-tool.ts';
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

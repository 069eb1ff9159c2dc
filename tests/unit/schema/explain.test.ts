import { expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const complaints = async (text: string): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(text, 'a.yaml', reading);
  return loaded.ok ? [] : loaded.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

test.each([
  ['shell: bash', '6:5', 'with: { shell: bash }'],
  ['acceptance: dist/a.js', '6:17', 'Did you mean [{"file":"dist/a.js"}]?'],
  ['acceptance: npm test', '6:17', 'Did you mean [{"run":"npm test"}]?'],
  ['acceptance: [dist/a.js]', '6:18', 'Did you mean {"file":"dist/a.js"}?'],
])('%s is told with what would be right', async (key, place, advice) => {
  const found = await complaints(`version: 1\nid: demo\nsteps:\n  - id: a\n    run: x\n    ${key}\n`);
  expect(found).toEqual([expect.stringMatching(new RegExp(`^${place} `))]);
  expect(found[0]).toContain(advice);
});

test('a GitHub workflow is told as what it is, and nothing else of it', async () => {
  const found = await complaints('name: CI\non: push\njobs: { build: { runs-on: x, steps: [{ uses: y }] } }\n');
  expect(found).toEqual([expect.stringMatching(/^3:1 this looks like a GitHub workflow/)]);
});

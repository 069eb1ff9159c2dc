import { expect, test } from 'vitest';
import { SHELL } from '../../../../adapters/tools/descriptions.ts';
import { describeTool } from '../../../../adapters/tools/descriptions.ts';
import { loadWorkstream } from '../../../../schema/load-workstream.ts';
import { sha256 } from '../../../rig/step.ts';

const toldOf = async (steps: readonly object[], resources: object = { gpu: 2 }): Promise<readonly string[]> => {
  const text = JSON.stringify({ version: 1, id: 'w', resources, steps }, null, 1);
  const parts = {
    digest: sha256,
    describe: describeTool,
    scriptTool: SHELL,
    pools: async () => new Map([['disk', 4]]),
  };
  const loaded = await loadWorkstream(text, 'w.json', parts);
  return loaded.ok ? [] : loaded.error.map(({ line, pointer, message }) => `${line} ${pointer} ${message}`);
};

test('steps may want of pools of the workstream and of the machine', async () => {
  expect(await toldOf([{ id: 'a', run: 'true', resources: { gpu: 2, disk: 4 }, mutex: 'db' }])).toEqual([]);
});

test('what nobody declares, and more than there is, is told where it stands, also in a body', async () => {
  const steps = [
    { id: 'a', run: 'true', resources: { gpus: 1 } },
    { id: 'b', steps: [{ id: 'c', run: 'true', resources: { gpu: 3 } }] },
  ];
  expect(await toldOf(steps)).toEqual([
    expect.stringMatching(
      /^\d+ \/steps\/0\/resources\/gpus nobody declares the resource "gpus": did you mean "gpu"\?$/,
    ),
    expect.stringMatching(
      /^\d+ \/steps\/1\/steps\/0\/resources\/gpu it wants 3 of "gpu", and there are 2: it could never begin$/,
    ),
  ]);
});

test('a group takes of no pool: what is inside does', async () => {
  const [told] = await toldOf([{ id: 'b', resources: { gpu: 1 }, steps: [{ id: 'c', run: 'true' }] }]);
  expect(told).toContain('"resources" is of a step that runs a tool');
});

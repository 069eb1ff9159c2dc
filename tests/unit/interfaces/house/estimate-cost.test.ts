/** What a workstream may cost, from the logs of earlier runs. */
import { expect, test } from 'vitest';
import { ADAPTERS } from '../../../../adapters/tools/descriptions.ts';
import { shippedProfiles } from '../../../../config/profiles/load.ts';
import { stepId, toolId } from '../../../../core/id.ts';
import type { Happening } from '../../../../core/event.ts';
import type { Step } from '../../../../core/workstream.ts';
import { estimateCost } from '../../../../interfaces/house/estimate-cost.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';
import { created, started } from '../cli/script.ts';
import { aScene } from '../cli/scene.ts';

const { home } = aScene();

const agent = (id: string, tool = 'claude'): Step => aStep(id, [], { tool: toolId(tool) });
const group: Step = aStep('each', [], {
  body: {
    ...{ kind: 'foreach', isMatrix: false, items: ['a', 'b'], key: null, where: null, needs: null, concurrency: null },
    ...{ minSuccess: null, failFast: false, timeoutMs: null, maxItems: 10 },
    steps: [agent('each')],
  },
});
const workstream = aWorkstream([aStep('build'), agent('write'), agent('review', 'codex'), group]);

const used = (step: string, costMicroUsd: number | null, tool = 'claude'): Happening => ({
  ...{ type: 'step.used', step: stepId(step), attempt: 1 },
  usage: {
    ...{ tool, provider: null, model: null, calls: 1, input: 900, output: 100, cached: null, reasoning: null },
    ...{ costMicroUsd, source: 'reported' },
  },
});
const run = (id: string, ...events: readonly Happening[]) => ({
  id,
  happenings: [created(workstream), started, ...events],
});

test('a range of what each run used for a step, items and attempts together; what is not known is said', async () => {
  const { store } = await home({
    runs: [
      run('r1', used('write', 100_000), used('each[a]', 10_000), used('each[b]', 20_000)),
      run('r2', used('write', 100_000), used('write', 150_000), used('each[a]', 5_000), used('review', 1, 'claude')),
    ],
  });
  expect(await estimateCost(workstream, shippedProfiles(ADAPTERS), { store })).toEqual({
    steps: [
      ...[
        {
          step: 'write',
          runs: 2,
          tokens: { least: 1000, most: 2000 },
          costMicroUsd: { least: 100_000, most: 250_000 },
        },
      ],
      // What another tool used for it says nothing.
      ...[{ step: 'review', runs: 0, tokens: null, costMicroUsd: null }],
      ...[{ step: 'each', runs: 2, tokens: { least: 1000, most: 2000 }, costMicroUsd: { least: 5_000, most: 30_000 } }],
    ],
    tokens: { least: 2000, most: 4000 },
    costMicroUsd: { least: 105_000, most: 280_000 },
    unknown: ['review'],
  });
});

test('a price that nobody knows is none of 0', async () => {
  const { store } = await home({ runs: [run('r1', used('write', 100_000), used('write', null))] });
  const estimate = await estimateCost(aWorkstream([agent('write')], { id: 'test' }), shippedProfiles(ADAPTERS), {
    store,
  });
  expect(estimate).toMatchObject({ costMicroUsd: null, tokens: { least: 2000, most: 2000 }, unknown: ['write'] });
});

test('who asks no model costs nothing', async () => {
  const { store } = await home();
  expect((await estimateCost(aWorkstream([aStep('a')]), shippedProfiles(ADAPTERS), { store })).steps).toEqual([]);
});

import { expect, test } from 'vitest';
import { stepId } from '../../../core/id.ts';
import { secretsNamedIn } from '../../../core/secrets.ts';
import { everyStep, placedSteps } from '../../../core/steps-within.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { reading } from '../../rig/step.ts';

const NESTED = `
version: 1
id: nested
steps:
  - id: a
    run: "true"
  - id: g
    foreach: [x, y]
    steps:
      - { id: b, run: "true", secrets: [ONE] }
      - id: h
        needs: [b]
        loop: { max: 2 }
        run: "true"
        secrets: [TWO]
finally:
  - { id: c, run: "true", secrets: [THREE] }
`;

const nested = async (): Promise<Workstream> => {
  const loaded = await loadWorkstream(NESTED, 'nested.yaml', reading);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value.plan.workstream;
};

test('steps of bodies are found, with where they stand', async () => {
  const workstream = await nested();
  const places = placedSteps(workstream).flatMap(({ step, pointer }) =>
    step.body === undefined ? [[step.id, pointer]] : [],
  );
  expect(places).toEqual([
    [stepId('a'), '/steps/0'],
    [stepId('b'), '/steps/1/steps/0'],
    [stepId('h'), '/steps/1/steps/1'],
    [stepId('c'), '/finally/0'],
  ]);
  expect(everyStep(workstream).length).toBeGreaterThan(4);
});

test('secrets that steps in bodies name are those of the workstream', async () => {
  expect(secretsNamedIn(await nested())).toEqual(['ONE', 'TWO', 'THREE']);
});

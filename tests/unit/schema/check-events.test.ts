import { expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const problemsOf = async (...steps: readonly object[]): Promise<readonly string[]> => {
  const text = JSON.stringify({ version: 1, id: 'w', steps }, null, 2);
  const loaded = await loadWorkstream(text, 'w.json', reading);
  return loaded.ok ? [] : loaded.error.map(({ pointer, message }) => `${pointer} ${message}`);
};
const emits = (emit: object, more: object = {}): object => ({
  id: 'a',
  run: 'make',
  emit: [{ type: 't', ...emit }],
  ...more,
});
const waits = (on: object, more: object = {}): object => ({ id: 'a', on: { event: 't', ...on }, ...more });

test('what a step tells sees itself, also of an item, and what it waits for is judged over `event`', async () => {
  expect(
    await problemsOf(
      emits({ payload: { v: '${{ steps.a.outputs.v }}' } }, { foreach: ['x'] }),
      waits({ where: '${{ event.payload.n == steps.a.status }}' }, { id: 'b', needs: 'a' }),
    ),
  ).toEqual([]);
});

test.each([
  [
    'an item without `each`',
    emits({ payload: { v: '${{ each.value }}' } }),
    '/steps/0/emit/0/payload/v each: there is none here',
  ],
  [
    'a step that may not have run',
    emits({ payload: { v: '${{ steps.z.outputs.v }}' } }),
    '/steps/0/emit/0/payload/v steps.z: there is no step "z"',
  ],
  [
    'a schema that is none',
    emits({ schema: { type: 'objekt' } }),
    '/steps/0/emit/0/schema/type "schema" of t is not a JSON Schema',
  ],
  ['a bad type', { id: 'a', run: 'make', emit: [{ type: '9' }] }, '/steps/0/emit/0/type "type" must be a type such as'],
  ['a lane', emits({}, { isolation: 'step' }), '/steps/0/emit "emit" is told before a lane is merged'],
  ['event outside of where', { id: 'a', run: 'echo ${{ event.type }}' }, '/steps/0/run event: there is none here'],
  ['an unknown member', waits({ where: 'event.paylod.n' }), '/steps/0/on/where event.paylod: event has'],
  [
    'what is of a step that does something',
    waits({}, { timeout: '1h' }),
    '/steps/0/timeout "timeout" is of a step that does something, and this one waits for an event: write on: { timeout: … }',
  ],
  ['two things to do', waits({}, { run: 'make' }), '/steps/0/on steps[0] has both "run" and "on"'],
  [
    'a wait that is too long',
    waits({ timeout: '90d' }),
    '/steps/0/on/timeout "timeout" must be more than 0 and at most 30d',
  ],
])('%s is told with its place', async (_, step, problem) => {
  const problems = await problemsOf(step);
  expect(problems.find((each) => each.startsWith(problem)) ?? problems).toContain(problem);
});

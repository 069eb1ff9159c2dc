import { expect, test } from 'vitest';
import { NO_SURROUNDINGS } from '../../../../adapters/tools/agent/surroundings.ts';
import { ADAPTERS } from '../../../../adapters/tools/descriptions.ts';
import { createTools } from '../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../adapters/tools/shell/shell.ts';
import { createProcesses } from '../../../../adapters/machine/processes.ts';
import { shippedProfiles } from '../../../../config/profiles/load.ts';
import { toolId } from '../../../../core/id.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { callTool } from './bench.ts';

const NONE: JsonObject = { type: 'object', properties: { a: { type: 'objec' } } };
const given = (schema: JsonObject): readonly (readonly [tool: string, args: JsonObject, pointer: string])[] => [
  ['llm', { prompt: 'x', schema }, '/schema'],
  ['http', { url: 'https://example.org', expect: { body: schema } }, '/expect/body'],
  ['manual', { prompt: 'x', kind: 'ask', form: schema }, '/form'],
];

const examined = (tool: string, args: JsonObject) => {
  const processes = createProcesses({ graceMs: 200 });
  const parts = { shell: createShell(processes), processes, surroundings: NO_SURROUNDINGS };
  const found = createTools(shippedProfiles(ADAPTERS), parts).find(toolId(tool));
  processes[Symbol.dispose]();
  return found?.examine?.(args) ?? null;
};

test.each(given(NONE))('%s says before it is called what is wrong with a schema, and where', (tool, args, pointer) => {
  expect(examined(tool, args)).toMatchObject([
    { pointer: `${pointer}/properties/a/type`, message: expect.stringContaining('it is no JSON Schema') as string },
  ]);
});

test.each([...given({ type: 'object' }), ...given({ type: '${{ steps.a.outputs.type }}' })])(
  '%s has nothing to say of one that is, or that expressions are still to make: %j',
  (tool, args) => {
    expect(examined(tool, args)).toEqual([]);
  },
);

test('a model is not asked for what expressions made no schema', async () => {
  const { failure } = await callTool('llm', { prompt: 'x', schema: NONE });
  expect(failure).toMatchObject({ code: 'bad-input', pointer: '/with/schema/properties/a/type' });
});

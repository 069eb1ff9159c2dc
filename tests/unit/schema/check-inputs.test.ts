import { expect, test } from 'vitest';
import { ok } from '../../../core/result.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const told = async (inputs: string, step = 'run: "true"'): Promise<readonly string[]> => {
  const text = `version: 1\nid: demo\ninputs: ${inputs}\nsteps:\n  - id: a\n    ${step}\n`;
  const used = 'version: 1\nid: used\ninputs: { n: { type: integer, minimum: 2 } }\nsteps: [{ id: a, run: "true" }]\n';
  const readUsed = async (file: string) => ok({ text: used, file });
  const loaded = await loadWorkstream(text, 'a.yaml', { ...reading, readUsed });
  return loaded.ok
    ? []
    : loaded.error.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
};

test.each([
  '{ a: { type: array, items: { type: string }, minItems: 1, default: [x] } }',
  '{ a: { type: integer, minimum: 1, default: 3 } }',
  '{ a: { type: object, required: [n], properties: { n: { type: number } }, default: { n: 1 } } }',
  '{ a: { type: string, enum: [x, y], minLength: 1, default: x } }',
  '{ a: { type: string, required: false, pattern: "^[a-z]+$" } }',
])('%s is an input', async (inputs) => {
  expect(await told(inputs)).toEqual([]);
});

test.each([
  ['{ a: { type: integer, default: 1.5 } }', '3:40 /inputs/a/default "default" must be of type integer, not 1.5'],
  ['{ a: { type: array, default: x } }', '3:38 /inputs/a/default "default" must be of type array, not "x"'],
  [
    '{ a: { type: integer, minimum: 2, default: 1 } }',
    '3:52 /inputs/a/default "default" does not fit what the input asks: it must be >= 2',
  ],
  [
    '{ a: { type: array, items: { type: string }, default: [x, 1] } }',
    '3:67 /inputs/a/default/1 "default" does not fit what the input asks: "1" must be string',
  ],
  [
    '{ a: { type: string, maxLength: 1, options: [x, yy] } }',
    '3:57 /inputs/a/options/1 option "yy" does not fit what the input asks: it must NOT have more than 1 characters',
  ],
  [
    '{ a: { type: array, items: { type: strin } } }',
    '3:44 /inputs/a/items/type "type" must be equal to one of the allowed values: ["array","boolean","integer","null","number","object","string"]',
  ],
  [
    '{ a: { type: string, minLenght: 1 } }',
    '3:30 /inputs/a/minLenght unknown key "minLenght". Did you mean "minLength"?',
  ],
])('%s is told at its place', async (inputs, place) => {
  expect(await told(inputs)).toEqual([place]);
});

test('what a used workstream is given must fit what it asks, as far as that is known', async () => {
  expect(await told('{}', 'uses: u.yaml\n    with: { n: 2 }')).toEqual([]);
  expect(await told('{ m: 1 }', 'uses: u.yaml\n    with: { n: "${{ inputs.m }}" }')).toEqual([]);
  expect(await told('{}', 'uses: u.yaml\n    with: { n: 1 }')).toEqual([
    '7:16 /steps/0/with/n u.yaml: "n" does not fit: it must be >= 2',
  ]);
});

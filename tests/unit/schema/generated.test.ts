import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { configValidator, toolValidator } from '../../../scripts/config-validator.ts';
import { workstreamValidator } from '../../../scripts/workstream-validator.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

type Schema = { readonly [key: string]: unknown };
// The cast cannot lie: the file is an object, as the first test shows.
const schema = JSON.parse(read('schema/workstream.schema.json')) as Schema;

test.each(['validator', 'faults'] as const)('the generated %s is that of the schema (npm run generate)', (kind) => {
  expect(read(`schema/generated/workstream-${kind}.js`) === workstreamValidator(kind)).toBe(true);
});

test.each([
  ['config', configValidator],
  ['tool', toolValidator],
])('what finds faults in a %s is that of the schema (npm run generate)', (name, faults) => {
  expect(read(`schema/generated/${name}-faults.js`) === faults()).toBe(true);
});

test('the schema is one of draft-07', () => {
  expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
});

/** Every schema below a `properties`, with its path. */
const keysOf = (part: unknown, path: string): readonly (readonly [string, Schema])[] => {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, member]: [string, unknown]) => {
    const below = keysOf(member, `${path}/${key}`);
    // A key may be called so itself.
    const isKey = /(?<!\/properties)\/properties$/.test(path) && !path.includes('/then/');
    // The cast cannot lie: what stands below `properties` is a schema.
    return isKey ? [[`${path}/${key}`, member as Schema] as const, ...below] : below;
  });
};

describe.each(['workstream', 'tool'])('editors can show help for every key of a %s', (name) => {
  // The cast cannot lie: the files are objects.
  const schema = JSON.parse(read(`schema/${name}.schema.json`)) as Schema;
  const keys = keysOf(schema, '').filter(([path]) => !path.includes('/examples/'));
  test('there are keys', () => expect(keys.length).toBeGreaterThan(40));
  test.each(keys)('%s', (_path, key) => {
    expect(key['title']).toMatch(/\S/);
    expect(key['description']).toMatch(/\S.*\.$/);
    expect(key['examples']).toBeInstanceOf(Array);
  });
  const validator = new Ajv({ strict: false }).addSchema(schema, 'w');
  test.each(keys)('%s accepts its own examples', (path, key) => {
    const validate = validator.getSchema(`w#${path}`);
    for (const example of key['examples'] as readonly unknown[]) {
      expect(validate?.(example), JSON.stringify(validate?.errors)).toBe(true);
    }
  });
});

test('the published schema and the validator in two parts agree', () => {
  const whole = new Ajv({ strict: false }).compile(schema);
  for (const name of ['ci.json', 'quickstart.json']) expect(whole(JSON.parse(read(`workstreams/${name}`)))).toBe(true);
  expect(whole({ version: 1, id: 'a', steps: [] })).toBe(false);
  expect(whole({ version: 1, id: 'a', steps: [{ id: 'a' }] })).toBe(false);
  expect(whole({ version: 1, id: 'a', steps: [{ id: 'a', run: 'x', nope: 1 }] })).toBe(false);
});

import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../core/json.ts';
import { checkJson } from '../../../schema/json-schema.ts';

const release: JsonObject = {
  type: 'object',
  required: ['version'],
  additionalProperties: false,
  properties: { version: { type: 'string' }, kind: { enum: ['major', 'minor'] }, files: { items: { type: 'string' } } },
};

describe('a value is checked against a schema', () => {
  test.each<[Json, ReturnType<typeof checkJson>]>([
    [{ version: '1' }, null],
    [{}, { pointer: '', message: "it must have required property 'version'" }],
    [3, { pointer: '', message: 'it must be object' }],
    [{ version: 1 }, { pointer: '/version', message: '"version" must be string' }],
    [
      { version: '1', kind: 'x' },
      { pointer: '/kind', message: '"kind" must be equal to one of the allowed values: ["major","minor"]' },
    ],
    [
      { version: '1', other: 1 },
      { pointer: '', message: 'it must NOT have additional properties: "other"' },
    ],
    [
      { version: '1', files: ['a', 1] },
      { pointer: '/files/1', message: '"1" must be string' },
    ],
  ])('%j', (value, wrong) => {
    expect(checkJson(release, value)).toEqual(wrong);
  });
});

test('of an invalid schema is told that it is invalid', () => {
  const wrong = checkJson({ type: 'strin' }, 1);
  expect(wrong?.pointer).toBe('');
  expect(wrong?.message).toContain(
    'the schema is not valid: "type" must be equal to one of the allowed values: ["array"',
  );
});
test('a schema that would answer later is refused instead of believed', () => {
  expect(checkJson({ $async: true, type: 'string' }, 1)?.message).toBe(
    'the schema is not valid: $async is not supported',
  );
});
test('a schema that refers to itself without end fails and does not throw', () => {
  expect(checkJson({ $ref: '#' }, 1)?.message).toContain('the schema cannot be used');
});
test('a schema may refer to itself', () => {
  const tree: JsonObject = { required: ['name'], properties: { child: { $ref: '#' } } };
  expect(checkJson(tree, { name: 'a', child: { name: 'b' } })).toBeNull();
  expect(checkJson(tree, { name: 'a', child: {} })?.pointer).toBe('/child');
});
test('two schemas may have the same $id', () => {
  expect(checkJson({ $id: 'a', type: 'string' }, 'x')).toBeNull();
  expect(checkJson({ $id: 'a', type: 'number' }, 'x')?.message).toBe('it must be number');
  expect(checkJson({ $id: 'http://json-schema.org/draft-07/schema', type: 'number' }, 1)).toMatchObject({
    pointer: '',
  });
  expect(checkJson({ type: 'boolean' }, 'x')?.message).toBe('it must be boolean');
});
test('a format is not checked, and an unknown keyword is none of our business', () => {
  expect(checkJson({ type: 'string', format: 'email', 'x-unit': 'ms' }, 'x')).toBeNull();
});
test('a key named __proto__ is a key', () => {
  const value: JsonObject = Object.fromEntries([['__proto__', 1]]);
  expect(checkJson({ type: 'object', additionalProperties: false }, value)?.message).toBe(
    'it must NOT have additional properties: "__proto__"',
  );
});

test('a schema of a hundred properties is ready at once', () => {
  const alternatives = [
    { type: 'string', minLength: 2 },
    { type: 'number', maximum: 4 },
  ];
  const msOf = (name: string): number => {
    const properties = Object.fromEntries(
      Array.from({ length: 100 }, (_, nth) => [`${name}${nth}`, { anyOf: alternatives }]),
    );
    const before = process.cpuUsage();
    expect(checkJson({ type: 'object', properties }, {})).toBeNull();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  // The quickest of some: a processor that others use as well takes its time now and then.
  expect(Math.min(...['a', 'b', 'c', 'd', 'e'].map(msOf))).toBeLessThan(100);
});

import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../core/json.ts';
import { checkJson, checkSchema } from '../../../schema/json-schema.ts';

const many = (part: string, times = 40): string => part.repeat(times);

// Each of them takes an engine that goes back more steps than there will ever be time for, or a minute at the very least.
const CATASTROPHIC: readonly (readonly [pattern: string, text: string])[] = [
  ['^(a+)+$', `${many('a')}!`],
  ['^(a*)*$', `${many('a')}!`],
  ['^(a|a)*$', `${many('a')}!`],
  ['^(a|aa)+$', `${many('a', 80)}!`],
  ['^([a-zA-Z]+)*$', `${many('a')}1`],
  ['^(.*a){20}$', `${many('a')}!`],
  ['^(\\w+\\s?)*$', `${many('a')}!`],
  ['^(?:[a-z]+.)+[A-Z][a-z]+$', many('a', 60)],
  ['(x+x+)+y', many('x')],
  ['^(\\d+)+\\.$', many('1')],
  ['^([0-9]+)*:$', many('7')],
  ['^(?:(?:a+)+)+$', `${many('a')}b`],
  ['^(a?){40}a{40}$', `${many('a', 39)}b`],
  ['^(?:a?a?)*$', `${many('a', 60)}!`],
  ['^(?:\\s*\\S*)*!$', many(' a ')],
  ['^([\\w.-]+)+@', many('a.')],
  ['^[a-zA-Z0-9](?:(?:[-.]|_+)?[a-zA-Z0-9]+)*@\\w+$', many('a', 61)],
  ['^(?:[a-z0-9]+\\.?)+$', `${many('a')}/`],
  ['^(?:"(?:[^"]|\\\\.)*"|[^"])*$', `"${many('\\a', 60)}`],
  ['^(?:.|[ -~])*$', `${many('a')}\n`],
  ['^<(?:[^>]+\\s*)*>$', `<${many('a ')}`],
  ['(?:/[^/]*)*/(?:[^/]*/?)*\\*$', many('/a')],
  ['^(?:[^,]*,?)*;$', many('a,')],
  ['^(?:(?:ab)*|(?:aba)*b*)*c$', many('ab')],
  ['^(?:a+a+)+b$', many('a')],
  ['^(?:\\p{L}+)*\\.$', many('é')],
  ['^(?:[\\s\\S]*[\\s\\S]*)*x$', many('y')],
  ['\\s+$', `${many(' ', 50_000)}x`],
  ['^.*.*.*.*.*=$', many('a', 5_000)],
  ['^(?:a{1,9}){1,9}$', `${many('a', 60)}b`],
  ['^(?<w>(?:\\w|\\w\\w)+)$', `${many('a', 70)}-`],
  ['[ab]*a[ab]{60}x', many('ab', 5_000)],
];

describe('a pattern cannot hang the engine', () => {
  test.each(CATASTROPHIC)('%s', (pattern, text) => {
    const schema = { type: 'object', properties: { v: { type: 'string', pattern } } };
    checkJson(schema, { v: '' });
    const before = performance.now();
    expect(checkJson(schema, { v: text })?.pointer).toBe('/v');
    // A bound that no machine misses, however busy: what goes back would not be done within the year.
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

test('the names of members are held against patterns, too', () => {
  const schema = { patternProperties: { '^(a+)+$': { type: 'number' } }, propertyNames: { pattern: '^(?:a|a)*[!-]$' } };
  expect(checkJson(schema, { [`${many('a')}!`]: 'no number' })).toBeNull();
});

describe('where pattern and text are both large the value is refused instead', () => {
  const large = { type: 'array', items: { type: 'string', pattern: '^(?:\\p{L}{1,100}x){1,10}$' } };
  test('one text', () => {
    expect(checkJson(large, [many('é', 900_000)])?.message).toContain('a text is too long to be held against');
  });
  test('many texts together', () => {
    const texts = Array.from({ length: 100 }, () => many('é', 500));
    const all = { items: { pattern: '^\\p{L}{0,1000}$' } };
    expect(checkJson(all, texts)?.message).toContain('a text is too long to be held against');
    expect(checkJson(all, ['é']), 'the next value has all the time again').toBeNull();
  });
});

test('items are unique in linear time, whatever the order of their keys', () => {
  const schema = { uniqueItems: true };
  const items = Array.from({ length: 100_000 }, (_, index) => ({ index, of: [index] }));
  expect(checkJson(schema, items)).toBeNull();
  expect(checkJson(schema, [...items, { of: [7], index: 7 }])?.message).toContain(
    'it must NOT have duplicate items (items ## 100000 and 7',
  );
  expect(checkJson(schema, [{}, [], [[]], { a: 1 }, [['a', 1]], '1', 1, null, 'null'])).toBeNull();
});

const deep = (levels: number): Json => (levels === 0 ? { end: true } : { a: deep(levels - 1) });
const list = (length: number, member: Json): Json[] => Array.from({ length }, () => member);
const self = { $ref: '#' };
const doubling = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: list(2, { $ref: `#/definitions/d${at + 1}` }) }]),
);
const nestedLists = (levels: number, inner: Json): Json => (levels === 0 ? inner : [nestedLists(levels - 1, inner)]);

// Each of them takes time that grows with a power of two, or with the product of two large numbers.
const COSTLY: readonly (readonly [what: string, schema: JsonObject, value: Json])[] = [
  [
    'alternatives of itself',
    {
      anyOf: [{ properties: { a: self, end: false } }, { properties: { end: false, a: self } }],
    },
    deep(60),
  ],
  [
    'exactly one of itself',
    { oneOf: [{ properties: { a: self } }, { properties: { a: self } }, { required: ['z'] }] },
    deep(60),
  ],
  ['all of itself, twice', { allOf: [{ additionalProperties: self }, { additionalProperties: self }] }, deep(60)],
  ['itself as a condition', { if: { properties: { a: self } }, then: { properties: { a: self } } }, deep(60)],
  [
    'not itself, and itself',
    { not: { properties: { a: { not: { properties: { a: self } } } }, required: ['a'] }, properties: { a: self } },
    deep(80),
  ],
  ['definitions that double', { definitions: { ...doubling, d40: { type: 'string' } }, $ref: '#/definitions/d0' }, 'x'],
  [
    'a long list of values for each member',
    { items: { enum: Array.from({ length: 10_000 }, (_, at) => `e${at}`) } },
    list(10_000, 'e9999'),
  ],
  [
    'many names for each member',
    { items: { propertyNames: { enum: Array.from({ length: 9_000 }, (_, at) => `e${at}`) } } },
    list(5_000, { e0: 1, e1: 1 }),
  ],
  [
    'unlike members at each level',
    { uniqueItems: true, items: self },
    nestedLists(
      900,
      list(20_000, 1).map((_, at) => at),
    ),
  ],
];

describe('a schema cannot hang the engine', () => {
  test.each(COSTLY)('%s', (_, schema, value) => {
    const before = performance.now();
    expect(checkJson(schema, value)?.message).toMatch(/^the schema cannot be used: it asks for more comparisons/);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test('of more schemas than can be compiled in no time', () => {
    const properties = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`p${at}`, { type: 'string' }]));
    expect(checkSchema({ properties })).toEqual({
      pointer: '',
      message: 'it is made of 1002 schemas; 1000 are the most there may be',
    });
  });

  test('and one that is used as it is meant is not refused, however large the value', () => {
    const row = {
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'number' }, tags: { items: { type: 'string' } } },
    };
    const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, tags: ['a', 'b'] }));
    expect(checkJson({ type: 'array', items: row }, rows)).toBeNull();
    const tree: JsonObject = { required: ['name'], properties: { name: {}, children: { type: 'array', items: self } } };
    const grow = (levels: number): Json => ({ name: 'n', children: levels === 0 ? [] : list(3, grow(levels - 1)) });
    expect(checkJson(tree, grow(8))).toBeNull();
  });
});

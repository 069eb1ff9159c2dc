import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { checkJson } from '../../../schema/json-schema.ts';

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

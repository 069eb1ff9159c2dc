/** Inputs from the command line, held against what the workstream declares. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import type { InputDefinition } from '../../../../core/input-definition.ts';
import { missingInputs, parseInputsFile, resolveInputs } from '../../../../interfaces/house/inputs.ts';

const input = (over: Partial<InputDefinition>): InputDefinition => ({
  type: 'string',
  description: null,
  required: false,
  default: null,
  options: [],
  ...over,
});

const definitions = {
  name: input({ default: 'world' }),
  count: input({ type: 'number' }),
  dry: input({ type: 'boolean' }),
  list: input({ type: 'json' }),
  level: input({ options: ['low', 'high'] }),
};

describe('inputs that fit', () => {
  test.each<[readonly string[], JsonObject, JsonObject]>([
    [[], {}, { name: 'world' }],
    [['name=Ada'], {}, { name: 'Ada' }],
    [['name=a=b'], {}, { name: 'a=b' }],
    [['name='], {}, { name: '' }],
    [['count=1e3'], {}, { count: 1000 }],
    [['dry=true'], {}, { dry: true }],
    [['list=[1,"x"]'], {}, { list: [1, 'x'] }],
    [['level=high'], {}, { level: 'high' }],
    [['name=line'], { name: 'file', count: 2 }, { name: 'line', count: 2 }],
    [['name=first', 'name=last'], {}, { name: 'last' }],
  ])('%j over %j', (pairs, file, expected) => {
    const rest = { name: 'world', count: null, dry: null, list: null, level: null };
    expect(resolveInputs(definitions, pairs, file)).toEqual({ ok: true, value: { ...rest, ...expected } });
  });

  test('a name that objects are born with is a name like any other', () => {
    const resolved = resolveInputs(Object.fromEntries([['__proto__', input({})]]), ['__proto__=x'], {});
    expect(resolved.ok && Object.entries(resolved.value)).toEqual([['__proto__', 'x']]);
  });
});

describe('inputs that do not fit', () => {
  test.each<[readonly string[], JsonObject, string]>([
    [['nmae=x'], {}, 'input "nmae" is not declared. Did you mean "name"?'],
    [['constructor=x'], {}, 'input "constructor" is not declared'],
    [['name'], {}, '--input "name" is not of the form name=value'],
    [['=x'], {}, '--input "=x" is not of the form name=value'],
    [['count=many'], {}, 'input "count" is not a number'],
    [['count= '], {}, 'input "count" is not a number'],
    [['dry=yes'], {}, 'input "dry" is neither true nor false'],
    [['level=mid'], {}, 'input "level" is none of "low", "high"'],
    [[], { count: '2' }, 'input "count" is not a number'],
    [[], { name: 2 }, 'input "name" is not a string'],
  ])('%j over %j', (pairs, file, problem) => {
    expect(resolveInputs(definitions, pairs, file)).toEqual({ ok: false, error: [problem] });
  });

  test('a required input that is missing is asked for once', () => {
    const resolved = resolveInputs({ key: input({ required: true }) }, [], {});
    expect(resolved).toEqual({ ok: false, error: ['input "key" must be given: --input key=…'] });
  });

  test('everything wrong is told at once', () => {
    const resolved = resolveInputs(definitions, ['count=x', 'dry=x'], {});
    expect(!resolved.ok && resolved.error).toHaveLength(2);
  });

  test.each([['[1]'], ['{'], ['"x"']])('an inputs file with %s is refused', (text) => {
    expect(parseInputsFile(text).ok).toBe(false);
  });
});

test.each<[JsonObject, boolean]>([
  [{ name: 'a\0b' }, false],
  [{ list: [{ deep: '\0' }] }, false],
  [{ list: { '\0': 1 } }, false],
  [{ name: 'a\\u0000b' }, true],
  [{ name: '\\' }, true],
])('%j may be given: %s, for a NUL fits into no environment variable and no argument', (file, fits) => {
  expect(resolveInputs(definitions, [], file).ok).toBe(fits);
});

describe('numbers that cannot be held', () => {
  const id = '12345678901234567890';

  test.each([
    [`count=${id}`, /input "count" is not a number that can be held without losing digits/],
    ['count=1e400', /input "count" is not a number/],
    [`list={"a":[${id}]}`, /input "list" holds a number that would lose digits/],
  ])('--input %s is refused', (pair, why) => {
    expect(resolveInputs(definitions, [pair], {})).toMatchObject({
      ok: false,
      error: [expect.stringMatching(why)],
    });
  });

  test.each([[`{"count": ${id}}`], [`{"list": {"a": [1, ${id}]}}`], ['{"count": 1e400}']])(
    '--inputs %s is refused',
    (text) => {
      const parsed = parseInputsFile(text, definitions);
      expect(parsed).toMatchObject({ ok: false, error: expect.stringMatching(/digits|held/) as string });
    },
  );

  test('where text is meant they keep their digits', () => {
    expect(resolveInputs(definitions, [`name=${id}`], {})).toMatchObject({ ok: true, value: { name: id } });
    const parsed = parseInputsFile(`{"name": ${id}, "level": 3.10}`, definitions);
    expect(parsed).toEqual({ ok: true, value: { name: id, level: '3.10' } });
    expect(resolveInputs(definitions, ['count=0.1'], {})).toMatchObject({ ok: true, value: { count: 0.1 } });
  });
});

describe('inputs of a bundle', () => {
  const ofBundle = {
    'api.port': input({ type: 'number', default: 80 }),
    'web.port': input({ type: 'number' }),
    'web.name': input({}),
  };

  test.each<[readonly string[], JsonObject, JsonObject]>([
    [['port=1'], {}, { 'api.port': 1, 'web.port': 1, 'web.name': null }],
    [['web.port=2', 'port=1'], {}, { 'api.port': 1, 'web.port': 2, 'web.name': null }],
    [['name=x'], { port: 3, 'api.port': 4 }, { 'api.port': 4, 'web.port': 3, 'web.name': 'x' }],
  ])('%j over %j: one name is of all, a full one of one', (pairs, file, expected) => {
    expect(resolveInputs(ofBundle, pairs, file)).toEqual({ ok: true, value: expected });
  });

  test('a name that none has is told, and one that is needed is met by that of all', () => {
    expect(resolveInputs(ofBundle, ['porte=1'], {})).toMatchObject({ ok: false });
    expect(missingInputs({ 'api.port': input({ required: true }) }, ['port=1'], {})).toEqual([]);
  });
});

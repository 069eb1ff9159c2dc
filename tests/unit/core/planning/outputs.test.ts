import { describe, expect, test } from 'vitest';
import { adviceOnLine, parseOutputs } from '../../../../core/planning/outputs.ts';

describe('outputs are read from', () => {
  test.each([
    ['lines', 'a=1\nb=two words\n', { a: '1', b: 'two words' }],
    ['a line whose value has an equals sign', 'url=http://x/?a=b\n', { url: 'http://x/?a=b' }],
    ['an empty value', 'a=\n', { a: '' }],
    ['a value of several lines', 'text<<END\none\n\n two = 2\nEND\nlast=x\n', { text: 'one\n\n two = 2', last: 'x' }],
    ['a value that holds <<', 'a=b<<c\n', { a: 'b<<c' }],
    ['one JSON object', '{"n": 1, "list": [true, null]}', { n: 1, list: [true, null] }],
    ['lines that end as on Windows', 'a=1\r\nb=2\r\n', { a: '1', b: '2' }],
    ['a name given twice: the last wins', 'a=1\na=2\n', { a: '2' }],
    ['nothing', '\n\n', {}],
  ])('%s', (_, text, outputs) => {
    expect(parseOutputs(text)).toEqual({ ok: true, value: outputs });
  });

  test('a name that an object has by itself is a name like any other', () => {
    const parsed = parseOutputs('__proto__=x\n');
    expect(parsed.ok && Object.entries(parsed.value)).toEqual([['__proto__', 'x']]);
  });
});

describe('outputs are refused, with the line, for', () => {
  test.each([
    ['a line that is no output', 'a=1\nhello\n', 2],
    ['a name with a space', 'a b=1\n', 1],
    ['a value without its end', 'a=1\ntext<<END\nx\n', 2],
    ['JSON that breaks off', '{"a": ', 1],
    ['JSON that is too deep', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 1],
    ['JSON that is no object', '{"a":1} []', 1],
  ])('%s', (_, text, line) => {
    const parsed = parseOutputs(text);
    expect(parsed.ok ? null : parsed.error.line).toBe(line);
  });
});

test.each([
  [{ n: '3' }, '/n', '"n" must be number', true],
  [{ n: 'x' }, '/n', '"n" must be array,null', true],
  [{ n: 3 }, '/n', '"n" must be boolean', false],
  [{ n: '3' }, '/n', '"n" must be one of "a"', false],
  [{ n: '3' }, '', 'must be object', false],
])(
  'where text was written and something else is asked for, JSON is advised: %j %s %s',
  (outputs, pointer, message, is) => {
    const advice = adviceOnLine(outputs, { pointer, message });
    expect(advice).toBe(is ? `. A line n=… is text; for anything else write JSON: echo '{"n": …}' > "$WS_OUTPUT"` : '');
  },
);

test.each([
  ['{"a": 1,\n"b": 12345678901234567890}', 2],
  ['{"list": [0.1, {"x": 1e400}]}', 1],
])('JSON with a number that would lose digits is refused, with the line: %j', (text, line) => {
  expect(parseOutputs(text)).toMatchObject({ ok: false, error: { line } });
});

test('lines and JSON texts keep every digit', () => {
  const id = '12345678901234567890';
  expect(parseOutputs(`a=${id}\nb=3.10\n`)).toEqual({ ok: true, value: { a: id, b: '3.10' } });
  expect(parseOutputs(`{"a": "${id}", "b": 9007199254740992, "c": 0.1}`)).toEqual({
    ok: true,
    value: { a: id, b: 9007199254740992, c: 0.1 },
  });
});

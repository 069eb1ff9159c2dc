/** Text cut to the width of a terminal. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, pad, plainLine, plainText, widthOf, wordsIn, wrapped } from '../../../../interfaces/cli/fit.ts';

describe('the width of a text', () => {
  test.each([
    ['abc', 3],
    ['größe', 5],
    ['日本', 4],
    ['✅', 2],
    ['👩‍👩‍👧', 2],
    ['e\u0301', 1],
    ['→', 1],
  ])('%s takes %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

describe('cutting', () => {
  test('never takes more columns than allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 0, max: 40 }), (text, columns) => {
        expect(widthOf(cut(plainLine(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test('padding gives exactly the columns asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(widthOf(pad(plainLine(text), columns))).toBe(columns);
      }),
    );
  });

  test.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hel…'],
    ['日本語', 4, '日…'],
    ['hello', 0, ''],
  ])('%s in %i columns is %s', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
  });
});

describe('a foreign text', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007x', 'x'],
    ['a\rb\nc', 'ab c'],
    ['a\tb', 'a b'],
    ['\u001b[2Jgone', 'gone'],
    ['left\u202eright', 'leftright'],
  ])('%j becomes %j', (text, expected) => {
    expect(plainLine(text)).toBe(expected);
  });

  test('of many lines keeps these, in whatever parts it comes', () => {
    const text = 'one\n\ttwo\u001b[2J\u001b]0;title\u0007\r\u009b31m\u202ethree\u007f';
    const whole = 'one\n\ttwo[2J]0;title31mthree';
    expect(plainText(text)).toBe(whole);
    expect([...text].map(plainText).join('')).toBe(whole);
  });
});

test.each([
  ['one two three', 8, ['one two', 'three']],
  ['see /a/very/long/path now', 8, ['see', '/a/very/long/path', 'now']],
  ['one\ntwo', 8, ['one', 'two']],
  ['one two', Infinity, ['one two']],
])('%j in %i columns breaks between words, and leaves a longer word whole', (text, columns, lines) => {
  expect(wordsIn(text, columns)).toEqual(lines);
  expect(wrapped(text, columns)).toEqual(lines.map((line) => cut(line, columns)));
});

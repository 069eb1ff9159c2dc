import { describe, expect, test } from 'vitest';
import { LAYERS, colours, offsets, type Dialect } from '../../../../core/masking/dialects.ts';
import { Reading } from '../../../../core/masking/reading.ts';
import { SECTION } from '../../../../core/masking/undoing.ts';

const [backslash = colours, percent = colours, entity = colours] = LAYERS.map(({ dialect }) => dialect);
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const readIn = (text: string, dialect: Dialect, isLast = true): Reading => {
  const reading = new Reading();
  const from = bytes(text).indexOf(dialect.sign);
  reading.read(bytes(text), dialect, isLast, [from < 0 ? text.length : from, text.length]);
  return reading;
};
const shown = ({ page, count, cut }: Reading, text: string): string =>
  count === 0 && cut === text.length ? text : Buffer.from(page.bytes.subarray(0, page.length)).toString('utf8');

/** By dialect: what reads differently, and as what. */
const ROWS: readonly (readonly [Dialect, string, string])[] = [
  ...(
    [
      ['\\"\\n\\t\\r\\b\\f\\v\\a\\e\\E\\\\\\/\\q', '"\n\t\r\b\f\v\x07\x1b\x1b\\/q'],
      ['\\x41\\101\\7!\\0611', 'AA\x07!11'],
      ['\\u0041\\u{1f511}\\ud83d\\uDD11\\U0001f511', 'A🔑🔑🔑'],
      ['\\ud83d!\\udd11\\u{110000}\\U00110000\\UFFFFFFFF\\ud83d\\u0041', '�!�����A'],
      ['\\u00e9\\u2713', 'é✓'],
      ['a\\\nb', 'ab'],
      ['\\u12 \\x4 \\u{} \\u{1234567}', '\\u12 \\x4 \\u{} \\u{1234567}'],
    ] as const
  ).map(([text, meant]) => [backslash, text, meant] as const),
  [percent, '%41%7a%4Z%%2', 'Az%4Z%%2'],
  [entity, '&amp;&lt;&gt;&quot;&apos;&sol;&grave;&equals;&plus;', `&<>"'/\`=+`],
  [entity, '&#65;&#x41;&#X7a;&#x1f511;', 'AAz🔑'],
  [entity, '&;&#;&#x;&#12a;&nosuch;&lt &toolonganame;&#99999999;', '&;&#;&#x;&#12a;&nosuch;&lt &toolonganame;�'],
  [colours, 'a\x1b[31mb\x1b[0;1mc\x1b]0;title\x07d\x1b]8;;\x1b\\e\x1b(Bf\x1b7g', 'abcdefg'],
  [colours, 'a\x1b[3\nb\x1b]0;x\nc', 'a\nb\nc'],
  [offsets, 'x\n0000020 41 42\n00000020: 43\n12 44\n0000040 ', 'x\n 41 42\n 43\n12 44\n '],
];

describe('what stands for other bytes', () => {
  test.each(ROWS)('%j: %j reads %j', (dialect, text, meant) => {
    expect(shown(readIn(text, dialect), text)).toBe(meant);
  });

  test.each(ROWS)('%j: %j reads the same wherever a section ends', (dialect, text, meant) => {
    const inSections = (before: string): string => shown(readIn(`${before}${text}.`, dialect), `${before}${text}.`);
    for (let size = SECTION - text.length - 2; size < SECTION + 2; size += 1)
      expect(inSections('.'.repeat(size)).slice(size)).toBe(`${meant}.`);
  });
});

test.each([
  ['\\', backslash],
  ['x\\u00', backslash],
  ['\\ud83d', backslash],
  ['\\ud83d\\u', backslash],
  ['\\12', backslash],
  ['%4', percent],
  ['&#12', entity],
  ['\x1b[3', colours],
] as const)('%j is cut off by the end unless nothing comes after it', (text, dialect) => {
  const at = text.startsWith('x') ? 1 : 0;
  expect(readIn(text, dialect, false).cut).toBe(at);
  expect(readIn(text, dialect, true).cut).toBe(dialect.isDropped ? at : text.length);
});

test('each byte knows where it came from, over many sections', () => {
  const parts = ['abc', '\\n', 'd'.repeat(50), '\\u0041', '\\u00e9', '\\\n', 'e', '\\"'];
  const widths = [3, 1, 50, 1, 2, 0, 1, 1];
  const text = parts.join('').repeat(400);
  const reading = readIn(text, backslash);
  let [at, place] = [0, 0];
  for (let turn = 0; turn < 400 * parts.length; turn += 1) {
    const [part = '', width = 0] = [parts[turn % parts.length], widths[turn % parts.length]];
    const isUnit = part.startsWith('\\');
    if (width > 0) {
      expect(reading.startOf(place)).toBe(at);
      expect(reading.endOf(place + width)).toBe(at + part.length);
      expect(reading.placeOf(at)).toBe(place);
    }
    if (isUnit) expect(reading.boundary(at + 1)).toBe(at);
    else expect(reading.boundary(at + part.length - 1)).toBe(at + part.length - 1);
    at += part.length;
    place += width;
  }
  expect(reading.page.length).toBe(place);
});

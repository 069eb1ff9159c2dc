import { expect, test } from 'vitest';
import { createByteLists } from '../../../../core/masking/byte-lists.ts';
import { theMachine } from '../../../../core/masking/machine.ts';

const machine = theMachine();
const none = machine.filtersOf([]);
const lists = createByteLists();
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** What is read, to the base of 16, 10 and 8; a point where there is no byte. */
const readIn = (
  text: string,
  isLast = true,
  least = 4,
): { readonly bases: readonly string[]; readonly cut: number } => {
  machine.open(none, bytes(text));
  const cut = lists.read(isLast, least);
  const shown = (page: { readonly bytes: Uint8Array; readonly length: number }): string =>
    Buffer.from(page.bytes.subarray(0, page.length)).toString('latin1').replaceAll('\xff', '.');
  return { bases: lists.pages.map(shown), cut };
};

test.each([
  ['67, 79, 78, 83', ['gyx\x83.', 'CONS.', '7....']],
  ['0x43 0x4f 0x4E', ['CON.', '....', '....']],
  ['["43","4f","4e"]', ['CON.', '+...', '#...']],
  ['0103 117 116 123', ['\x01\x03....', '..ut{.', '..ONS.']],
  ['434f4e53 434f4e', ['CONSCON.', '........', '........']],
  ['12345 67890 1', ['.\x01.', '.\x01.', '.\x01.']],
])('%s is read to the base of 16, 10 and 8', (text, bases) => {
  expect(readIn(text).bases).toEqual(bases);
});

test('a list is found wherever it stands, with the places of its bytes', () => {
  for (let before = 0; before < 60; before += 1)
    for (const list of ['67, 79, 78, 83', '0x43 0x4f 0x4E', '["43","4f","4e"]', "{43|'4f':(-4e);}"]) {
      const text = `${'.'.repeat(before)}${list}${'.'.repeat(before)}`;
      const [hex = ''] = readIn(text).bases;
      const numbers = [...list.matchAll(/(?:0x)?([0-9a-f]{2})/gi)].map((match) => ({
        start: before + match.index + match[0].length - 2,
        value: parseInt(match[1] ?? '', 16),
      }));
      expect(hex).toBe(`${String.fromCharCode(...numbers.map(({ value }) => value))}.`);
      for (const [place, { start }] of numbers.entries())
        expect([lists.startOf(place), lists.endOf(place + 1)]).toEqual([start, start + 2]);
    }
});

test('a list that may hold so many bytes is found wherever it stands, and a shorter one is not read', () => {
  const list = Array.from({ length: 16 }, (_, at) => at % 10).join(' ');
  for (let before = 0; before < 60; before += 1) {
    const text = `${'.'.repeat(before)}${list}${'.'.repeat(before)}`;
    expect(readIn(text, true, 16).bases[1]).toHaveLength(17);
    expect(readIn(text, true, 17).bases[1]).toBe('');
  }
});

test('a text without a list has no bytes', () => {
  expect(readIn('The quick brown fox jumps over the lazy dog. '.repeat(4)).bases).toEqual(['', '', '']);
  expect(readIn('x 1 2 3 4 y').bases).toEqual(['', '', '']);
});

test('a number that the end cuts off is left out, and told, unless nothing comes after it', () => {
  expect(readIn('67, 79, 78, 83', false)).toEqual({ bases: ['gyx', 'CON', '7..'], cut: 12 });
  expect(lists.open()).toBe(0);
  expect(readIn('z 67', false).cut).toBe(2);
  expect(readIn('67, 79, 78, 83. 6', false).cut).toBe(16);
  expect(lists.open()).toBe(5);
});

test('more bytes than are read at once stand one after another', () => {
  const values = Array.from({ length: 20_000 }, (_, at) => (at * 7) % 256);
  const text = values.map((value) => value.toString(16).padStart(2, '0')).join(' ');
  readIn(text);
  const [hex] = lists.pages;
  expect([...(hex?.bytes.subarray(0, values.length) ?? [])]).toEqual(values);
  expect(lists.startOf(15_000)).toBe(45_000);
});

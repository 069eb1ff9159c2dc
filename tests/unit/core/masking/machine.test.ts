import { expect, test } from 'vitest';
import { FIRST_BYTES, theMachine } from '../../../../core/masking/machine.ts';

const machine = theMachine();
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const none = machine.filtersOf([]);

/** Every length around what is handled at once, with blanks at its end, its beginning, and everywhere. */
const texts = Array.from({ length: 70 }, (_, length) =>
  ['ab cd\tef\r\ngh  ijklmnopqrstuvwxyz0123456789ABCDEFGHIJK', ' ', 'x', 'abcdefghijklmno\n'].map((part) =>
    part.repeat(70).slice(0, length),
  ),
).flat();

test('white space is taken out, and nothing else, at any length', () => {
  for (const text of texts) {
    machine.open(none, bytes(text));
    const length = machine.squeeze(0, text.length, 0);
    expect(Buffer.from(machine.view(length)).toString('latin1')).toBe(text.replace(/[ \t\r\n]/g, ''));
  }
});

test('a byte is found wherever it stands, and not beyond the end', () => {
  for (const text of texts) {
    machine.open(none, bytes(`${text}!`));
    expect(machine.first(33)).toBe(text.length);
    expect(machine.last(33)).toBe(text.length);
    machine.open(none, bytes(text));
    expect(machine.last(10)).toBe(text.lastIndexOf('\n'));
    expect(machine.last(33)).toBe(-1);
    expect(machine.first(10)).toBe(text.includes('\n') ? text.indexOf('\n') : text.length);
    expect(machine.first(33)).toBe(text.length);
  }
});

test('a line end that an offset follows, or may follow, is found where it stands first, and not beyond the end', () => {
  const ends = ['', '\n', '\n7', '\n7fF', '\nf', '\nx\n0123fF ', '\n01234 \n01234g\n00000000000000001:', '\n01234\x00'];
  for (const text of texts.flatMap((part) => ends.flatMap((end) => [`${part}${end}`, `${part}${end}${part}`]))) {
    machine.open(none, bytes(`${text}0123456\n7`));
    machine.open(none, bytes(text));
    const at = text.search(/\n(?:(?=[0-9])(?:[0-9a-f]{6,16}[: \n]|[0-9a-f]{0,16}$)|$)/i);
    expect(machine.numbered()).toBe(at < 0 ? text.length : at);
  }
});

test.each([
  [8, 8, 15],
  [8, 16, 23],
  [8, 48, 55],
  [4, 4, 7],
  [2, 2, 3],
  [1, 1, 1],
] as const)('words of %i at every %i: a needle of %i bytes is found wherever it stands', (width, stride, length) => {
  const needle = 'The quick brown fox jumps over the lazy dog 0123456789 and on'.slice(0, length);
  const firsts = new Uint8Array(FIRST_BYTES);
  firsts.set(bytes(needle));
  const filters = machine.filtersOf([{ width, stride, firsts, count: 1 }]);
  for (let before = 0; before < 120; before += 1)
    for (const after of [0, 1, 7, 60]) {
      machine.open(filters, bytes('.'.repeat(before) + needle + '.'.repeat(after)));
      const found: number[] = [];
      machine.scan(0, 'text', [0, before + length + after], (at) => found.push(at));
      expect(found).toContain(before);
    }
});

test('a needle whose end is not there yet is found by its first bytes', () => {
  const needle = 'The quick brown fox jumps over the lazy dog 0123456789 and on';
  const firsts = new Uint8Array(FIRST_BYTES);
  firsts.set(bytes(needle));
  const filters = machine.filtersOf([{ width: 8, stride: 48, firsts, count: 1 }]);
  for (let seen = 15; seen < 55; seen += 1)
    for (let before = 0; before < 100; before += 1) {
      machine.open(filters, bytes('.'.repeat(before) + needle.slice(0, seen)));
      const found: number[] = [];
      machine.scan(0, 'text', [0, before + seen], (at) => found.push(at));
      expect(found).toContain(before);
    }
});

test('more places than there is room for are told one after another', () => {
  const firsts = new Uint8Array(FIRST_BYTES).fill(97);
  const filters = machine.filtersOf([{ width: 8, stride: 48, firsts, count: 1 }]);
  const length = 200_000;
  machine.open(filters, bytes('a'.repeat(length)));
  const found = new Set<number>();
  machine.scan(0, 'text', [0, length], (at) => found.add(at));
  expect(found.size).toBe(length - 14);
});

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
    expect(machine.has(33)).toBe(true);
    machine.open(none, bytes(text));
    expect(machine.has(10)).toBe(text.includes('\n'));
    expect(machine.has(33)).toBe(false);
  }
});

test('a line end that a digit follows is found where it stands first, and not beyond the end', () => {
  for (const text of texts.flatMap((part) => [part, `${part}\n7`, `${part}\nx\n0 ${part}`])) {
    machine.open(none, bytes(`${text}\n7`));
    machine.open(none, bytes(`${text}.`));
    const at = text.search(/\n[0-9]/);
    expect(machine.numbered(0)).toBe(at < 0 ? text.length + 1 : at);
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
      machine.scan(0, 'text', before + length + after, (at) => found.push(at));
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
      machine.scan(0, 'text', before + seen, (at) => found.push(at));
      expect(found).toContain(before);
    }
});

test('more places than there is room for are told one after another', () => {
  const firsts = new Uint8Array(FIRST_BYTES).fill(97);
  const filters = machine.filtersOf([{ width: 8, stride: 48, firsts, count: 1 }]);
  const length = 200_000;
  machine.open(filters, bytes('a'.repeat(length)));
  const found = new Set<number>();
  machine.scan(0, 'text', length, (at) => found.add(at));
  expect(found.size).toBe(length - 14);
});

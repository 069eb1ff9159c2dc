import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask, type SecretMask } from '../../../../core/masking.ts';

const runs = process.env['WS_LONG'] === undefined ? 4_000 : 400_000;

/** Words that are masked only where they stand alone, texts that overlap with themselves, and what dialects write in other ways. */
const MASKS = [
  ['admin'],
  ['5432'],
  ['admin', 'ab12'],
  ['a'],
  ['abab'],
  ['ab'.repeat(17)],
  [`${'ba'.repeat(40)}x`],
  ['00000000'],
  ['\x01\x02\x03\x04'],
  ['ab&ab"1'],
  ["q&a/<b>'c"],
  ['aab\\ba%b'],
  ['aé&é b'],
  ['\nabc\n'],
  ['abcdefgh\nijklmnop'],
].map((secrets) => ({ secrets, mask: createMask(secrets) }));

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const listed = (text: string, between: string, write: (byte: number) => string): string =>
  [...Buffer.from(text)].map(write).join(between);
const dumped = (text: string): string =>
  listed(text, ' ', hex).replace(
    /(?:.. ?){1,4}/g,
    (row, at: number) => `\n${hex(at / 3).padStart(8, '0')} ${row.trim()}`,
  );

/** Ways to write a text, one after another. */
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text),
  encodeURIComponent,
  (text) => text.replace(/[&<>"'b]/g, (found) => `&#${found.charCodeAt(0)};`),
  (text) => text.replace(/[ab]/g, (found) => `\\u00${hex(found.charCodeAt(0))}`),
  (text) => listed(text, '', (byte) => `\\x${hex(byte)}`),
  (text) => listed(text, '', (byte) => `%${hex(byte)}`),
  (text) => listed(text, ', ', String),
  (text) => listed(text, ',', (byte) => `0x${hex(byte)}`),
  (text) => listed(text, ' ', (byte) => byte.toString(8)),
  (text) => listed(text, ' ', hex),
  (text) => listed(text, '', hex),
  (text) => Buffer.from(text).toString('base64'),
  (text) => text.replace(/.{3}/g, '$&\x1b[1m'),
  (text) => text.replace(/.{4}/g, '$&\n'),
  (text) => `${dumped(text)}\n`,
];

/** What may stand around it: beginnings, middles and ends of whatever is read in another way. */
const BITS = [
  ...['a', 'b', 'ab', 'x', '0', '1', '12', '0x', '41', '61 62', ' ', ',', ', ', ';', '.', '=', '"', 'A', 'm'],
  ...['\n', '\r\n', '\n0000010 ', '\n000', '0000', '\\', '\\n', '\\u', '\\x', '\\x6', '\\u006', '\\\n'],
  ...['%', '%6', '&', '&#', '&#9;', '&#x', '&lt', '\x1b', '\x1b[', '\x1b[3', '\x1b[31m', '\x1b[m', '\x1b]0;t', '\x07'],
  ...['admin', 'ad', 'min', '5432'],
];

const piece = (secret: string): fc.Arbitrary<string> =>
  fc
    .record({
      ways: fc.array(fc.constantFrom(...WRITINGS), { minLength: 1, maxLength: 2 }),
      start: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(20)),
      end: fc.oneof({ weight: 2, arbitrary: fc.constant(Infinity) }, fc.nat(60)),
    })
    .map(({ ways, start, end }) => ways.reduce((text, write) => write(text), secret).slice(start, end));

const scene = fc.constantFrom(...MASKS).chain(({ secrets, mask }) =>
  fc.record({
    mask: fc.constant(mask),
    text: fc
      .array(fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...BITS) }, fc.constantFrom(...secrets).chain(piece)), {
        minLength: 1,
        maxLength: 8,
      })
      .map((pieces) => pieces.join('')),
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
  }),
);

const streamed = (mask: SecretMask, bytes: Uint8Array, sizes: readonly number[]): string => {
  const stream = mask.stream();
  const shown: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    shown.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
    at += size;
  }
  return Buffer.concat([...shown, stream.end()]).toString('latin1');
};

test('a stream shows the same however it is cut into pieces, whatever begins or ends anywhere', () => {
  fc.assert(
    fc.property(scene, ({ mask, text, sizes }) => {
      const bytes = Buffer.from(text);
      const expected = streamed(mask, bytes, [bytes.length + 1]);
      expect(streamed(mask, bytes, sizes)).toBe(expected);
      expect(streamed(mask, bytes, [1])).toBe(expected);
      expect(streamed(mask, bytes, [(sizes[0] ?? 1) * 3, bytes.length])).toBe(expected);
    }),
    { numRuns: runs },
  );
});

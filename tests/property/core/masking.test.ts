import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourcesOf } from '../../../core/masking/forms.ts';
import { createMask } from '../../../core/masking.ts';

const runs = process.env['WS_LONG'] === undefined ? 150 : 20_000;

type Span = readonly [start: number, end: number];

const everywhere = (text: string, form: string): readonly number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(form); form !== '' && at >= 0; at = text.indexOf(form, at + 1)) places.push(at);
  return places;
};

/** What is left of a text when what `pattern` matches is taken out, and where each character of it stood. */
const without = (text: string, pattern: RegExp): { readonly text: string; readonly places: readonly number[] } => {
  const isOut = new Set<number>();
  for (const match of text.matchAll(pattern))
    for (let at = match.index; at < match.index + match[0].length; at += 1) isOut.add(at);
  const places = [...text].map((_, at) => at).filter((at) => !isOut.has(at));
  return { text: places.map((at) => text[at] ?? '').join(''), places };
};

const COLOUR = /\x1b\[[0-9;]*m/g;

const quoted = (text: string): string => text.replace(/[^\w\s]/g, '\\$&');

/** All places of `whole` where line ends break it, or white space stands between all characters. */
const brokenPlaces = (text: string, whole: string): readonly Span[] => {
  const parts = whole
    .trim()
    .split(/[ \t\r\n]+/)
    .map((part) => [...part].map(quoted));
  const apart = (between: string): RegExp =>
    new RegExp(parts.map((part) => part.join(between)).join('[ \\t\\r\\n]+'), 'y');
  const patterns = [apart('(?:[ \\t]*[\\r\\n][ \\t\\r\\n]*)?'), apart('[ \\t\\r\\n]+')];
  const spans: Span[] = [];
  for (const pattern of patterns)
    for (let at = 0; at < text.length; at += 1) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found !== null) spans.push([at, at + found[0].length]);
    }
  return spans;
};

/** The same by trying every form at every place, one by one. Texts are bytes, each a character. */
const oracle = (secrets: readonly string[], text: string): string => {
  const spans: Span[] = [];
  for (const source of sourcesOf(secrets)) {
    const { plain, woven: all } = source.forms();
    const isBroken = source.broken !== null && all[0] !== '' && all[0] !== undefined;
    const woven = isBroken ? all.slice(1) : all;
    if (source.broken !== null && isBroken) {
      const seen = without(text, COLOUR);
      for (const [start, end] of brokenPlaces(seen.text, source.broken))
        spans.push([seen.places[start] ?? 0, (seen.places[end - 1] ?? 0) + 1]);
    }
    const views = [
      { forms: plain, seen: { text, places: [...text].map((_, at) => at) } },
      { forms: plain, seen: without(text, COLOUR) },
      { forms: woven, seen: without(text, /\x1b\[[0-9;]*m|[ \t\r\n]/g) },
    ];
    for (const { forms, seen } of views)
      for (const form of forms)
        for (const at of everywhere(seen.text, form))
          spans.push([seen.places[at] ?? 0, (seen.places[at + form.length - 1] ?? 0) + 1]);
  }
  let shown = '';
  let done = 0;
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    if (start >= done) shown += `${text.slice(done, start)}***`;
    done = Math.max(done, end);
  }
  return shown + text.slice(done);
};

const streamed = (secrets: readonly string[], text: string, sizes: readonly number[]): string => {
  const stream = createMask(secrets).stream();
  const bytes = Buffer.from(text, 'latin1');
  const shown: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    shown.push(Buffer.from(stream.push(bytes.subarray(at, at + size))));
    at += size;
  }
  return Buffer.concat([...shown, stream.end()]).toString('latin1');
};

const letters = (characters: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((all) => all.join(''));

/** Alike among themselves, so that they overlap; some with what encoders change, some long, some of several lines. */
const anySecret = fc.oneof(
  { weight: 4, arbitrary: letters('ab', 1, 24) },
  { weight: 1, arbitrary: letters('a.', 1, 8) },
  { weight: 3, arbitrary: letters('ab&"/+ é', 3, 40) },
  { weight: 1, arbitrary: letters('ab', 60, 300) },
  { weight: 1, arbitrary: letters('ab\n', 20, 200) },
);
/** Words and numbers that are too short for a secret are another matter: they are looked for by themselves only. */
const secretText = anySecret.filter((text) => sourcesOf([text]).every(({ isWord }) => !isWord));

const piecesOf = (secrets: readonly string[]): fc.Arbitrary<string> => {
  const forms = sourcesOf(secrets).flatMap((source) => {
    const { plain, woven } = source.forms();
    return [...plain, ...woven];
  });
  const form = fc.constantFrom(...forms);
  const broken = fc
    .tuple(form, fc.nat(), fc.constantFrom('\n', '\r\n', ' ', '\x1b[31m', '\x1b[0;1m', '\x1b[m\n  '))
    .map(([text, at, between]) => text.slice(0, at % text.length) + between + text.slice(at % text.length));
  const part = fc.tuple(form, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  return fc.oneof(form, broken, part, letters('ab \n=', 0, 12), fc.constantFrom('\x1b[31m', '\n', '\x1b[0m'));
};

const scene = fc
  .array(secretText, { minLength: 1, maxLength: 3 })
  .filter((secrets) => sourcesOf(secrets).length > 0)
  .chain((secrets) =>
    fc.record({
      secrets: fc.constant(secrets),
      text: fc.array(piecesOf(secrets), { minLength: 1, maxLength: 8 }).map((pieces) => `${pieces.join('')}.\n`),
      sizes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
    }),
  );

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
/** Ways to write a text, one after another. */
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  encodeURIComponent,
  (text) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`),
  (text) => [...Buffer.from(text)].map((byte) => `\\x${hex(byte)}`).join(''),
  (text) => [...Buffer.from(text)].join(', '),
  (text) => JSON.stringify([...Buffer.from(text)].map(hex)),
  (text) => text.replace(/.{5}/g, '$&\x1b[1m'),
];

const written = fc
  .record({
    secret: letters('ab&"/\\+%; é', 8, 30).filter((text) => /[ab].*[ab]/.test(text) && text.trim() === text),
    ways: fc.array(fc.constantFrom(...WRITINGS), { minLength: 1, maxLength: 2 }),
    around: fc.tuple(letters('ab\\%&;,0 16\n"', 0, 12), letters('ab\\%&;,0 16\n"', 0, 12)),
    sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ secret, ways, around: [before, after], sizes }) => {
    const text = ways.reduce((whole, write) => write(whole), secret);
    return { secret, sizes, text: Buffer.from(`${before}.${text}.${after}`).toString('latin1') };
  });

describe('a stream of bytes', () => {
  test('shows in any pieces what the whole shows, however a secret is written', () => {
    fc.assert(
      fc.property(written, ({ secret, text, sizes }) => {
        const expected = streamed([secret], text, [text.length]);
        expect(streamed([secret], text, sizes)).toBe(expected);
        expect(streamed([secret], text, [1])).toBe(expected);
      }),
      { numRuns: runs * 4 },
    );
  });

  test('shows in any pieces what trying every form at every place shows', () => {
    fc.assert(
      fc.property(scene, ({ secrets, text, sizes }) => {
        const expected = oracle(secrets, text);
        expect(streamed(secrets, text, [text.length])).toBe(expected);
        expect(streamed(secrets, text, sizes)).toBe(expected);
        expect(streamed(secrets, text, [1])).toBe(expected);
      }),
      { numRuns: runs },
    );
  });
});

/** The ways in which programs write characters as others: escapes of strings, addresses and HTML, and what else stands in between. */
import { theMachine } from './machine.ts';
import { CUT_OFF, NO_SIGN, dialectOf, type Dialect, type Reading } from './reading.ts';

const digitsOf = (text: string): Int8Array => {
  const digits = new Int8Array(256).fill(-1);
  for (const [value, digit] of [...text].entries()) {
    digits[digit.charCodeAt(0)] = value;
    digits[digit.toUpperCase().charCodeAt(0)] = value;
  }
  return digits;
};
const HEX = digitsOf('0123456789abcdef');
const DECIMAL = digitsOf('0123456789');
const OCTAL = digitsOf('01234567');

const codeOf = (character: string): number => character.charCodeAt(0);

/** Adds a character in UTF-8; half of one is what every encoder puts in its place. */
const putPoint = (given: number, to: Reading): void => {
  const point = (given >= 0xd800 && given <= 0xdfff) || given > 0x10ffff ? 0xfffd : given;
  if (point < 0x80) return to.put(point);
  if (point < 0x800) to.put(0xc0 | (point >>> 6));
  else {
    if (point < 0x10000) to.put(0xe0 | (point >>> 12));
    else {
      to.put(0xf0 | (point >>> 18));
      to.put(0x80 | ((point >>> 12) & 63));
    }
    to.put(0x80 | ((point >>> 6) & 63));
  }
  to.put(0x80 | (point & 63));
};

/** Where the digits end that begin at `at`; at most `most` of them are looked at. */
const endOfDigits = (text: Uint8Array, at: number, digits: Int8Array, most: number): number => {
  let end = at;
  while (end < text.length && end < at + most && (digits[text[end] ?? 0] ?? -1) >= 0) end += 1;
  return end;
};

const numberIn = (text: Uint8Array, from: number, end: number, base: number): number => {
  let value = 0;
  for (let at = from; at < end; at += 1) value = value * base + (HEX[text[at] ?? 0] ?? 0);
  return value;
};

/** Reads so many hex digits at `at`: their value, `NO_SIGN` or `CUT_OFF`. */
const hexAt = (text: Uint8Array, at: number, count: number): number => {
  const end = endOfDigits(text, at, HEX, count);
  if (end === at + count) return numberIn(text, at, end, 16);
  return end === text.length ? CUT_OFF : NO_SIGN;
};

/** `\u0041`, where what is beyond 16 bits is written as two, and `\u{1f511}`. */
const readUnit = (text: Uint8Array, at: number, to: Reading): number => {
  if (text[at + 2] === codeOf('{')) {
    const end = endOfDigits(text, at + 3, HEX, 6);
    if (end === text.length) return CUT_OFF;
    if (end === at + 3 || text[end] !== codeOf('}')) return NO_SIGN;
    putPoint(numberIn(text, at + 3, end, 16), to);
    return end + 1;
  }
  const first = hexAt(text, at + 2, 4);
  if (first < 0) return first;
  if (first >= 0xd800 && first < 0xdc00) {
    const isCut = at + 7 >= text.length && (at + 6 >= text.length || text[at + 6] === codeOf('\\'));
    const isPair = text[at + 6] === codeOf('\\') && text[at + 7] === codeOf('u');
    const second = isCut ? CUT_OFF : isPair ? hexAt(text, at + 8, 4) : NO_SIGN;
    if (second === CUT_OFF) return CUT_OFF;
    if (second >= 0xdc00 && second < 0xe000) {
      putPoint(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), to);
      return at + 12;
    }
  }
  putPoint(first, to);
  return at + 6;
};

const CONTROLS: ReadonlyMap<number, number> = new Map(
  Object.entries({ n: 10, t: 9, r: 13, b: 8, f: 12, v: 11, a: 7, e: 27, E: 27 }).map(
    ([name, byte]) => [codeOf(name), byte] as const,
  ),
);

/** Strings of JSON, JavaScript, Python, C and Go, and of shells: `\"`, `\n`, `\x41`, `\101`, `\u0041`. */
const backslash: Dialect = dialectOf('\\', (text, at, to) => {
  if (at + 1 >= text.length) return CUT_OFF;
  const kind = text[at + 1] ?? 0;
  if (kind === codeOf('u')) return readUnit(text, at, to);
  if (kind === codeOf('x') || kind === codeOf('U')) {
    const count = kind === codeOf('x') ? 2 : 8;
    const value = hexAt(text, at + 2, count);
    if (value < 0) return value;
    if (count === 2) to.put(value);
    else putPoint(value, to);
    return at + 2 + count;
  }
  const end = endOfDigits(text, at + 1, OCTAL, 3);
  if (end > at + 1) {
    if (end < at + 4 && end === text.length) return CUT_OFF;
    to.put(numberIn(text, at + 1, end, 8) & 255);
    return end;
  }
  // A line that goes on in the next one.
  if (kind !== 10) to.put(CONTROLS.get(kind) ?? kind);
  return at + 2;
});

/** Addresses, whichever characters they leave as they are. */
const percent: Dialect = dialectOf('%', (text, at, to) => {
  const value = hexAt(text, at + 1, 2);
  if (value < 0) return value;
  to.put(value);
  return at + 3;
});

const ENTITIES: readonly (readonly [string, number])[] = Object.entries({
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', grave: '`', equals: '=', plus: '+' },
}).map(([name, character]) => [name, codeOf(character)]);
const LONGEST_ENTITY = 10;

const namedEntity = (text: Uint8Array, at: number, end: number): number =>
  ENTITIES.find(
    ([name]) => name.length === end - at && [...name].every((letter, place) => codeOf(letter) === text[at + place]),
  )?.[1] ?? NO_SIGN;

/** HTML and XML: `&lt;`, `&#60;` and `&#x3c;`. */
const entity: Dialect = dialectOf('&', (text, at, to) => {
  let end = at + 1;
  while (end < text.length && end < at + LONGEST_ENTITY && text[end] !== codeOf(';')) end += 1;
  if (end === text.length && end < at + LONGEST_ENTITY) return CUT_OFF;
  if (text[end] !== codeOf(';')) return NO_SIGN;
  if (text[at + 1] !== codeOf('#')) {
    const named = namedEntity(text, at + 1, end);
    if (named >= 0) to.put(named);
    return named < 0 ? NO_SIGN : end + 1;
  }
  const isHex = text[at + 2] === codeOf('x') || text[at + 2] === codeOf('X');
  const [from, digits, base] = isHex ? [at + 3, HEX, 16] : [at + 2, DECIMAL, 10];
  if (from === end || endOfDigits(text, from, digits, LONGEST_ENTITY) !== end) return NO_SIGN;
  putPoint(numberIn(text, from, end, base), to);
  return end + 1;
});

const ESCAPE = 0x1b;
/** What begins like a control sequence and is longer is none. */
const LONGEST_SEQUENCE = 2048;

const endOfControl = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return at + 1;
    // No sequence holds such a byte: what came before was none.
    if (byte < 0x20 || byte > 0x7e) return at;
  }
  return CUT_OFF;
};

const endOfString = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x07) return at + 1;
    if (byte === ESCAPE) return at + 1 === end ? CUT_OFF : bytes[at + 1] === 0x5c ? at + 2 : at;
    if (byte === 0x0a) return at;
  }
  return CUT_OFF;
};

/** What terminals do not show: colours and other control sequences. */
export const colours: Dialect = dialectOf(
  '\x1b',
  (text, at) => {
    const kind = text[at + 1];
    if (kind === undefined) return CUT_OFF;
    const end = Math.min(text.length, at + LONGEST_SEQUENCE);
    const isCut = end === text.length;
    const isControl = kind === 0x5b || (kind >= 0x20 && kind <= 0x2f);
    const found = isControl ? endOfControl(text, at + 2, end) : kind === 0x5d ? endOfString(text, at + 2, end) : at + 2;
    return found >= 0 || isCut ? found : at + 1;
  },
  true,
);

const SHORTEST_OFFSET = 6;
const LONGEST_OFFSET = 16;

/** What `od`, `xxd` and `hexdump` begin their lines with; the line end stays. The machine has the text before it. */
export const offsets: Dialect = {
  sign: 10,
  next: (text, from) => {
    const at = theMachine().numbered(from);
    return at < text.length ? at : text.at(-1) === 10 && from < text.length ? text.length - 1 : -1;
  },
  isDropped: true,
  read: (text, at, to) => {
    if ((DECIMAL[text[at + 1] ?? 0] ?? -1) < 0) return at + 1 < text.length ? NO_SIGN : CUT_OFF;
    const end = endOfDigits(text, at + 1, HEX, LONGEST_OFFSET);
    if (end === text.length) return CUT_OFF;
    const isOffset = end > at + SHORTEST_OFFSET && [10, 32, codeOf(':')].includes(text[end] ?? 0);
    if (!isOffset) return NO_SIGN;
    to.put(10);
    return text[end] === codeOf(':') ? end + 1 : end;
  },
};

/** A dialect to be undone, and those to be undone in what then stands there. */
export type Layer = { readonly dialect: Dialect; readonly within: readonly Layer[] };

const layer = (dialect: Dialect, ...within: readonly Layer[]): Layer => ({ dialect, within });

/** JSON and addresses up to three times, HTML up to twice, JSON in those, and HTML in JSON. */
export const LAYERS: readonly Layer[] = [
  layer(backslash, layer(backslash, layer(backslash)), layer(entity)),
  layer(percent, layer(percent, layer(percent)), layer(backslash)),
  layer(entity, layer(entity), layer(backslash)),
];

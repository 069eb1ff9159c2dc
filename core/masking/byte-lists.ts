/** Bytes that are spelled out as numbers, one after another: what `od` prints, and lists of programs. */
import { Page } from './page.ts';

const [OTHER, DIGIT, BETWEEN, PREFIX] = [0, 1, 2, 3];
const KINDS = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') KINDS[digit.charCodeAt(0)] = DIGIT;
for (const blank of ' \t\r\n,;:|-"\'`\\()[]{}') KINDS[blank.charCodeAt(0)] = BETWEEN;
for (const prefix of 'xX') KINDS[prefix.charCodeAt(0)] = PREFIX;

/** Four bytes of two digits each, and what is between them. */
const SHORTEST = 11;
/** What stands between lists, and no text in UTF-8 holds. */
const BREAK = 0xff;
/** Up to so many digits stand for bytes in a row. */
const MOST_DIGITS = 16;

export type ByteLists = {
  /** The bytes, read as numbers to the base of 16, 10 and 8. */
  readonly pages: readonly Page[];
  /** From which place on the bytes are of a list that the end of the text may cut off. */
  readonly open: () => number;
  /** Reads a text anew, of which `nextIn` says where a list may come next. A number that the end cuts off is left out unless it is the last; gives where it begins. */
  readonly read: (text: Uint8Array, isLast: boolean, nextIn: (at: number) => number) => number;
  readonly startOf: (place: number) => number;
  readonly endOf: (place: number) => number;
};

const kindOf = (text: Uint8Array, at: number): number => KINDS[text[at] ?? 0] ?? OTHER;

/** The value of each digit. */
const DIGITS = new Uint8Array(256);
for (const [value, digits] of [...'0123456789'].entries()) DIGITS[digits.charCodeAt(0)] = value;
for (const [place, digit] of [...'abcdefABCDEF'].entries()) DIGITS[digit.charCodeAt(0)] = 10 + (place % 6);

/** Makes what reads byte lists. */
export const createByteLists = (): ByteLists => {
  const pages = [new Page(), new Page(), new Page()] as const;
  const [hex, decimal, octal] = pages;
  let [starts, ends] = [new Int32Array(0), new Int32Array(0)];
  let [count, open] = [0, 0];

  const grow = (): void => {
    for (const page of pages) {
      page.length = count;
      page.reserve(Math.max(256, count * 2));
    }
    const [more, further] = [new Int32Array(hex.bytes.length), new Int32Array(hex.bytes.length)];
    more.set(starts);
    further.set(ends);
    [starts, ends] = [more, further];
  };
  const add = (inHex: number, inDecimal: number, inOctal: number): void => {
    if (count === starts.length) grow();
    hex.bytes[count] = inHex;
    decimal.bytes[count] = inDecimal;
    octal.bytes[count] = inOctal;
    count += 1;
  };
  const placeAt = (start: number, end: number): void => {
    starts[count - 1] = start;
    ends[count - 1] = end;
  };

  /** Adds what digits stand for: a byte, some of two hex digits each, or none. */
  const addNumber = (text: Uint8Array, from: number, end: number, isHex: boolean): void => {
    const size = end - from;
    if (size > 3 && size % 2 === 0 && size <= MOST_DIGITS) {
      for (let at = from; at < end; at += 2) {
        add((DIGITS[text[at] ?? 0] ?? 0) * 16 + (DIGITS[text[at + 1] ?? 0] ?? 0), BREAK, BREAK);
        placeAt(at, at + 2);
      }
      return;
    }
    let [inHex, inDecimal, inOctal, largest] = [0, 0, 0, size > 3 ? 16 : 0];
    for (let at = from; at < end; at += 1) {
      const digit = DIGITS[text[at] ?? 0] ?? 0;
      if (digit > largest) largest = digit;
      inHex = inHex * 16 + digit;
      inDecimal = inDecimal * 10 + digit;
      inOctal = inOctal * 8 + digit;
    }
    add(
      size > 2 ? BREAK : inHex,
      isHex || largest > 9 || inDecimal > 255 ? BREAK : inDecimal,
      isHex || largest > 7 || inOctal > 255 ? BREAK : inOctal,
    );
    placeAt(from, end);
  };

  const isBetween = (text: Uint8Array, at: number): boolean => kindOf(text, at) === BETWEEN;

  /** Reads the numbers of a list; gives where one begins that its end cuts off. */
  const readList = (text: Uint8Array, from: number, until: number, isCut: boolean): number => {
    for (let at = from; at < until; ) {
      if (isBetween(text, at)) {
        at += 1;
        continue;
      }
      const start = at;
      let first = at;
      for (; at < until && !isBetween(text, at); at += 1) if (kindOf(text, at) === PREFIX) first = at + 1;
      if (at === until && isCut) return start;
      if (first < at) addNumber(text, first, at, first > start);
    }
    if (isCut) return until;
    add(BREAK, BREAK, BREAK);
    placeAt(until, until);
    return until;
  };

  const read: ByteLists['read'] = (text, isLast, nextIn) => {
    count = 0;
    const { length } = text;
    let last = 0;
    let cut = length;
    /** Reads what is a list around a place of it; gives where that ends. */
    const readAround = (at: number): number => {
      let [from, until] = [at, at];
      while (from > last && kindOf(text, from - 1) !== OTHER) from -= 1;
      while (until < length && kindOf(text, until) !== OTHER) until += 1;
      const isCut = until === length && !isLast;
      if (isCut) open = count;
      if (until - from >= SHORTEST || isCut) cut = readList(text, from, until, isCut);
      if (!isCut) cut = length;
      last = until;
      return until;
    };
    for (let at = nextIn(0); at < length; at = nextIn(at)) {
      // What was found begins there or a little later; it may lie beyond the end.
      while (at < length && kindOf(text, at) === OTHER) at += 1;
      if (at < length) at = readAround(at);
    }
    if (!isLast && last < length && length > 0 && kindOf(text, length - 1) !== OTHER) readAround(length - 1);
    for (const page of pages) page.resize(count);
    if (last < length || isLast) open = count;
    return cut;
  };

  return {
    ...{ pages, read, open: () => open },
    startOf: (place) => starts[place] ?? 0,
    endOf: (place) => ends[place - 1] ?? 0,
  };
};

/** Finds its way about a JSON text: where things end, where they stand. Knows nothing of what they mean. */
import { keysOf, pointerTo } from './pointer.ts';
import type { Spot } from './document.ts';
import { offsetInQuotes } from './offset-in-text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const isNumeral = (code: number): boolean => code === 0x2d || (code >= 0x30 && code <= 0x39);
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Gives the offset just after the string that begins at `at`; the length of the text where it never ends. */
export const endOfString = (text: string, at: number): number => {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
};

/** A number as it is written, where `String` would write it in another way. */
export type Numeral = { readonly offset: number; readonly source: string };

export type Measure = {
  readonly members: number;
  readonly numerals: readonly Numeral[];
  readonly tooDeepAt: number | null;
};

const NUMERAL = /-?[\d.eE+-]+/y;

/**
 * Counts the members of all objects, finds the numbers that do not come back as they are written, and where lists and
 * objects stand deeper than `deepest` (or null).
 */
export const measureJson = (text: string, deepest: number): Measure => {
  let members = 0;
  const numerals: Numeral[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === COLON) members += 1;
    else if (isNumeral(code)) {
      NUMERAL.lastIndex = at;
      const [source = text[at] ?? ''] = NUMERAL.exec(text) ?? [];
      if (String(Number(source)) !== source) numerals.push({ offset: at, source });
      at += source.length - 1;
    } else if (isClosing(code)) depth -= 1;
    else if (isOpening(code)) {
      depth += 1;
      if (depth > deepest) return { members, numerals, tooDeepAt: at };
    }
  }
  return { members, numerals, tooDeepAt: null };
};

// From here on a text is known to be JSON, and not too deep for recursion.

/** Gives the offset of the next character that is no white space. */
export const skipSpace = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
};

const endOfValue = (text: string, from: number): number => {
  let at = from;
  let depth = 0;
  do {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else {
      if (isOpening(code)) depth += 1;
      else if (isClosing(code)) depth -= 1;
      at += 1;
    }
    if (depth === 0 && (code === QUOTE || isClosing(code))) return at;
    const next = text.charCodeAt(at);
    if (depth === 0 && (next <= 0x20 || next === COMMA || isClosing(next))) return at;
  } while (at < text.length);
  return at;
};

type Member = { readonly key: string | number; readonly keyAt: number; readonly valueAt: number };

/** Calls `visit` for each member of the list or object at `at`, which gives where the value ends; gives the end. */
const eachMember = (text: string, at: number, visit: (member: Member) => number): number => {
  const isObject = text[at] === '{';
  let next = skipSpace(text, at + 1);
  for (let index = 0; !isClosing(text.charCodeAt(next)); index += 1) {
    const keyAt = next;
    let key: string | number = index;
    if (isObject) {
      const keyEnd = endOfString(text, keyAt);
      // The cast cannot lie: the text is JSON, and a key is a string.
      key = JSON.parse(text.slice(keyAt, keyEnd)) as string;
      next = skipSpace(text, skipSpace(text, keyEnd) + 1);
    }
    next = skipSpace(text, visit({ key, keyAt, valueAt: next }));
    if (text.charCodeAt(next) === COMMA) next = skipSpace(text, next + 1);
  }
  return next + 1;
};

type Wanted = { readonly below: Map<string, Wanted>; keyAt: number; valueAt: number };

/** Gives the offset of each spot, or of the nearest around it. Of two equal keys the last counts, as in JSON.parse. */
export const locateInJson = (text: string, spots: readonly Spot[]): readonly number[] => {
  const root: Wanted = { below: new Map(), keyAt: -1, valueAt: -1 };
  const ways = spots.map(({ pointer }) => {
    const way = [root];
    let node = root;
    for (const key of keysOf(pointer)) {
      const next = node.below.get(key) ?? { below: new Map(), keyAt: -1, valueAt: -1 };
      node.below.set(key, next);
      node = next;
      way.push(node);
    }
    return way;
  });
  const descend = (at: number, node: Wanted): number => {
    node.valueAt = at;
    if (node.below.size === 0 || !isOpening(text.charCodeAt(at))) return endOfValue(text, at);
    return eachMember(text, at, ({ key, keyAt, valueAt }) => {
      const wanted = node.below.get(String(key));
      if (wanted === undefined) return endOfValue(text, valueAt);
      wanted.keyAt = keyAt;
      return descend(valueAt, wanted);
    });
  };
  descend(skipSpace(text, 0), root);
  return spots.map(({ place, within }, index) => {
    const way = ways[index] ?? [root];
    const there = way.findLast(({ valueAt }) => valueAt !== -1) ?? root;
    if (within !== undefined && there === way.at(-1) && text.charCodeAt(there.valueAt) === QUOTE) {
      const source = text.slice(there.valueAt, endOfString(text, there.valueAt));
      // The cast cannot lie: the text is JSON, and this a string.
      return there.valueAt + offsetInQuotes({ source, value: JSON.parse(source) as string }, within);
    }
    return place === 'key' && there === way.at(-1) && there.keyAt !== -1 ? there.keyAt : there.valueAt;
  });
};

export type RepeatedKey = { readonly key: string; readonly pointer: string; readonly offset: number };

/** Gives every key that its object had before, where it stands again. */
export const repeatedKeys = (text: string): readonly RepeatedKey[] => {
  const repeated: RepeatedKey[] = [];
  const descend = (at: number, pointer: string): number => {
    if (!isOpening(text.charCodeAt(at))) return endOfValue(text, at);
    const seen = new Set<string | number>();
    return eachMember(text, at, ({ key, keyAt, valueAt }) => {
      const below = pointerTo(pointer, key);
      if (seen.has(key)) repeated.push({ key: String(key), pointer: below, offset: keyAt });
      seen.add(key);
      return descend(valueAt, below);
    });
  };
  descend(skipSpace(text, 0), '');
  return repeated;
};

/** Gives the pointers of the values that begin at the offsets of `numerals`, with what is written there. */
export const numeralsByPointer = (text: string, numerals: readonly Numeral[]): ReadonlyMap<string, string> => {
  const sources = new Map(numerals.map(({ offset, source }) => [offset, source]));
  const found = new Map<string, string>();
  const descend = (at: number, pointer: string): number => {
    const source = sources.get(at);
    if (source !== undefined) found.set(pointer, source);
    if (!isOpening(text.charCodeAt(at))) return endOfValue(text, at);
    return eachMember(text, at, ({ key, valueAt }) => descend(valueAt, pointerTo(pointer, key)));
  };
  descend(skipSpace(text, 0), '');
  return found;
};

/**
 * Texts to look for, with the filters that say where one may begin.
 *
 * A text is looked at word by word, a word being 8, 4, 2 or 1 bytes, at multiples of its width only: wherever a needle
 * of at least twice the width less one byte stands, one whole word lies inside its first bytes. So a word is looked up
 * among the words at the first `width` offsets of all needles; where it is known, the first bytes of the needles that
 * could begin there are looked up by their hash, and only then is compared. That costs a fraction of a nanosecond a
 * byte, whatever the number of needles, and little memory; an automaton costs a hundred times that.
 */
import { HEAD_LENGTH, type Lists, type Source } from './forms.ts';
import { hashOn } from './hash.ts';

export type Width = 8 | 4 | 2 | 1;

/** Needles that share a word width: all of them have at least `least` bytes. */
export type Group = {
  readonly width: Width;
  /** How many first bytes of a needle are hashed. */
  readonly least: number;
  /** Two bits of one number for each hash of a word: whether it stands near the beginning of a needle. */
  readonly words: Uint32Array;
  readonly wordShift: number;
  /** By a hash of the word: one bit for each offset at which it stands. */
  readonly offsets: Uint8Array;
  readonly offsetShift: number;
  /** By a hash of the first bytes: the first needle that may begin so, plus one. */
  readonly heads: Int32Array;
  readonly headShift: number;
};

/** Each is known by its number; what it is made of is made again when it is met. */
export type Needles = {
  readonly groups: readonly Group[];
  /** Of the first `least` bytes of its group. */
  readonly headHashes: Int32Array;
  /** Of the first `HEAD_LENGTH` bytes, or of all where there are less; and of how many. */
  readonly longHashes: Int32Array;
  readonly longLengths: Int32Array;
  /** The next one that may begin with the same bytes, plus one. */
  readonly next: Int32Array;
  /** One bit for each hash of what a needle may begin with, as far as its group does not see it. */
  readonly beginnings: Uint32Array;
  /** The place of the source, and the place of the form among the forms of the source. */
  readonly sources: Int32Array;
  readonly places: Int32Array;
};

const FIRST = 0x9e3779b1 | 0;
const SECOND = 0x85ebca6b | 0;
const MOST_BITS = 22;
const FEWEST_BITS = 10;
const BEGINNING_BITS = 17;

export const wordHash = (low: number, high: number): number => (Math.imul(low, FIRST) + Math.imul(high, SECOND)) | 0;
export const wordMask = (hash: number): number => (1 << ((hash >>> 5) & 31)) | (1 << ((hash >>> 10) & 31));
export const beginningPlace = (hash: number, length: number): number =>
  Math.imul(hash + length, FIRST) >>> (32 - BEGINNING_BITS);
export const headPlace = (hash: number, shift: number): number => Math.imul(hash, FIRST) >>> shift;

/** How many bits a table takes that has so many entries and is mostly empty. */
const bitsFor = (entries: number): number => {
  let bits = FEWEST_BITS;
  while (bits < MOST_BITS && 2 ** bits < entries) bits += 1;
  return bits;
};

/** Words are read from texts as the machine stores them. */
export const isLittleEndian: boolean = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

const widthOf = (length: number): Width => (length >= 15 ? 8 : length >= 7 ? 4 : length >= 3 ? 2 : 1);

/** The word of `width` bytes at `at`, as a look at the text by words finds it. */
const hashAt = (view: DataView, at: number, width: Width): number => {
  if (width === 8) return wordHash(view.getUint32(at, isLittleEndian), view.getUint32(at + 4, isLittleEndian));
  if (width === 4) return wordHash(view.getUint32(at, isLittleEndian), 0);
  return wordHash(width === 2 ? view.getUint16(at, isLittleEndian) : view.getUint8(at), 0);
};

/** What is gathered of all needles before there are groups. */
type Gathered = Omit<Needles, 'groups' | 'beginnings'> & {
  /** The first 16 bytes of each. */
  readonly firsts: DataView;
  /** Of all bytes; 0 where only the beginning is known. */
  readonly fullHashes: Int32Array;
};

const groupOf = (width: Width, members: readonly number[], gathered: Gathered): Group => {
  const { headHashes, fullHashes, next, firsts } = gathered;
  const least = 2 * width - 1;
  const wordBits = bitsFor(members.length * width * 8) - 5;
  const offsetBits = bitsFor(members.length * width * 2);
  const headBits = bitsFor(members.length * 2);
  const words = new Uint32Array(2 ** wordBits);
  const offsets = new Uint8Array(2 ** offsetBits);
  const heads = new Int32Array(2 ** headBits);

  /** Another form may have come out the same. */
  const isKnown = (needle: number, place: number): boolean => {
    const full = fullHashes[needle];
    if (full === 0) return false;
    for (let other = (heads[place] ?? 0) - 1; other >= 0; other = (next[other] ?? 0) - 1)
      if (fullHashes[other] === full && headHashes[other] === headHashes[needle]) return true;
    return false;
  };

  for (const needle of members) {
    const head = headPlace(headHashes[needle] ?? 0, 32 - headBits);
    if (isKnown(needle, head)) continue;
    next[needle] = heads[head] ?? 0;
    heads[head] = needle + 1;
    for (let offset = 0; offset < width; offset += 1) {
      const hash = hashAt(firsts, needle * 16 + offset, width);
      const place = hash >>> (32 - wordBits);
      words[place] = (words[place] ?? 0) | wordMask(hash);
      const entry = hash >>> (32 - offsetBits);
      offsets[entry] = (offsets[entry] ?? 0) | (1 << offset);
    }
  }
  const shifts = { wordShift: 32 - wordBits, offsetShift: 32 - offsetBits, headShift: 32 - headBits };
  return { width, least, words, offsets, heads, ...shifts };
};

/** Numbers that grow in number. */
const growing = (): { readonly add: (value: number) => void; readonly all: () => Int32Array } => {
  let values = new Int32Array(1024);
  let count = 0;
  const add = (value: number): void => {
    if (count === values.length) {
      const larger = new Int32Array(count * 2);
      larger.set(values);
      values = larger;
    }
    values[count] = value;
    count += 1;
  };
  return { add, all: () => values.subarray(0, count) };
};

export type Gathering = {
  /** Takes in the forms of the next source. */
  readonly add: (heads: readonly string[], source: number, isShort: boolean) => void;
  readonly needles: () => Needles;
};

/** Gathers needles. */
export const gatherNeedles = (): Gathering => {
  const [headHashes, longHashes, longLengths, fullHashes] = [growing(), growing(), growing(), growing()];
  const [sources, places, firsts] = [growing(), growing(), growing()];
  const beginnings = new Uint32Array(2 ** BEGINNING_BITS / 32);
  const members: Record<Width, number[]> = { 8: [], 4: [], 2: [], 1: [] };
  const first = new Uint8Array(16);
  const firstWords = new Int32Array(first.buffer);
  let count = 0;

  const addOne = (head: string, source: number, place: number, isShort: boolean): void => {
    const width = widthOf(head.length);
    const least = 2 * width - 1;
    members[width].push(count);
    let hash = 0;
    let [headHash, longHash] = [0, 0];
    for (let index = 0; index < head.length; index += 1) {
      const byte = head.charCodeAt(index);
      hash = hashOn(hash, byte);
      if (index < 16) first[index] = byte;
      if (index === least - 1) headHash = hash;
      if (index === HEAD_LENGTH - 1) longHash = hash;
      if (index >= least - 1) continue;
      const bit = beginningPlace(hash, index + 1);
      beginnings[bit >>> 5] = (beginnings[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
    headHashes.add(headHash);
    longHashes.add(head.length < HEAD_LENGTH ? hash : longHash);
    longLengths.add(Math.min(head.length, HEAD_LENGTH));
    fullHashes.add(isShort ? hash : 0);
    for (const word of firstWords) firsts.add(word);
    sources.add(source);
    places.add(place);
    count += 1;
  };

  return {
    add: (heads, source, isShort) => {
      let last = '';
      for (const [place, head] of heads.entries()) {
        if (head !== '' && !(isShort && head === last)) addOne(head, source, place, isShort);
        last = head;
      }
    },
    needles: () => {
      const words = firsts.all();
      const gathered: Gathered = {
        headHashes: headHashes.all(),
        longHashes: longHashes.all(),
        longLengths: longLengths.all(),
        fullHashes: fullHashes.all(),
        next: new Int32Array(count),
        sources: sources.all(),
        places: places.all(),
        firsts: new DataView(words.buffer, words.byteOffset, words.byteLength),
      };
      const widths = ([8, 4, 2, 1] as const).filter((width) => members[width].length > 0);
      const groups = widths.map((width) => groupOf(width, members[width], gathered));
      return { ...gathered, groups, beginnings };
    },
  };
};

/** Makes the needles of all forms of these sources. */
export const needlesOf = (all: readonly Source[]): Readonly<Record<keyof Lists, Needles>> => {
  const [plain, woven] = [gatherNeedles(), gatherNeedles()];
  for (const [place, source] of all.entries()) {
    const heads = source.heads();
    plain.add(heads.plain, place, source.isShort);
    woven.add(heads.woven, place, source.isShort);
  }
  return { plain: plain.needles(), woven: woven.needles() };
};

/**
 * Texts to look for, with the filters that say where one may begin.
 *
 * A text is looked at word by word, a word being 8, 4, 2 or 1 bytes, and only at every stride: wherever a needle stands that
 * is one word less one byte longer than the stride, one of those words lies inside its first bytes. So a word is looked up
 * among the words at the first offsets of all needles; where it is known, the first bytes of the needles that could begin
 * there are looked up by their hash, and only then is compared. That costs a fraction of a nanosecond a byte, whatever the
 * number of needles, and little memory; an automaton costs a hundred times that.
 */
import { HEAD_LENGTH, type Lists, type Source } from './forms.ts';
import { hashOn } from './hash.ts';
import { FIRST_BYTES, theMachine, type Table, type Width } from './machine.ts';

/** Needles that share a word width: all of them have at least `least` bytes. */
export type Group = {
  readonly width: Width;
  /** How many first bytes of a needle are hashed. */
  readonly least: number;
  /** The filters of these needles among those of all lists. */
  readonly table: number;
  /** By a hash of the first bytes: the first needle that may begin so, plus one. */
  readonly heads: Int32Array;
  readonly headShift: number;
};

/**
 * Each stands for all forms of one source that begin like it, and is known by its number; they are made again when it is
 * met.
 */
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
  /** How many bytes all of them have at least, as far as they are looked at. */
  readonly shortest: number;
  /** The place of the source, and the place of the first such form among the forms of the source. */
  readonly sources: Int32Array;
  readonly places: Int32Array;
};

const SPREAD = 0x9e3779b1 | 0;
const MOST_BITS = 22;
const FEWEST_BITS = 10;
const BEGINNING_BITS = 17;
/** Those that are longer are looked for by themselves, at a longer stride. */
const LONG = 32;
/** With more words than these a longer stride costs more than it saves. */
const MOST_WORDS = 2 ** 17;

export const beginningPlace = (hash: number, length: number): number =>
  Math.imul(hash + length, SPREAD) >>> (32 - BEGINNING_BITS);
export const headPlace = (hash: number, shift: number): number => Math.imul(hash, SPREAD) >>> shift;

/** How many bits a table takes that has so many entries and is mostly empty. */
const bitsFor = (entries: number): number => {
  let bits = FEWEST_BITS;
  while (bits < MOST_BITS && 2 ** bits < entries) bits += 1;
  return bits;
};

const widthOf = (length: number): Width => (length >= 15 ? 8 : length >= 7 ? 4 : length >= 3 ? 2 : 1);

/** What is known of needles, one after another: columns that grow together. */
type Columns = Pick<Needles, 'headHashes' | 'longHashes' | 'longLengths' | 'sources' | 'places'>;

const columns = (size: number): Columns => ({
  headHashes: new Int32Array(size),
  longHashes: new Int32Array(size),
  longLengths: new Int32Array(size),
  sources: new Int32Array(size),
  places: new Int32Array(size),
});

const grown = (all: Columns, size: number): Columns => {
  const larger = columns(size);
  larger.headHashes.set(all.headHashes);
  larger.longHashes.set(all.longHashes);
  larger.longLengths.set(all.longLengths);
  larger.sources.set(all.sources);
  larger.places.set(all.places);
  return larger;
};

/** Needles of one width: which they are, and the first bytes of each. */
class Member {
  readonly width: Width;
  numbers: Int32Array = new Int32Array(64);
  firsts: Uint8Array = new Uint8Array(64 * FIRST_BYTES);
  count = 0;
  shortest: number = HEAD_LENGTH;

  constructor(width: Width) {
    this.width = width;
  }

  /** Makes room for one more; gives where its first bytes belong. */
  add(needle: number, length: number): number {
    if (this.count === this.numbers.length) {
      const [numbers, firsts] = [new Int32Array(this.count * 2), new Uint8Array(this.count * 2 * FIRST_BYTES)];
      numbers.set(this.numbers);
      firsts.set(this.firsts);
      this.numbers = numbers;
      this.firsts = firsts;
    }
    this.numbers[this.count] = needle;
    this.count += 1;
    if (length < this.shortest) this.shortest = length;
    return (this.count - 1) * FIRST_BYTES;
  }

  /** At how many bytes a word is looked at. */
  get stride(): number {
    const longest = Math.min(this.shortest - this.width + 1, MOST_WORDS / this.count);
    return Math.max(1, Math.floor(longest / this.width)) * this.width;
  }

  /** Takes in all of others that have the same width. */
  addAll({ numbers, firsts, count, shortest }: Member): void {
    for (let other = 0; other < count; other += 1) {
      const at = this.add(numbers[other] ?? 0, shortest);
      this.firsts.set(firsts.subarray(other * FIRST_BYTES, (other + 1) * FIRST_BYTES), at);
    }
  }

  /** Takes the latest one back. */
  drop(): void {
    this.count -= 1;
    this.firsts.fill(0, this.count * FIRST_BYTES, (this.count + 1) * FIRST_BYTES);
  }
}

type Grouped = { readonly group: Group; readonly table: Table };

const groupOf = (place: number, { width, stride, numbers, firsts, count }: Member, all: Gathered): Grouped => {
  const headBits = bitsFor(count * 2);
  const heads = new Int32Array(2 ** headBits);
  for (let index = 0; index < count; index += 1) {
    const needle = numbers[index] ?? 0;
    const head = headPlace(all.headHashes[needle] ?? 0, 32 - headBits);
    all.next[needle] = heads[head] ?? 0;
    heads[head] = needle + 1;
  }
  const table = { width, stride, firsts, count };
  return { group: { width, least: 2 * width - 1, table: place, heads, headShift: 32 - headBits }, table };
};

type Gathered = Omit<Needles, 'groups' | 'beginnings' | 'shortest'>;

type Gathering = {
  /** Takes in the forms of the next source. */
  readonly add: (heads: readonly string[], source: number) => void;
  /** What was gathered; its tables are the first of these places, and those that follow. */
  readonly needles: (firstTable: number) => { readonly needles: Needles; readonly tables: readonly Table[] };
};

/** Gathers needles. */
const gatherNeedles = (): Gathering => {
  let all = columns(1024);
  const beginnings = new Uint32Array(2 ** BEGINNING_BITS / 32);
  const members = { long: new Member(8), 8: new Member(8), 4: new Member(4), 2: new Member(2), 1: new Member(1) };
  let count = 0;

  /** Whether the latest one begins like another since `from`. */
  const isKnown = (from: number, { numbers, firsts, count: own }: Member): boolean => {
    const { headHashes, longHashes, longLengths } = all;
    for (let before = own - 2; before >= 0; before -= 1) {
      const other = numbers[before] ?? 0;
      if (other < from) return false;
      const isAlike =
        longHashes[other] === longHashes[count] &&
        headHashes[other] === headHashes[count] &&
        longLengths[other] === longLengths[count];
      if (!isAlike) continue;
      let at = 0;
      while (at < HEAD_LENGTH && firsts[before * FIRST_BYTES + at] === firsts[(own - 1) * FIRST_BYTES + at]) at += 1;
      if (at === HEAD_LENGTH) return true;
    }
    return false;
  };

  const begin = (bit: number): void => {
    beginnings[bit >>> 5] = (beginnings[bit >>> 5] ?? 0) | (1 << (bit & 31));
  };

  /** Takes in a form; `from` is the first needle of its source. */
  const addOne = (head: string, from: number): boolean => {
    const width = widthOf(head.length);
    const least = 2 * width - 1;
    const length = Math.min(head.length, HEAD_LENGTH);
    const member = members[length >= LONG ? 'long' : width];
    const at = member.add(count, length);
    const { firsts } = member;
    let hash = 0;
    for (let index = 0; index < length; index += 1) {
      const byte = head.charCodeAt(index);
      firsts[at + index] = byte;
      hash = hashOn(hash, byte);
      if (index < least - 1) begin(beginningPlace(hash, index + 1));
      else if (index === least - 1) all.headHashes[count] = hash;
    }
    all.longHashes[count] = hash;
    all.longLengths[count] = length;
    if (isKnown(from, member)) {
      member.drop();
      return false;
    }
    return true;
  };

  return {
    add: (heads, source) => {
      const from = count;
      for (let place = 0; place < heads.length; place += 1) {
        const head = heads[place] ?? '';
        if (count === all.places.length) all = grown(all, count * 2);
        if (head === '' || !addOne(head, from)) continue;
        all.sources[count] = source;
        all.places[count] = place;
        count += 1;
      }
    },
    needles: (firstTable) => {
      const gathered = { ...all, next: new Int32Array(count) };
      // What is looked at as often is looked at once.
      const isAlike = members.long.stride === members[8].width;
      if (isAlike) members[8].addAll(members.long);
      const all8 = isAlike ? [members[8]] : [members.long, members[8]];
      const used = [...all8, members[4], members[2], members[1]].filter((member) => member.count > 0);
      const grouped = used.map((member, place) => groupOf(firstTable + place, member, gathered));
      const groups = grouped.map(({ group }) => group);
      const shortest = Math.min(HEAD_LENGTH, ...used.map((member) => member.shortest));
      return { needles: { ...gathered, groups, beginnings, shortest }, tables: grouped.map(({ table }) => table) };
    },
  };
};

/** The needles of all forms, and what the machine opens to look for them. */
export type AllNeedles = Readonly<Record<keyof Lists, Needles>> & { readonly filters: Uint8Array };

/** Makes the needles of all forms of these sources. */
export const needlesOf = (all: readonly Source[]): AllNeedles => {
  const gathering = { plain: gatherNeedles(), woven: gatherNeedles() };
  for (const [place, source] of all.entries()) {
    const heads = source.heads();
    gathering.plain.add(heads.plain, place);
    gathering.woven.add(heads.woven, place);
  }
  const plain = gathering.plain.needles(0);
  const woven = gathering.woven.needles(plain.tables.length);
  const filters = theMachine().filtersOf([...plain.tables, ...woven.tables]);
  return { plain: plain.needles, woven: woven.needles, filters };
};

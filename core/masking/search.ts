/** Finds where needles stand in a page, and where at its end one may have begun. */
import { HEAD_LENGTH } from './forms.ts';
import { BASE, hashOn } from './hash.ts';
import { theMachine, type Region } from './machine.ts';
import type { Met } from './met.ts';
import { beginningPlace, headPlace, type Group, type Needles } from './needles.ts';
import type { Page } from './page.ts';
import type { Span } from './spans.ts';

/** Told that a needle stands there. */
export type OnFound = (start: number, end: number, needle: number) => void;

/** A beginning that is longer has a whole word in it, whatever the width. */
const LOOK_BACK = 14;

/** The base of the hashes to this power. */
const powerOf = (count: number): number => {
  let product = 1;
  for (let rest = count, square = BASE; rest > 0; rest >>>= 1, square = Math.imul(square, square))
    if ((rest & 1) === 1) product = Math.imul(product, square);
  return product;
};

export type Searcher = {
  /**
   * Tells of every place where a needle stands in a page that the machine has before it, as far as the first bytes of it
   * stand in a part of the page, each once; gives where the page may end in the middle of one, if the part ends with it.
   */
  readonly search: (page: Page, region: Region, part: Span, onFound: OnFound) => number;
};

/**
 * Makes what looks for `needles`; `onLong` is told where one begins that is longer than its first bytes. Time grows with
 * the length of the page, not with the number of needles.
 */
export const createSearcher = (
  needles: Needles,
  met: (needle: number) => readonly Met[],
  onLong: () => void,
): Searcher => {
  const { headHashes, longHashes, longLengths, next, beginnings, groups } = needles;
  const machine = theMachine();
  /** The hashes of what stands where it was looked last, by length. */
  const heads = new Int32Array(HEAD_LENGTH + 1);

  const search: Searcher['search'] = (page, region, [from, until], onFound) => {
    const { bytes: text, length } = page;
    let held = length;
    let covered = 0;

    const isSame = (needle: string, at: number, until: number): boolean => {
      for (let index = 0; index < until; index += 1) if (text[at + index] !== needle.charCodeAt(index)) return false;
      return true;
    };

    /** Beyond its head a form is compared by its hash first: texts that are nearly the same would take for ever. */
    const compare = ({ text: whole, sums }: Met, needle: number, at: number): void => {
      const seen = Math.min(whole.length, length - at);
      if (!isSame(whole, at, Math.min(HEAD_LENGTH, seen))) return;
      if (whole.length > HEAD_LENGTH && seen >= HEAD_LENGTH) onLong();
      if (seen > HEAD_LENGTH && page.hash(at, at + seen, powerOf(seen)) !== sums()[seen]) return;
      if (seen < whole.length) held = Math.min(held, at);
      // What overlaps with what was found is not compared again, for the same reason.
      else if (seen <= HEAD_LENGTH || at < covered || isSame(whole, at, seen)) {
        onFound(at, at + seen, needle);
        covered = Math.max(covered, at + seen);
      }
    };

    const meet = (needle: number, at: number): void => {
      for (const form of met(needle)) compare(form, needle, at);
    };

    const hashOf = (at: number, count: number): number => {
      let hash = 0;
      for (let index = at; index < at + count; index += 1) hash = hashOn(hash, text[index] ?? 0);
      return hash;
    };

    /** Once for all needles that begin alike. */
    const hashHeads = (at: number, seen: number): void => {
      let hash = 0;
      for (let count = 0; count < seen; count += 1) {
        hash = hashOn(hash, text[at + count] ?? 0);
        heads[count + 1] = hash;
      }
    };

    const lookAt = (group: Group, at: number): void => {
      const hash = hashOf(at, group.least);
      let needle = (group.heads[headPlace(hash, group.headShift)] ?? 0) - 1;
      if (needle < 0) return;
      const seen = Math.min(HEAD_LENGTH, length - at);
      for (let isHashed = false; needle >= 0; needle = (next[needle] ?? 0) - 1) {
        if (headHashes[needle] !== hash) continue;
        if (!isHashed) hashHeads(at, seen);
        isHashed = true;
        const count = longLengths[needle] ?? 0;
        // To hold back too much does no harm, and few texts end so.
        if (count > seen) held = Math.min(held, at);
        else if (heads[count] === longHashes[needle]) meet(needle, at);
      }
    };

    /** The last bytes, where no word of a needle may be whole yet. */
    const lookAtEnd = (): void => {
      for (let at = Math.max(0, length - LOOK_BACK); at < Math.min(held, length); at += 1) {
        const place = beginningPlace(hashOf(at, length - at), length - at);
        if (((beginnings[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0) held = at;
      }
    };

    for (const group of groups) {
      covered = 0;
      machine.scan(group.table, region, [from, until], (at) => lookAt(group, at));
    }
    if (until === length) lookAtEnd();
    return held;
  };
  return { search };
};

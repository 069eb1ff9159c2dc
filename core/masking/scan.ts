/** Looks at every word of a page: which of them stand near the beginning of a needle. */
import { wordHash, wordMask, type Group } from './needles.ts';
import type { Page } from './page.ts';

/** Told of a word that may be one, and where it stands. */
type OnWord = (group: Group, hash: number, at: number) => void;

// One loop for each kind of array: a loop that sees several kinds is several times slower.

const scanEights = (group: Group, { words, length }: Page, onWord: OnWord): void => {
  const { words: filter, wordShift } = group;
  const count = length >>> 3;
  for (let index = 0; index < count; index += 1) {
    const hash = wordHash(words[2 * index] ?? 0, words[2 * index + 1] ?? 0);
    const mask = wordMask(hash);
    if (((filter[hash >>> wordShift] ?? 0) & mask) === mask) onWord(group, hash, index * 8);
  }
};

const scanFours = (group: Group, { words, length }: Page, onWord: OnWord): void => {
  const { words: filter, wordShift } = group;
  const count = length >>> 2;
  for (let index = 0; index < count; index += 1) {
    const hash = wordHash(words[index] ?? 0, 0);
    const mask = wordMask(hash);
    if (((filter[hash >>> wordShift] ?? 0) & mask) === mask) onWord(group, hash, index * 4);
  }
};

const scanTwos = (group: Group, { halves, length }: Page, onWord: OnWord): void => {
  const { words: filter, wordShift } = group;
  const count = length >>> 1;
  for (let index = 0; index < count; index += 1) {
    const hash = wordHash(halves[index] ?? 0, 0);
    const mask = wordMask(hash);
    if (((filter[hash >>> wordShift] ?? 0) & mask) === mask) onWord(group, hash, index * 2);
  }
};

const scanOnes = (group: Group, { bytes, length }: Page, onWord: OnWord): void => {
  const { words: filter, wordShift } = group;
  for (let index = 0; index < length; index += 1) {
    const hash = wordHash(bytes[index] ?? 0, 0);
    const mask = wordMask(hash);
    if (((filter[hash >>> wordShift] ?? 0) & mask) === mask) onWord(group, hash, index);
  }
};

const SCANS = { 8: scanEights, 4: scanFours, 2: scanTwos, 1: scanOnes } as const;

/** Looks at every word of this group's width. */
export const scan = (group: Group, page: Page, onWord: OnWord): void => SCANS[group.width](group, page, onWord);

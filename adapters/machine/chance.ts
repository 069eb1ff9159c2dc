/** Real randomness and identity. */
import { randomBytes } from 'node:crypto';
import type { Chance } from '../../core/clock.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LETTERS = 26;
const ID_LENGTH = 10;

/** One character, every one of the first `size` equally likely: bytes that would favour some are thrown away. */
const character = (size: number): string => {
  const limit = 256 - (256 % size);
  for (;;) {
    for (const byte of randomBytes(16)) if (byte < limit) return ALPHABET.charAt(byte % size);
  }
};

/** Chance from the operating system; ids are unguessable, which the sweep for processes relies on. */
export const realChance = (): Chance => ({
  fraction: () => Math.random(),
  id: () => character(LETTERS) + Array.from({ length: ID_LENGTH - 1 }, () => character(ALPHABET.length)).join(''),
});

/** The hash that texts and needles share: that of a longer text follows from that of a shorter one. */
export const BASE = 0x01000193;

/** The hash of a text and one more byte. */
export const hashOn = (hash: number, byte: number): number => (Math.imul(hash, BASE) + byte + 1) | 0;

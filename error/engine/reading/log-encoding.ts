/** Which encoding a log is written in: UTF-8, or what Windows makes of output that is sent to a file. */

export type LogEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Bytes that are looked at where there is no mark. */
const SAMPLE = 64;

/** Whether most units of two bytes are as those of Latin letters: `zero` is the place of the byte that is zero. */
const isLatin = (sample: Uint8Array, zero: 0 | 1): boolean => {
  let [units, latin] = [0, 0];
  for (let at = 0; at + 1 < sample.length; at += 2) {
    units += 1;
    if (sample[at + 1 - zero] === 0) return false;
    if (sample[at + zero] === 0) latin += 1;
  }
  return units > 0 && latin >= units * 0.75;
};

/** Told from the mark at the beginning, or, where there is none, from every other byte being zero. */
export const encodingOf = (beginning: Uint8Array): LogEncoding => {
  const [first, second] = beginning;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = beginning.subarray(0, SAMPLE);
  if (isLatin(sample, 1)) return 'utf-16le';
  return isLatin(sample, 0) ? 'utf-16be' : 'utf-8';
};

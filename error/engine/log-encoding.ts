/** Which encoding a log is written in: UTF-8, or what Windows makes of output that is sent to a file. */

export type LogEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Told from the mark at the beginning, or, where there is none, from every other byte being zero, as in plain English. */
export const encodingOf = (beginning: Uint8Array): LogEncoding => {
  const [a, b, c, d] = beginning;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (b === 0 && d === 0 && (a ?? 0) > 0 && (c ?? 0) > 0) return 'utf-16le';
  if (a === 0 && c === 0 && (b ?? 0) > 0 && (d ?? 0) > 0) return 'utf-16be';
  return 'utf-8';
};

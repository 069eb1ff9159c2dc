/** The forms that spell out a secret byte by byte. */

const each = (bytes: string, write: (byte: number) => string, between: string): string => {
  let written = '';
  for (let at = 0; at < bytes.length; at += 1) written += (at === 0 ? '' : between) + write(bytes.charCodeAt(at));
  return written;
};
const LOWER = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UPPER = LOWER.map((form) => form.toUpperCase());
const lower = (byte: number): string => LOWER[byte] ?? '';
const upper = (byte: number): string => UPPER[byte] ?? '';

/** `\x41`, `%41` and `\101`. */
export const escapedByteForms = (bytes: string): readonly string[] => [
  ...['\\x', '%'].flatMap((before) => [lower, upper].map((write) => before + each(bytes, write, before))),
  each(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`, ''),
];

/** Hex, without the white space that may stand anywhere in it. */
export const hexForms = (bytes: string): readonly string[] => [each(bytes, lower, ''), each(bytes, upper, '')];

/** The same with something between the bytes. */
export const listedByteForms = (bytes: string): readonly string[] => [
  each(bytes, lower, ':'),
  each(bytes, upper, ':'),
  `0x${each(bytes, lower, ',0x')}`,
  `0x${each(bytes, upper, ',0x')}`,
  each(bytes, String, ','),
];

/** UTF-16 of a text, the low byte first and last. */
export const utf16Forms = (text: string): readonly [string, string] => {
  let little = '';
  let big = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const [low, high] = [String.fromCharCode(unit & 255), String.fromCharCode(unit >>> 8)];
    little += low + high;
    big += high + low;
  }
  return [little, big];
};

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

/** Hex, without the white space that may stand anywhere in it. */
export const hexForms = (bytes: string): readonly string[] => [each(bytes, lower, ''), each(bytes, upper, '')];

/** What `od -c` makes of bytes, without the white space between them. */
export const dumpedForm = (bytes: string): string =>
  /[^\0-\x7f]/.test(bytes)
    ? bytes.replace(/[ \t\r\n]+/g, '').replace(/[^\0-\x7f]/g, (byte) => byte.charCodeAt(0).toString(8))
    : '';

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

/** The forms that spell out a secret byte by byte. */

/** So much is put together at once: a long text that grows byte by byte takes sixty times its length. */
const PART = 256;

/** What is written of each part of a text, put together. */
const inParts = (text: string, write: (part: string) => string): string => {
  if (text.length <= PART) return write(text);
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += PART) parts.push(write(text.slice(at, at + PART)));
  return parts.join('');
};

const each = (text: string, write: (byte: number) => string): string =>
  inParts(text, (part) => {
    let written = '';
    for (let at = 0; at < part.length; at += 1) written += write(part.charCodeAt(at));
    return written;
  });
const LOWER = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UPPER = LOWER.map((form) => form.toUpperCase());
const lower = (byte: number): string => LOWER[byte] ?? '';
const upper = (byte: number): string => UPPER[byte] ?? '';

/** Hex, without the white space that may stand anywhere in it. */
export const hexForms = (bytes: string): readonly string[] => [each(bytes, lower), each(bytes, upper)];

/** What `od -c` makes of bytes, without the white space between them. */
export const dumpedForm = (bytes: string): string =>
  /[^\0-\x7f]/.test(bytes)
    ? bytes.replace(/[ \t\r\n]+/g, '').replace(/[^\0-\x7f]/g, (byte) => byte.charCodeAt(0).toString(8))
    : '';

const lowOf = (unit: number): string => String.fromCharCode(unit & 255);
const highOf = (unit: number): string => String.fromCharCode(unit >>> 8);

/** UTF-16 of a text, the low byte first and last. */
export const utf16Forms = (text: string): readonly [string, string] => [
  each(text, (unit) => lowOf(unit) + highOf(unit)),
  each(text, (unit) => highOf(unit) + lowOf(unit)),
];

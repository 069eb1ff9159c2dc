/** Cuts text to columns of a terminal, so that a line never wraps. */
import { stripVTControlCharacters } from 'node:util';

// What terminals draw two columns wide: East Asian wide and fullwidth forms, and emoji.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
// One column each, and nothing joins with them: ASCII, Latin letters, dashes and dots, arrows, boxes, check marks.
const narrow = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\u2713-\u2718]*$/;

let segmenter: Intl.Segmenter | null = null;

// Made when it is first needed: making it takes some 12 ms, and most commands never show a letter that needs it.
const graphemesOf = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};

const graphemeWidth = (grapheme: string): number => (invisible.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** Columns that a text without control characters takes. */
export const widthOf = (text: string): number => {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
};

/** Takes everything out of a foreign text that could move the cursor, change colours or break the line. */
export const plainLine = (text: string): string => {
  return stripVTControlCharacters(text)
    .replaceAll(/\t|\r?\n/g, ' ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
};

/**
 * Takes everything out of a foreign text of many lines that a terminal would obey, sign by sign: a part of such a text can be
 * taken by itself, wherever it was parted.
 */
export const plainText = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');

/** The text, cut to `columns` with `…` where it is longer. */
export const cut = (text: string, columns: number): string => {
  if (columns <= 0) return '';
  if (narrow.test(text)) return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const { segment } of graphemesOf(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};

/** The text, cut or filled up with spaces to exactly `columns`. */
export const pad = (text: string, columns: number): string => {
  const short = cut(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
};

/** The lines of a foreign text, broken between words where one is longer than `columns`; a longer word stays whole. */
export const wordsIn = (text: string, columns: number): readonly string[] =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line) => {
      const lines: string[] = [];
      let kept = '';
      for (const word of plainLine(line).split(' ')) {
        const longer = kept === '' ? word : `${kept} ${word}`;
        if (widthOf(longer) <= columns || kept === '') kept = longer;
        else {
          lines.push(kept);
          kept = word;
        }
      }
      return [...lines, kept];
    });

/** Like `wordsIn`; a longer word is cut. */
export const wrapped = (text: string, columns: number): readonly string[] =>
  wordsIn(text, columns).map((line) => cut(line, columns));

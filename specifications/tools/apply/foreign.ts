/** Finds what rides along in a requirement block without being part of the requirement. */
import { markFences } from '../../content/lines.ts';

export type ForeignTail = { readonly heading: string; readonly raw: string };

const foreignHeading = /^ {0,3}#{1,3}(?:[ \t]|$)/;

/** The rest of a block from its first heading of level 1 to 3 that is not its own; null where there is none. */
export const firstForeignTail = (raw: string): ForeignTail | null => {
  const lines = raw.split('\n');
  const fenced = markFences(lines);
  const at = lines.findIndex((line, index) => index > 0 && fenced[index] === 0 && foreignHeading.test(line));
  return at === -1 ? null : { heading: (lines[at] ?? '').trim(), raw: lines.slice(at).join('\n').trimEnd() };
};

const countOf = (text: string, part: string): number => {
  if (part === '') return 0;
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
  return count;
};

/** Whether a text holds a part at least as often as another one does. */
export const holdsAsOften = (text: string, other: string, part: string): boolean =>
  countOf(text.trim(), part.trim()) >= countOf(other.trim(), part.trim());

/** Mends a text that is no JSON, one fault after the other, so that all of them are told at once. */
import type { Json } from '../core/json.ts';
import { explainJsonSyntax, type Mend, type SyntaxFault } from './json-syntax.ts';

/** Each of them reads the text again from its beginning. */
const MOST_FAULTS = 20;
const LONGEST_TEXT = 256 * 1024;

export type Mended = {
  /** All faults that are known, by their places in the text as it was; at least one. */
  readonly faults: readonly Pick<SyntaxFault, 'message' | 'offset'>[];
  /** The text without them and its value; null where it could not be mended without making something up. */
  readonly text: string | null;
  /** Leads from a place in the mended text to the one in the text as it was. */
  readonly origin: (offset: number) => number;
};

const parses = (text: string): boolean => {
  try {
    JSON.parse(text) as Json;
    return true;
  } catch {
    return false;
  }
};

const originOf =
  (mends: readonly Mend[]) =>
  (offset: number): number =>
    // The last mend was made in a text with all earlier ones in it.
    mends
      .toReversed()
      .reduce((place, { at, end, put }) => {
        if (place >= at + put.length) return place - put.length + (end - at);
        return Math.min(place, at);
      }, offset);

/** Gives what is wrong with a text that JSON.parse refused: the first fault, and those that show once it is mended. */
export const mendJson = (written: string): Mended => {
  let text = written;
  let isSure = true;
  const mends: Mend[] = [];
  const faults: { readonly message: string; readonly offset: number }[] = [];
  const most = written.length > LONGEST_TEXT ? 1 : MOST_FAULTS;
  for (let last = -1; faults.length < most; ) {
    const { message, offset, mend } = explainJsonSyntax(text);
    const place = originOf(mends)(offset);
    // What is found where something was mended is a fault of the mending.
    if (place === last) break;
    last = place;
    faults.push({ message, offset: place });
    if (mend === null) break;
    text = text.slice(0, mend.at) + mend.put + text.slice(mend.end);
    mends.push(mend);
    isSure &&= mend.isSure;
    if (parses(text)) return { faults, text: isSure ? text : null, origin: originOf(mends) };
  }
  return { faults, text: null, origin: originOf(mends) };
};

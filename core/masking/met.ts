/** The forms of secrets that were met in a text, made when they are. */
import { HEAD_LENGTH, type Lists, type Source } from './forms.ts';
import { hashOn } from './hash.ts';

export type Met = {
  readonly text: string;
  /** The hashes of its beginnings, by their lengths. */
  readonly sums: () => Int32Array;
};

/** So much of what was met is kept at hand. */
const KEPT_BYTES = 8 * 1024 * 1024;

const sumsOf = (text: string): Int32Array => {
  const sums = new Int32Array(text.length + 1);
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    sum = hashOn(sum, text.charCodeAt(at));
    sums[at + 1] = sum;
  }
  return sums;
};

const metText = (text: string, spend: (bytes: number) => void): Met => {
  let made: Int32Array | null = null;
  const sums = (): Int32Array => {
    if (made === null) spend(text.length * 4);
    return (made ??= sumsOf(text));
  };
  return { text, sums };
};

/** The forms of one source. */
type Known = {
  readonly [List in keyof Lists]: { readonly forms: readonly Met[]; readonly alike: Map<number, readonly Met[]> };
};

/** Remembers what was met of these sources, the latest of it: gives the forms that begin like the one at a place. */
export const createAcquaintance = (
  sources: readonly Source[],
): ((source: number, list: keyof Lists, place: number) => readonly Met[]) => {
  let known = new Map<number, Known>();
  let kept = 0;
  const spend = (bytes: number): void => void (kept += bytes);
  const knownOf = (source: number): Known => {
    const found = known.get(source);
    if (found !== undefined) return found;
    if (kept > KEPT_BYTES) {
      known = new Map();
      kept = 0;
    }
    const { plain = [], woven = [] } = sources[source]?.forms() ?? {};
    for (const form of [...plain, ...woven]) spend(form.length + 64);
    const metAll = (forms: readonly string[]): Known[keyof Lists] => ({
      forms: forms.map((form) => metText(form, spend)),
      alike: new Map(),
    });
    const lists = { plain: metAll(plain), woven: metAll(woven) };
    known.set(source, lists);
    return lists;
  };
  return (source, list, place) => {
    const { forms, alike } = knownOf(source)[list];
    const met = alike.get(place);
    if (met !== undefined) return met;
    const head = (forms[place]?.text ?? '').slice(0, HEAD_LENGTH);
    const texts = new Set<string>();
    const found = forms.filter(({ text }) => {
      const isNew = text !== '' && text.startsWith(head) && !texts.has(text);
      texts.add(text);
      return isNew;
    });
    alike.set(place, found);
    return found;
  };
};

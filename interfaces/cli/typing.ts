/** Lines that a person types, one after another: shown, or hidden while they are typed. */
import { stripVTControlCharacters } from 'node:util';

/** What came of waiting for a line: it, the end of the input, or Ctrl-C while it was hidden. */
export type Typed =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'interrupted' };

export type Keys = {
  /** What is typed next; null where the input has ended. */
  next(): Promise<string | null>;
  /** While nothing is shown, keys come one by one, and Ctrl-C is one of them. */
  show(isShown: boolean): void;
};

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_U = '\u0015';
const BACKSPACES: readonly string[] = ['\b', '\u007f'];
const lineEnd = /\r\n?|\n/;

/** The text that hidden keys come to, and what of them ends the line before it is entered; null where nothing does. */
export const hiddenText = (keys: string): { readonly text: string; readonly end: 'ended' | 'interrupted' | null } => {
  let kept: string[] = [];
  // Arrows and the like come as sequences; they write nothing.
  for (const key of stripVTControlCharacters(keys)) {
    if (key === CTRL_C) return { text: '', end: 'interrupted' };
    if (key === CTRL_D && kept.length === 0) return { text: '', end: 'ended' };
    if (key === CTRL_U) kept = [];
    else if (BACKSPACES.includes(key)) kept.pop();
    else if (key >= ' ') kept.push(key);
  }
  return { text: kept.join(''), end: null };
};

/** Gives the next line at each call; what was typed ahead is kept for the one after. */
export const createTyping = (keys: Keys): ((isHidden: boolean) => Promise<Typed>) => {
  let ahead = '';
  const nextLine = async (isHidden: boolean): Promise<Typed> => {
    for (;;) {
      const found = lineEnd.exec(ahead);
      const typed = found === null ? ahead : ahead.slice(0, found.index);
      const hidden = isHidden ? hiddenText(typed) : null;
      if (hidden !== null && hidden.end !== null) {
        ahead = '';
        return { kind: hidden.end };
      }
      if (found !== null) {
        ahead = ahead.slice(found.index + found[0].length);
        return { kind: 'line', text: hidden?.text ?? typed };
      }
      const more = await keys.next();
      if (more === null) {
        ahead = '';
        return typed === '' || isHidden ? { kind: 'ended' } : { kind: 'line', text: typed };
      }
      ahead += more;
    }
  };
  return async (isHidden) => {
    if (!isHidden) return await nextLine(false);
    keys.show(false);
    try {
      return await nextLine(true);
    } finally {
      keys.show(true);
    }
  };
};

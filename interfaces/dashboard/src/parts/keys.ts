/** Keys of the whole page. They rest while something is typed, and while a dialog is open. */
import { useEffect } from 'react';

/** By `key`, or by two of them one after the other: `g n`. */
export type Keys = Readonly<Record<string, () => void>>;

const PAIR_MS = 900;
/** Of the parts that are shown; what came last is asked first. */
const taken: Keys[] = [];
let before: { readonly key: string; readonly at: number } | null = null;

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const pressed = (event: KeyboardEvent): void => {
  const hasModifier = event.metaKey || event.ctrlKey;
  if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]') !== null) return;
  if (isTyping(event) && !hasModifier) return;
  const first = before !== null && event.timeStamp - before.at < PAIR_MS ? before.key : null;
  before = { key: event.key, at: event.timeStamp };
  const names = hasModifier ? [`mod ${event.key}`] : [...(first === null ? [] : [`${first} ${event.key}`]), event.key];
  for (const name of names) {
    const act = taken.findLast((keys) => Object.hasOwn(keys, name))?.[name];
    if (act === undefined) continue;
    event.preventDefault();
    act();
    return;
  }
};

/** Begins to listen, once in the life of a tab. */
export const startKeys = (): void => document.addEventListener('keydown', pressed);

/** While the part that calls it is shown. */
export const useKeys = (keys: Keys): void => {
  useEffect(() => {
    taken.push(keys);
    return () => void taken.splice(taken.indexOf(keys), 1);
  }, [keys]);
};

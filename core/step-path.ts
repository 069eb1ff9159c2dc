/** What the path of a step says of where the step stands. */
import { compensatedBy } from './compensating.ts';
import { stepId, type StepId } from './id.ts';

/** A name, a key in brackets, which may hold anything else, or a round. */
const PARTS = /\[[^\]]*\]|#\d+|[^/[#]+/g;

/** `fan[linux]/test` is `fan`, `[linux]` and `test`. */
export const partsOf = (path: string): readonly string[] => path.match(PARTS) ?? [];

/** The last part: the name of a step in its group, `[key]` of an item, `#2` of a round. */
export const lastPartOf = (path: string): string => partsOf(path).at(-1) ?? path;

/** Whether a path is that of a round. */
export const isRound = (path: string): boolean => lastPartOf(path).startsWith('#');

/** Whether a path is that of an item. */
export const isItem = (path: string): boolean => path.endsWith(']');

/** The composite that a step stands in; null at the top, where what undoes steps stands as well. */
export const parentPath = (path: StepId): StepId | null => {
  const last = lastPartOf(path);
  const around = path.slice(0, path.length - last.length);
  const parent = around.endsWith('/') ? around.slice(0, -1) : around;
  return parent === '' || compensatedBy(path) !== null ? null : stepId(parent);
};

/** What it is called below its composite: items by their keys. */
export const nameInside = (path: string): string => {
  const last = lastPartOf(path);
  return isItem(last) ? last.slice(1, -1) : last;
};

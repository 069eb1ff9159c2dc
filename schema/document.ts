/** A text as a JSON value that knows where its parts stand. */
import type { Json } from '../core/json.ts';
import type { Problem } from './problem.ts';

/**
 * The member at a pointer: where its key stands (an item of a list has none), its value, or, where `within` is given, that
 * character of its value, a text.
 */
export type Spot = { readonly pointer: string; readonly place: 'key' | 'value'; readonly within?: number };

export type Document = {
  readonly value: Json;
  /** Where it stands in what its file says; empty where it is all of that. Pointers are relative to it. */
  readonly root: string;
  /** Gives the offset of each spot in the text; where there is none, that of the nearest one around it. */
  readonly locate: (spots: readonly Spot[]) => readonly number[];
  /**
   * Gives a number or truth value as it is written (`3.10`), where `String` would write it in another way, else null. There
   * is none where all of them are as `String` would write them.
   */
  readonly written: ((pointer: string) => string | null) | null;
};

/** `document` is null where the text could not be read at all. */
export type Reading = { readonly document: Document | null; readonly problems: readonly Problem[] };

/** The longest text that is read, in UTF-16 code units. */
export const LONGEST_TEXT: number = 64 * 1024 * 1024;
/** YAML takes about a second and 100 MB for each million of them, so that more would end the process. */
export const LONGEST_YAML: number = 4 * 1024 * 1024;
/** How deep lists and objects may stand in each other. */
export const DEEPEST: number = 64;

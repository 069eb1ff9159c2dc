/** What a rule is: a stable id, how severe it is under which profile, and what to say about it. */

export type Level = 'error' | 'warning' | 'info';

/** `openspec` is the verdict of the official tool, `ws` our own; null where the rule is silent. */
export type Rule = {
  readonly id: string;
  readonly openspec: Level | null;
  readonly ws: Level | null;
  readonly title: string;
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
};

/** Makes a rule from a row of a table. */
export const rule = (
  id: string,
  levels: readonly [openspec: Level | null, ws: Level | null],
  words: Pick<Rule, 'title' | 'why' | 'fix'>,
): Rule => ({ id, openspec: levels[0], ws: levels[1], ...words });

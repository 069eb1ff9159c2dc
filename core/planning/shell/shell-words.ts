/** The words of a command, and what of them can be told without knowing its program. */

/** One word of a command, quotes taken off; each value that is filled in stands in `text` as a NUL. */
export type Word = {
  readonly text: string;
  /** Nothing of it was quoted or escaped, so that it may be a reserved word. */
  readonly bare: boolean;
  readonly offset: number;
  /** The target of a redirection, not an argument. */
  readonly redirect: boolean;
  /** Which value it begins with; null where it begins with none. */
  readonly leads: number | null;
};

export type ShellProblem = { readonly message: string; readonly offset: number };

/** What surrounds a hole, and so decides how a variable must be written there to stay one unbroken word. */
export type Surrounding = 'bare' | 'double' | 'single' | 'heredoc' | 'comment';

/** What surrounds each hole, in order, and which of them hold a value that must not begin with "-". */
export type Surroundings = { readonly around: readonly Surrounding[]; readonly guarded: ReadonlySet<number> };

/** Stands in a word for a value that is filled in. */
export const HOLE = '\0';

/** A set of the words in a text. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const PREFIXES = wordSet('if then elif else while until do ! { } fi done esac time');

export const hasHole = (word: Word): boolean => word.text.includes(HOLE);
export const isOption = (word: Word): boolean => /^[-+]./.test(word.text) && word.text !== '--';
/** Gives the program that a word names, without its folder. */
export const programOf = (word: Word): string => word.text.slice(word.text.lastIndexOf('/') + 1);
/** Gives an option without the value that is attached to it by "=". */
export const optionName = (word: Word): string => word.text.split('=', 1)[0] ?? '';

/** Tells whether a word sets a variable whose name no value has a part in. */
export const isAssignment = (word: Word): boolean => /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.text);

/** What is left of a command without redirections and reserved words before it. */
export const essence = (words: readonly Word[]): readonly Word[] => {
  const plain = words.filter((word) => !word.redirect);
  let from = 0;
  for (let word = plain[from]; word?.bare === true && PREFIXES.has(word.text); word = plain[from]) from += 1;
  if (plain[from]?.text === 'function' && plain[from]?.bare === true) return essence(plain.slice(from + 2));
  return plain.slice(from);
};

/** What is left of words without the assignments before the first other word. */
export const withoutAssignments = (words: readonly Word[]): readonly Word[] => {
  const from = words.findIndex((word) => !isAssignment(word));
  return from === -1 ? [] : words.slice(from);
};

/** The files of a definition as one text, which is how people and the log of a run name them: a line for each. */
import { existsSync } from 'node:fs';

export const NAMED_IN_LINES = '\n';

/** Each of them changed. */
export const eachFile = (named: string, change: (file: string) => string): string =>
  named.split(NAMED_IN_LINES).map(change).join(NAMED_IN_LINES);

/** As people write them behind a command. */
export const shownFiles = (named: string): string => named.replaceAll(NAMED_IN_LINES, ' ');

/** Whether all of them are there. */
export const areThere = (named: string): boolean =>
  named.split(NAMED_IN_LINES).every((file) => existsSync(namedFile(file).file));

/** A file, and which workstream in it is meant; null: all that it holds. */
export type NamedFile = { readonly file: string; readonly id: string | null };

/** `file#id`, where there is no file of that name. */
export const namedFile = (named: string): NamedFile => {
  const at = named.lastIndexOf('#');
  return at <= 0 || existsSync(named)
    ? { file: named, id: null }
    : { file: named.slice(0, at), id: named.slice(at + 1) };
};

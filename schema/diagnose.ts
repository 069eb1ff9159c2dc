/** Problems become diagnostics: they get their lines and columns. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Document, Spot } from './document.ts';
import { positionsOf } from './position.ts';
import type { Problem } from './problem.ts';

const MOST_TOLD = 50;
/** From here on nobody counts: those who look for problems stop at some point. */
const MANY = 500;

/** A text that was read; `document` is null where it could not be. */
export type Source = { readonly text: string; readonly file: string; readonly document: Document | null };

/** Gives problems their positions, in the order of the text; after 50 of them says how many more there are. */
export const diagnose = (problems: readonly Problem[], source: Source): readonly Diagnostic[] => {
  const told = problems.slice(0, MOST_TOLD);
  const found = source.document?.locate(told.map(spotOf)) ?? [];
  const offsets = told.map(({ place }, index) =>
    typeof place === 'object' && 'offset' in place ? place.offset : (found[index] ?? 0),
  );
  const positions = positionsOf(source.text, offsets);
  const diagnostics = told
    .map(({ code, message, pointer }, index): Diagnostic => {
      const { line, column } = positions[index] ?? { line: 1, column: 1 };
      const at = `${source.document?.root ?? ''}${pointer}`;
      return { code, severity: 'error', message, file: source.file, line, column, pointer: at };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const more = problems.length - told.length;
  const last = diagnostics.at(-1);
  if (more === 0 || last === undefined) return diagnostics;
  const message = `and ${more > MANY ? 'many' : more} more ${more === 1 ? 'problem' : 'problems'}`;
  return [...diagnostics, { ...last, code: 'more-problems', message, pointer: '' }];
};

const spotOf = ({ pointer, place }: Problem): Spot => {
  if (typeof place === 'string') return { pointer, place };
  return 'within' in place ? { pointer, place: 'value', within: place.within } : { pointer, place: 'value' };
};

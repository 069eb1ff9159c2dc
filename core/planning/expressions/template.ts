/** Splits a text at its `${{ }}`. Knows nothing of what stands inside them, except where a quoted string ends. */
import { err, ok, type Result } from '../../result.ts';

/** One `${{ }}` of a text: `offset` is where its `$` stands, `at` where its expression begins, `end` is just after its last brace. */
export type Hole = { readonly expression: string; readonly offset: number; readonly at: number; readonly end: number };

/** Literal texts and holes by turns: `literals` has always one more than `holes`. */
export type Template = { readonly literals: readonly string[]; readonly holes: readonly Hole[] };

export type TemplateProblem = { readonly message: string; readonly offset: number };

const OPENING = '${{';

/** Tells whether a text could hold an expression at all; cheap enough to ask of every string of a document. */
export const hasHole = (text: string): boolean => text.includes(OPENING);

/** Splits a text into literals and holes; fails where a `${{` is never closed. */
export const parseTemplate = (text: string): Result<Template, TemplateProblem> => {
  const literals: string[] = [];
  const holes: Hole[] = [];
  let from = 0;
  for (let offset = text.indexOf(OPENING); offset !== -1; offset = text.indexOf(OPENING, from)) {
    const close = closingOf(text, offset + OPENING.length);
    if (close === -1) return err({ message: '"${{" is never closed by "}}"', offset });
    literals.push(text.slice(from, offset));
    const inside = text.slice(offset + OPENING.length, close);
    const at = offset + OPENING.length + inside.length - inside.trimStart().length;
    holes.push({ expression: inside.trim(), offset, at, end: close + 2 });
    from = close + 2;
  }
  literals.push(text.slice(from));
  return ok({ literals, holes });
};

/** Gives the expression of a text that is one hole and nothing else; null for every other text. */
export const onlyHole = (template: Template): Hole | null => {
  const [hole] = template.holes;
  return hole !== undefined && template.literals.length === 2 && template.literals.every((text) => text === '')
    ? hole
    : null;
};

/** Takes the `${{ }}` off a condition that is one expression; gives every other text as it is. */
export const bareCondition = (condition: string): string => {
  const template = parseTemplate(condition.trim());
  return (template.ok ? onlyHole(template.value)?.expression : undefined) ?? condition;
};

/** Gives where in a condition, as it is written, that begins which {@link bareCondition} gives. */
export const conditionAt = (written: string): number => {
  const leading = written.length - written.trimStart().length;
  const template = parseTemplate(written.trim());
  return leading + ((template.ok ? onlyHole(template.value)?.at : undefined) ?? 0);
};

// A `}}` inside a quoted string of the expression closes nothing; a doubled quote leaves and enters the string again.
const closingOf = (text: string, from: number): number => {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', at)) return at;
  }
  return -1;
};

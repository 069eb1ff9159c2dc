/** Fills expressions into texts and JSON, byte for byte: nothing is escaped, nothing is parsed again. */
import { isJsonObject, type Json } from '../../json.ts';
import { err, ok, type Result } from '../../result.ts';
import type { ExpressionContext, ExpressionProblem } from './expression-language.ts';
import { evaluate, evaluateText } from './expressions.ts';
import { hasHole, onlyHole, parseTemplate } from './template.ts';

/** Fills the expressions of a text in as text: objects and arrays as JSON, null as nothing. */
export const fillString = (text: string, context: ExpressionContext): Result<string, ExpressionProblem> => {
  if (!hasHole(text)) return ok(text);
  const template = parseTemplate(text);
  if (!template.ok) return err({ code: 'expression-syntax', ...template.error, guess: null });
  const parts: string[] = [];
  for (const [place, literal] of template.value.literals.entries()) {
    parts.push(literal);
    const hole = template.value.holes[place];
    if (hole === undefined) continue;
    const value = evaluateText(hole.expression, context);
    if (!value.ok) return value;
    parts.push(value.value);
  }
  return ok(parts.join(''));
};

/** Fills the expressions of every string of a JSON value in; a string that is one expression keeps the value's type. */
export const fillJson = (json: Json, context: ExpressionContext): Result<Json, ExpressionProblem> => {
  if (typeof json === 'string') {
    if (!hasHole(json)) return ok(json);
    const template = parseTemplate(json);
    const hole = template.ok ? onlyHole(template.value) : null;
    return hole === null ? fillString(json, context) : evaluate(hole.expression, context);
  }
  if (json === null || typeof json !== 'object') return ok(json);
  const filled: [string, Json][] = [];
  for (const [key, member] of Object.entries(json)) {
    const value = fillJson(member, context);
    if (!value.ok) return value;
    filled.push([key, value.value]);
  }
  return ok(isJsonObject(json) ? Object.fromEntries(filled) : filled.map(([, member]) => member));
};

/** Fills the templates of a profile in, byte for byte: what stands in a value is never parsed again. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { hasHole, onlyHole, parseTemplate, type Template } from '../../../core/planning/expressions/template.ts';
import type { ArgumentTemplate } from '../../../core/tool-profile.ts';

/** What templates can name. */
export type TemplateValues = {
  readonly with: JsonObject;
  readonly promptFile: string;
  readonly worktree: string;
  readonly home: string;
};

/** `undefined` for what is not there: a key of `with` that the step does not give, or null. */
const valueOf = (expression: string, values: TemplateValues): Json | undefined => {
  const [first = '', ...keys] = expression.split('.');
  if (first !== 'with')
    return first === 'promptFile' || first === 'worktree' || first === 'home' ? values[first] : undefined;
  let value: Json | undefined = values.with;
  for (const key of keys) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value ?? undefined;
};

const textOf = (value: Json | undefined): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const templateOf = (text: string): Template | null => {
  if (!hasHole(text)) return null;
  const template = parseTemplate(text);
  return template.ok ? template.value : null;
};

/** Fills one text in; what is not there is the empty text. */
export const fillText = (text: string, values: TemplateValues): string => {
  const template = templateOf(text);
  if (template === null) return text;
  return template.literals
    .map((literal, at) => {
      const hole = template.holes[at];
      return hole === undefined ? literal : literal + textOf(valueOf(hole.expression, values));
    })
    .join('');
};

const isTextList = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((each: Json) => typeof each === 'string');

/** One argument; as many as a list holds that stands alone. */
const fillArgument = (text: string, values: TemplateValues): readonly string[] => {
  const template = templateOf(text);
  const hole = template === null ? null : onlyHole(template);
  const value = hole === null ? undefined : valueOf(hole.expression, values);
  return isTextList(value) ? value : [fillText(text, values)];
};

const isWhole = (text: string, values: TemplateValues): boolean =>
  (templateOf(text)?.holes ?? []).every(({ expression }) => valueOf(expression, values) !== undefined);

/** The arguments of a call. */
export const fillArguments = (args: readonly ArgumentTemplate[], values: TemplateValues): readonly string[] =>
  args.flatMap((argument) => {
    if (typeof argument === 'string') return fillArgument(argument, values);
    return argument.every((text) => isWhole(text, values))
      ? argument.flatMap((text) => fillArgument(text, values))
      : [];
  });

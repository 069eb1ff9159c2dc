/** A text that is made of a file beside the workstream for each attempt: how a definition holds it. */
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Result } from './result.ts';

/** What stands in `with` where a text is taken. */
export type TextTemplate = {
  /** As its author names it. */
  readonly file: string;
  /** By their names: its own text, and those of the files that it renders. */
  readonly files: Readonly<Record<string, string>>;
  /** What it may name. Strings may hold expressions; what they give is never read as a template. */
  readonly with: JsonObject;
};

/** A template whose values are filled in, and where in `with` its text belongs. */
export type OrderedText = TextTemplate & { readonly path: readonly string[] };

/** Makes the text; the error is a sentence that names file, line and column. */
export type RenderText = (template: TextTemplate) => Promise<Result<string, string>>;

/** The one key of the object that a definition holds; no author writes it. */
export const TEMPLATE_KEY = 'ws.template';

/** A template as a definition holds it. */
export const heldTemplate = ({ file, files, with: values }: TextTemplate): JsonObject => ({
  [TEMPLATE_KEY]: { file, files, with: values },
});

/** The template that a value of a definition is; null where it is none. */
export const templateIn = (value: Json): TextTemplate | null => {
  if (!isJsonObject(value) || !Object.hasOwn(value, TEMPLATE_KEY)) return null;
  // The cast cannot lie: only heldTemplate makes such an object, which an author may not write.
  return value[TEMPLATE_KEY] as unknown as TextTemplate;
};

const put = (value: Json, [key, ...rest]: readonly string[], text: string): Json => {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((item: Json, at) => (String(at) === key ? put(item, rest, text) : item));
  return isJsonObject(value) ? { ...value, [key]: put(value[key] ?? null, rest, text) } : value;
};

/** The same with a text at a place of it. */
export const withText = (values: JsonObject, path: readonly string[], text: string): JsonObject => {
  const whole = put(values, path, text);
  return isJsonObject(whole) ? whole : values;
};

/** Gives `instead` for each template in a value; `path` leads to it. The same value where there is none. */
export const replaceTemplates = (
  value: Json,
  instead: (template: TextTemplate, path: readonly string[]) => Json,
  path: readonly string[] = [],
): Json => {
  if (value === null || typeof value !== 'object') return value;
  const template = templateIn(value);
  if (template !== null) return instead(template, path);
  const members = Object.entries(value).map(([key, member]): readonly [string, Json, Json] => [
    key,
    member,
    replaceTemplates(member, instead, [...path, key]),
  ]);
  if (members.every(([, before, after]) => before === after)) return value;
  if (!isJsonObject(value)) return members.map(([, , after]) => after);
  return Object.fromEntries(members.map(([key, , after]) => [key, after]));
};

/** Holds what a workstream is given against the inputs that it declares. */
import { isTooDeep, TOO_DEEP, type Json, type JsonObject } from '../json.ts';
import { err, ok, type Result } from '../result.ts';
import { isOfType, type InputDefinition, type InputType } from '../input-definition.ts';
import type { CheckJson } from '../system.ts';
import { didYouMean } from './nearest.ts';

export type InputDefinitions = Readonly<Record<string, InputDefinition>>;

/** What is wrong with what is given under a name. */
export type WrongInput = { readonly name: string; readonly message: string };

/** Whether a text of the value, at any depth, holds the one character that no environment and no argument can. */
const holdsNul = (value: Json): boolean => /(^|[^\\])(\\\\)*\\u0000/.test(JSON.stringify(value));

/** As text of a message: an integer, an array. */
const withArticle = (type: InputType): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;

/** Why a value cannot be an input: the end of a sentence that begins with its name; null where it can. */
export const objectionTo = (value: Json, definition: InputDefinition, checkJson: CheckJson): string | null => {
  if (isTooDeep(value)) return `is too deep: ${TOO_DEEP}`;
  if (holdsNul(value)) return 'holds a NUL character, which no environment variable and no argument can';
  if (!isOfType(value, definition.type)) return `is not ${withArticle(definition.type)}`;
  const same = (option: Json): boolean => JSON.stringify(option) === JSON.stringify(value);
  if (definition.options.length > 0 && !definition.options.some(same)) {
    return `is none of ${definition.options.map((option) => JSON.stringify(option)).join(', ')}`;
  }
  const wrong = definition.schema === undefined ? null : checkJson(definition.schema, value);
  return wrong === null ? null : `does not fit${wrong.pointer === '' ? '' : ` at ${wrong.pointer}`}: ${wrong.message}`;
};

/** What another workstream was not given either, and gives on. */
const isUnsaid = (value: Json, { type, required }: InputDefinition): boolean =>
  value === null && !required && type !== 'json';

/** All that is wrong with what is given; `isKnown` tells of which values that can be said yet. */
export const wrongInputs = (
  definitions: InputDefinitions,
  given: JsonObject,
  { checkJson, isKnown = () => true }: { readonly checkJson: CheckJson; readonly isKnown?: (value: Json) => boolean },
): readonly WrongInput[] => {
  const names = Object.keys(definitions);
  const wrong = Object.entries(given).flatMap(([name, value]): readonly WrongInput[] => {
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (definition === undefined) return [{ name, message: `there is no input "${name}".${didYouMean(name, names)}` }];
    const isAsked = isKnown(value) && !isUnsaid(value, definition);
    const objection = isAsked ? objectionTo(value, definition, checkJson) : null;
    return objection === null ? [] : [{ name, message: `"${name}" ${objection}` }];
  });
  const missing = names.filter((name) => definitions[name]?.required === true && !Object.hasOwn(given, name));
  return [...wrong, ...missing.map((name) => ({ name, message: `the input "${name}" must be given` }))];
};

/** The complete inputs, defaults filled in; the error is the first thing that is wrong. */
export const completeInputs = (
  definitions: InputDefinitions,
  given: JsonObject,
  checkJson: CheckJson,
): Result<JsonObject, WrongInput> => {
  const [wrong] = wrongInputs(definitions, given, { checkJson });
  if (wrong !== undefined) return err(wrong);
  const values = Object.entries(definitions).map(([name, definition]): [string, Json] => {
    const value = Object.hasOwn(given, name) ? (given[name] ?? null) : definition.default;
    return [name, isUnsaid(value, definition) ? definition.default : value];
  });
  return ok(Object.fromEntries(values));
};

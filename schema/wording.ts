/** The words of diagnostics: what a part is called, what it should be, what it is. */
import type { ErrorObject } from 'ajv';
import { keysOf } from './pointer.ts';

/** Longer strings are cut where they are quoted. */
const LONGEST_QUOTE = 60;

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
]);

export type Schema = { readonly [keyword: string]: unknown };

/** Gives the schema whose keyword a value did not meet. */
export const schemaOf = (error: ErrorObject): Schema => {
  const schema: unknown = error.parentSchema;
  // The cast cannot lie: every object can be asked for its keys.
  return typeof schema === 'object' && schema !== null ? (schema as Schema) : {};
};

/** Gives the only values that a schema lets through; none where it does not list them. */
export const choicesOf = (schema: Schema): readonly unknown[] => {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : [];
};

/** Gives the name of the part at a pointer: its key in quotes, or its list and number. */
export const subject = (pointer: string): string => {
  const keys = keysOf(pointer);
  const last = keys.at(-1);
  if (last === undefined) return 'the workstream';
  return /^\d+$/.test(last) && keys.length > 1 ? `${keys.at(-2) ?? ''}[${last}]` : describe(last);
};

/** Says what a value should be. */
export const expected = (error: ErrorObject): string => {
  const schema = schemaOf(error);
  const words = schema['$comment'];
  if (typeof words === 'string') return words;
  const choices = choicesOf(schema).map((choice) => JSON.stringify(choice));
  if (choices.length === 1) return choices.join();
  if (choices.length > 1) return `${choices.slice(0, -1).join(', ')} or ${choices.slice(-1).join()}`;
  return [schema['type']]
    .flat()
    .map((type) => TYPES.get(String(type)) ?? String(type))
    .join(' or ');
};

/** Says what a value is; long ones are cut. */
export const describe = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null)
    return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  const short = typeof value === 'string' && value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return JSON.stringify(short);
};

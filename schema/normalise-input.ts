/** An input with every default filled in. */
import type { Json, JsonObject } from '../core/json.ts';
import type { InputDefinition } from '../core/input-definition.ts';
import type { WrittenInput } from './written.ts';

/** Gives the type that an input has where it names none: that of its default, or of its first option. */
export const inferredType = (example: Json): InputDefinition['type'] => {
  if (example === null) return 'string';
  const type = typeof example;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'json';
};

/** A list under `required` is JSON Schema's: the members that an object must have. */
const normalSchema = (keywords: JsonObject, required: Json | undefined): { readonly schema?: JsonObject } => {
  const schema = Array.isArray(required) ? { ...keywords, required } : keywords;
  return Object.keys(schema).length === 0 ? {} : { schema };
};

export const normalInput = (written: WrittenInput): InputDefinition => {
  const input = typeof written === 'object' ? written : { default: written };
  const { type, description, required, default: standard = null, options = [], ...keywords } = input;
  return {
    type: type ?? inferredType(standard ?? options[0] ?? null),
    description: description ?? null,
    required: typeof required === 'boolean' ? required : standard === null,
    default: standard,
    options,
    ...normalSchema(keywords, required),
  };
};

/** An input with every default filled in. */
import type { Json } from '../core/json.ts';
import type { InputDefinition } from '../core/input-definition.ts';
import type { WrittenInput } from './written.ts';

/** Gives the type that an input has where it names none: that of its default, or of its first option. */
export const inferredType = (example: Json): InputDefinition['type'] => {
  if (example === null) return 'string';
  const type = typeof example;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'json';
};

export const normalInput = (written: WrittenInput): InputDefinition => {
  const input = typeof written === 'object' ? written : { default: written };
  const standard = input.default ?? null;
  const options = input.options ?? [];
  return {
    type: input.type ?? inferredType(standard ?? options[0] ?? null),
    description: input.description ?? null,
    required: input.required ?? standard === null,
    default: standard,
    options,
  };
};

/** What a workstream asks of who runs it. */
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { unreachable } from './result.ts';

/** `json` is any value. */
export type InputType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'json';

/** One input. */
export type InputDefinition = {
  readonly type: InputType;
  readonly description: string | null;
  /** Must be given when there is no default. */
  readonly required: boolean;
  /** null where there is none. */
  readonly default: Json;
  /** The only values allowed; empty where any value is. */
  readonly options: readonly Json[];
  /** The JSON Schema that a value must satisfy beside its type. Not there where there is none. */
  readonly schema?: JsonObject;
};

/** Whether a value is of a type. */
export const isOfType = (value: Json, type: InputType): boolean => {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'json':
      return true;
    default:
      return unreachable(type);
  }
};

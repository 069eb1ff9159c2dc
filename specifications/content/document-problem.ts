/** Says in words what the schema finds wrong with a document, and what would be right. */
import { fieldOf } from './yaml.ts';

/** One error as the schema checker gives it, with `verbose` set. */
export type SchemaError = {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly message?: string;
  readonly params: unknown;
  /** The part of the schema that was not met. */
  readonly schema?: unknown;
  readonly parentSchema?: unknown;
  readonly data?: unknown;
};

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

const wordOf = (type: string): string =>
  type === 'object'
    ? 'a group of fields'
    : type === 'array'
      ? 'a list'
      : `a ${type}`.replace('a integer', 'a whole number');

const patternWords = (pattern: string): string => {
  if (pattern.startsWith('^spec://')) return 'must be an address such as spec://feature/auth';
  if (pattern.includes('SHALL')) return 'must say what the system SHALL or MUST do';
  if (pattern.startsWith('^v?')) return 'must be a version such as 2 or "1.2"';
  return 'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"';
};

const typeWords = ({ schema, data }: SchemaError): string => {
  const types = typeof schema === 'string' ? [schema] : texts(schema);
  const words = `must be ${either(types.map(wordOf))}`;
  const isFraction = typeof data === 'number' && types.includes('string');
  return isFraction ? `${words}; put ${data} into quotes: "${data}"` : words;
};

/** What is wrong, as words that follow the name of a field. */
export const schemaWords = (error: SchemaError): string => {
  const { keyword, params, parentSchema, message } = error;
  const said = message ?? 'is not valid';
  switch (keyword) {
    case 'type':
      return typeWords(error);
    case 'enum':
      return `must be ${either(texts(fieldOf(params, 'allowedValues')))}`;
    case 'pattern':
      return patternWords(String(fieldOf(params, 'pattern')));
    case 'required':
      return `lacks "${String(fieldOf(params, 'missingProperty'))}"`;
    case 'minLength':
      return 'must not be empty';
    case 'not':
      return 'must not have both "tool" and "requires"';
    case 'oneOf':
      return 'must be a sentence, { run: <command> } or { file: <path> }';
    case 'anyOf':
      return 'must be a sentence or a list of sentences';
    case 'additionalProperties': {
      const known = Object.keys(fieldOf(parentSchema, 'properties') ?? {}).filter((name) => name !== '$schema');
      return `has "${String(fieldOf(params, 'additionalProperty'))}", which is no field of it; there are ${known.join(', ')}`;
    }
    default:
      return said;
  }
};

/** Whether an error only says why one of several forms was not met; that none was is an error of its own. */
export const isOfOneForm = ({ schemaPath }: SchemaError): boolean => /\/(?:oneOf|anyOf)\/\d+\//.test(schemaPath);

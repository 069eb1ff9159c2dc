/** Turns `--input key=value` and `--inputs file` into the inputs a workstream declares. */
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { err, ok, unreachable, type Result } from '../../core/result.ts';
import type { InputDefinition } from '../../core/input-definition.ts';
import { objectionTo, type InputDefinitions } from '../../core/planning/given-inputs.ts';
import { isHeld, unheld, unheldIn } from '../../core/numeral.ts';
import { nearest } from '../../core/planning/nearest.ts';
import { messageOf } from '../../core/thrown.ts';
import { checkJson } from '../../schema/json-schema.ts';
import { measureJson, numeralsByPointer } from '../../schema/json-text.ts';
import { pointerTo } from '../../schema/pointer.ts';

const parseJson = (text: string): Result<Json, string> => {
  try {
    // JSON.parse gives nothing but JSON values.
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    return err(messageOf(error));
  }
};

const numberFrom = (text: string): Result<number, string> => {
  if (text === '' || !Number.isFinite(Number(text))) return err('is not a number');
  return isHeld(text) ? ok(Number(text)) : err(`is not a number that can be held without losing digits: ${text}`);
};

const fromText = (text: string, definition: InputDefinition): Result<Json, string> => {
  switch (definition.type) {
    case 'string':
      return ok(text);
    case 'number':
      return numberFrom(text.trim());
    case 'boolean':
      return text === 'true' || text === 'false' ? ok(text === 'true') : err('is neither true nor false');
    case 'integer': {
      const number = numberFrom(text.trim());
      return number.ok && !Number.isInteger(number.value) ? err('is not a whole number') : number;
    }
    case 'array':
    case 'object':
    case 'json': {
      const parsed = parseJson(text);
      if (!parsed.ok) return err(`is not JSON: ${parsed.error}`);
      const lost = unheldIn(text);
      return lost === null ? parsed : err(`holds a number that would lose digits: ${lost.message}`);
    }
    default:
      return unreachable(definition.type);
  }
};

/** What was typed for an input, or why it can be none: the end of a sentence that begins with its name. */
export const readInput = (text: string, definition: InputDefinition): Result<Json, string> => {
  const value = fromText(text, definition);
  if (!value.ok) return value;
  const wrong = objectionTo(value.value, definition, checkJson);
  return wrong === null ? value : err(wrong);
};

/** Splits `key=value` at the first `=`; null where there is none. */
export const splitPair = (pair: string): readonly [string, string] | null => {
  const at = pair.indexOf('=');
  return at > 0 ? [pair.slice(0, at), pair.slice(at + 1)] : null;
};

/** Reads the text of an inputs file: one JSON object. A number for an input that is text is text: as it is written. */
export const parseInputsFile = (text: string, definitions: InputDefinitions = {}): Result<JsonObject, string> => {
  const parsed = parseJson(text);
  if (!parsed.ok) return err(`is not JSON: ${parsed.error}`);
  if (!isJsonObject(parsed.value)) return err('must be one JSON object');
  const { numerals } = measureJson(text, Infinity);
  const written = numeralsByPointer(text, numerals);
  const entries = Object.entries(parsed.value).map(([name, value]): [string, Json] => {
    const isText = Object.hasOwn(definitions, name) && definitions[name]?.type === 'string';
    return [name, isText && typeof value === 'number' ? (written.get(pointerTo('', name)) ?? String(value)) : value];
  });
  const kept = new Set(entries.filter(([, value]) => typeof value === 'string').map(([name]) => pointerTo('', name)));
  for (const [pointer, source] of written) {
    const message = kept.has(pointer) ? null : unheld(source);
    if (message !== null) return err(`holds a number that would lose digits: ${message}`);
  }
  return ok(Object.fromEntries(entries));
};

/** The inputs that a name means: itself, or in a bundle that of every workstream that has one of that name. */
const meantBy = (name: string, definitions: InputDefinitions): readonly string[] =>
  Object.hasOwn(definitions, name)
    ? [name]
    : Object.keys(definitions).filter((known) => known.slice(known.lastIndexOf('.') + 1) === name);

/** The inputs that must be given and are not. */
export const missingInputs = (
  definitions: InputDefinitions,
  pairs: readonly string[],
  file: JsonObject,
): readonly string[] => {
  const names = [...Object.keys(file), ...pairs.map((pair) => splitPair(pair)?.[0] ?? '')];
  const given = new Set(names.flatMap((name) => meantBy(name, definitions)));
  return Object.entries(definitions).flatMap(([name, { required }]) => (required && !given.has(name) ? [name] : []));
};

/**
 * The complete inputs, defaults filled in; `pairs` win over `file`. The error lists a sentence for everything that
 * is wrong, with the name meant where one is near.
 */
export const resolveInputs = (
  definitions: InputDefinitions,
  pairs: readonly string[],
  file: JsonObject,
): Result<JsonObject, readonly string[]> => {
  const problems: string[] = [];
  const given = new Map<string, Json>();
  const own = new Set<string>();
  /** Those that a name means; what is said of one workstream holds whatever is said of all. */
  const declared = (name: string): readonly (readonly [string, InputDefinition])[] => {
    const found = meantBy(name, definitions).flatMap((known) => {
      const definition = definitions[known];
      return definition === undefined || (known !== name && own.has(known)) ? [] : [[known, definition] as const];
    });
    if (Object.hasOwn(definitions, name)) own.add(name);
    if (found.length > 0 || meantBy(name, definitions).length > 0) return found;
    const meant = nearest(name, Object.keys(definitions));
    problems.push(`input "${name}" is not declared${meant === null ? '' : `. Did you mean "${meant}"?`}`);
    return [];
  };
  for (const [name, value] of Object.entries(file)) for (const [known] of declared(name)) given.set(known, value);
  own.clear();
  for (const pair of pairs) {
    const split = splitPair(pair);
    if (split === null) {
      problems.push(`--input "${pair}" is not of the form name=value`);
      continue;
    }
    for (const [known, definition] of declared(split[0])) {
      const value = fromText(split[1], definition);
      if (value.ok) given.set(known, value.value);
      else problems.push(`input "${known}" ${value.error}`);
    }
  }
  const inputs = new Map<string, Json>();
  for (const [name, definition] of Object.entries(definitions)) {
    const value = given.get(name);
    if (value === undefined) {
      if (definition.required && !problems.some((problem) => problem.startsWith(`input "${name}" `))) {
        problems.push(`input "${name}" must be given: --input ${name}=…`);
      }
      inputs.set(name, definition.default);
      continue;
    }
    const wrong = objectionTo(value, definition, checkJson);
    if (wrong !== null) problems.push(`input "${name}" ${wrong}`);
    inputs.set(name, value);
  }
  return problems.length === 0 ? ok(Object.fromEntries(inputs)) : err(problems);
};

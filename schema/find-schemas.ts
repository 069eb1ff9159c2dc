/** Reads the JSON Schemas that a document names by their files: those of outputs, and of acceptance checks. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { err } from '../core/result.ts';
import { diagnose } from './diagnose.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';
import { turnList, turnSteps } from './turn-steps.ts';
import type { ReadUsed } from './used-workstreams.ts';

/** `held`: the document with the schemas in the place of their names; `told`: what is wrong with their files. */
export type FoundSchemas = {
  readonly held: Json;
  readonly problems: readonly Problem[];
  readonly told: readonly Diagnostic[];
};

/** What stands in the place of the name of a file. */
type Instead = (name: string, pointer: string) => Json;

const turnCheck = (check: Json, pointer: string, instead: Instead): Json => {
  const name = isJsonObject(check) ? check['schema'] : undefined;
  return isJsonObject(check) && typeof name === 'string'
    ? { ...check, schema: instead(name, pointerTo(pointer, 'schema')) }
    : check;
};

const turnNamed = (document: Json, instead: Instead): Json =>
  turnSteps(document, (step, pointer) => {
    const { outputs, acceptance } = step;
    const at = pointerTo(pointer, 'acceptance');
    return {
      ...step,
      ...(typeof outputs === 'string' ? { outputs: instead(outputs, pointerTo(pointer, 'outputs')) } : {}),
      ...(acceptance === undefined
        ? {}
        : { acceptance: turnList(acceptance, at, (check, place) => turnCheck(check, place, instead)) }),
    };
  });

/** The document with a schema that asks for nothing in the place of each that is named: of what cannot run anyway none is read. */
export const withoutSchemas = (document: Json): Json => turnNamed(document, () => ({}));

type Read = { readonly schema: JsonObject | null; readonly told: readonly Diagnostic[] };

const parse = async (text: string, file: string): Promise<Read> => {
  const { document, problems } = await readDocument(text, file);
  const value = document?.value ?? null;
  if (problems.length === 0 && isJsonObject(value)) {
    const { checkSchema } = await import('./json-schema.ts');
    const wrong = checkSchema(value);
    if (wrong === null) return { schema: value, told: [] };
    const { message, pointer } = wrong;
    return {
      schema: null,
      told: diagnose([{ code: 'bad-schema', message, pointer, place: 'value' }], { text, file, document }),
    };
  }
  const none: Problem = { code: 'wrong-type', message: 'a JSON Schema is an object', pointer: '', place: 'value' };
  return { schema: null, told: diagnose(problems.length === 0 ? [none] : problems, { text, file, document }) };
};

/** Looks at nothing where no step names one. */
export const findSchemas = async (document: Json, file: string, read: ReadUsed | null): Promise<FoundSchemas> => {
  const named = new Map<string, string>();
  turnNamed(document, (name, pointer) => {
    if (!named.has(name)) named.set(name, pointer);
    return name;
  });
  if (named.size === 0) return { held: document, problems: [], told: [] };
  const problems: Problem[] = [];
  const told: Diagnostic[] = [];
  const schemas = new Map<string, JsonObject>();
  for (const [name, pointer] of named) {
    const text = read === null ? err('no other file can be read here') : await read(name, file);
    if (!text.ok)
      problems.push({ code: 'unreadable', message: `schema ${name}: ${text.error}`, pointer, place: 'value' });
    const parsed = text.ok ? await parse(text.value.text, text.value.file) : { schema: null, told: [] };
    told.push(...parsed.told);
    schemas.set(name, parsed.schema ?? {});
  }
  return { held: turnNamed(document, (name) => schemas.get(name) ?? {}), problems, told };
};

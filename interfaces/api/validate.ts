/** Holds what was asked against the schemas of its route. Nothing of a body is changed; numbers of a query become numbers. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import document from '../../schema/api/openapi.json' with { type: 'json' };
import type { ProblemPlace } from './problem.ts';
import type { SchemaRef } from './route.ts';

export interface Validate {
  /** What is wrong with it; none where nothing is. */
  body(schema: SchemaRef, value: unknown): readonly ProblemPlace[];
  /** As it is meant, or what is wrong with it. */
  query(schema: object, value: unknown): readonly ProblemPlace[];
}

const ID = 'api';

const titleOf = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

const placeOf = ({ instancePath, message, params }: ErrorObject, of: string): ProblemPlace => {
  const extra: unknown = params['additionalProperty'];
  const pointer = `/${of}${instancePath}${typeof extra === 'string' ? `/${extra}` : ''}`;
  return { pointer, file: null, line: null, column: null, message: message ?? 'is not as it should be' };
};

/** Each schema is compiled when it is first needed. */
export const validator = (): Validate => {
  const options = { allErrors: true, strict: true, strictTypes: false, validateFormats: false } as const;
  const exact = new Ajv2020(options);
  const lenient = new Ajv2020({ ...options, coerceTypes: 'array' });
  for (const ajv of [exact, lenient])
    ajv.addVocabulary(['components']).addSchema({ components: document.components }, ID);
  const compiled = new Map<SchemaRef | object, ValidateFunction>();
  const compile = (ajv: Ajv2020, schema: SchemaRef | object): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const whole = typeof schema === 'string' ? { $ref: `${ID}#/components/schemas/${titleOf(schema)}` } : schema;
    const made = ajv.compile(whole);
    compiled.set(schema, made);
    return made;
  };
  const wrong = (validate: ValidateFunction, value: unknown, of: string): readonly ProblemPlace[] =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => placeOf(error, of));
  return {
    body: (schema, value) => wrong(compile(exact, schema), value, 'body'),
    query: (schema, value) => wrong(compile(lenient, schema), value, 'query'),
  };
};

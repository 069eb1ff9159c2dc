/** Reads a file of prices of models. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Price } from '../core/price.ts';
import { err, ok, type Result } from '../core/result.ts';
import { checkJson } from './json-schema.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';

const AMOUNT: JsonObject = { type: 'number', minimum: 0, maximum: 1_000_000 };

const PRICE_SCHEMA: JsonObject = {
  type: 'object',
  required: ['input', 'output', 'source', 'date'],
  additionalProperties: false,
  properties: {
    ...{ input: AMOUNT, output: AMOUNT, cached: AMOUNT, cacheWrite: AMOUNT },
    source: { type: 'string', minLength: 1 },
    date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  },
};

const EXAMPLE = '{ input: 1.25, output: 10, cached: 0.125, source: "https://…", date: "2026-05-05" }';

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const problemsOf = (value: Json): readonly Problem[] => {
  if (!isJsonObject(value)) {
    const message = `prices are an object: the name of each model, and ${EXAMPLE}`;
    return [{ code: 'wrong-type', message, pointer: '', place: 'value' }];
  }
  return Object.entries(value).flatMap(([model, price]): readonly Problem[] => {
    const wrong = checkJson(PRICE_SCHEMA, price);
    if (wrong === null) return [];
    const message = `the price of ${model}${wrong.pointer === '' ? '' : ` ${wrong.pointer}`}: ${wrong.message}; a price is ${EXAMPLE}, dollars for a million tokens`;
    return [{ code: 'bad-value', message, pointer: `/${escaped(model)}${wrong.pointer}`, place: 'value' }];
  });
};

const numberIn = (price: JsonObject, key: string): number | null => {
  const value = price[key];
  return typeof value === 'number' ? value : null;
};

const priceIn = (price: Json): Price => {
  const given = isJsonObject(price) ? price : {};
  const { source, date } = given;
  return {
    ...{ input: numberIn(given, 'input') ?? 0, output: numberIn(given, 'output') ?? 0 },
    ...{ cacheRead: numberIn(given, 'cached'), cacheWrite: numberIn(given, 'cacheWrite') },
    ...{ source: typeof source === 'string' ? source : '', date: typeof date === 'string' ? date : '' },
  };
};

/** Gives the prices by model. Fails with all that is wrong with the file, each with its place. */
export const parsePrices = async (
  text: string,
  file: string,
): Promise<Result<readonly (readonly [model: string, price: Price])[], readonly Diagnostic[]>> => {
  const { document, problems: unread } = await readDocument(text.trim() === '' ? '{}' : text, file);
  const value = document?.value ?? {};
  const problems = [...unread, ...(document === null ? [] : problemsOf(value))];
  if (problems.length === 0 && isJsonObject(value))
    return ok(Object.entries(value).map(([model, price]) => [model, priceIn(price)] as const));
  const { diagnose } = await import('./diagnose.ts');
  return err(diagnose(problems, { text, file, document }));
};

/** What a program printed, as outputs of its step. */
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../../core/json.ts';
import { canonicalJson } from '../../../core/planning/hash.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { ExecProfile } from '../../../core/tool-profile.ts';
import type { Usage } from '../../../core/usage.ts';
import { linearGroups } from '../../../schema/linear-pattern.ts';
import { keysOf } from '../../../schema/pointer.ts';

/** What was read: outputs, and where the documents are that say more. */
export type ReadOutput = { readonly outputs: JsonObject; readonly documents: readonly Json[] };

/** What a pointer finds; `undefined` where it finds nothing. */
const found = (document: Json, pointer: string): Json | undefined => {
  let value: Json | undefined = document;
  for (const key of keysOf(pointer)) {
    // Cannot lie: what is an array of JSON is a list of JSON.
    if (Array.isArray(value)) value = /^\d{1,9}$/.test(key) ? (value as readonly Json[])[Number(key)] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
};

const isEqual = (a: Json | undefined, b: Json): boolean => a !== undefined && canonicalJson(a) === canonicalJson(b);

const holds = (document: Json, expected: Readonly<Record<string, Json>>): boolean =>
  Object.entries(expected).every(([pointer, value]) => isEqual(found(document, pointer), value));

const asOutputs = (value: Json): JsonObject => (isJsonObject(value) ? value : { result: value });

const readText = (text: string, pattern: string | null): Result<ReadOutput, string> => {
  if (pattern === null) return ok({ outputs: { result: text.replace(/\r?\n$/, '') }, documents: [] });
  const groups = linearGroups(pattern)(text);
  return groups === null
    ? err(`nothing that it printed is matched by ${JSON.stringify(pattern)}`)
    : ok({ outputs: groups, documents: [] });
};

const where = (pointer: string): string => (pointer === '' ? '' : ` at ${pointer}`);

const readDocuments = (
  documents: readonly Json[],
  { pointer, where: conditions }: ExecProfile['output'],
): Result<ReadOutput, string> => {
  const hit = documents.findLast((each) => holds(each, conditions) && found(each, pointer) !== undefined);
  const value = hit === undefined ? undefined : found(hit, pointer);
  if (value === undefined) return err(`it printed no JSON document that has something${where(pointer)}`);
  return ok({ outputs: asOutputs(value), documents });
};

/** Reads what was printed; the error says what is wrong with it. */
export const readOutput = (text: string, output: ExecProfile['output']): Result<ReadOutput, string> => {
  switch (output.format) {
    case 'text':
      return readText(text, output.pattern);
    case 'json': {
      const document = jsonOf(text);
      return document === undefined
        ? err('what it printed is not a JSON document, or one with too many levels')
        : readDocuments([document], output);
    }
    case 'jsonl': {
      const documents = text.split('\n').flatMap((line) => jsonOf(line) ?? []);
      return readDocuments(documents, output);
    }
  }
};

/** The first of the pointers that do not find what they must; null where all do. */
export const missedBy = (documents: readonly Json[], equals: ExecProfile['success']['equals']): string | null => {
  for (const [pointer, value] of Object.entries(equals)) {
    const said = documents.map((each) => found(each, pointer)).findLast((each) => each !== undefined);
    if (!isEqual(said, value))
      return `${pointer} is ${said === undefined ? 'not there' : JSON.stringify(said).slice(0, 200)}, not ${JSON.stringify(value)}`;
  }
  return null;
};

const numberAt = (documents: readonly Json[], pointer: string): number | null => {
  const value = documents.map((each) => found(each, pointer)).findLast((each) => typeof each === 'number');
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
};

/** What was spent, as far as the documents say; null where they say nothing. All tokens count as `input`: pointers do not say which are which. */
export const usageIn = (tool: string, documents: readonly Json[], usage: ExecProfile['usage']): Usage | null => {
  const counts = usage.tokens.map((pointer) => numberAt(documents, pointer)).filter((count) => count !== null);
  const tokens = counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
  const costUsd = usage.costUsd === null ? null : numberAt(documents, usage.costUsd);
  if (tokens === null && costUsd === null) return null;
  return {
    ...{ tool, provider: null, model: null, calls: 0, source: 'reported' },
    ...{ input: tokens, output: null, cached: null, reasoning: null },
    costMicroUsd: costUsd === null ? null : Math.round(costUsd * 1e6),
  };
};

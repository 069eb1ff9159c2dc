/** What a model answered, as a value that fits a schema: providers promise that, and none of them always keeps it. */
import { jsonOf, type Json, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { CheckJson } from '../../core/system.ts';
import { withoutNulls } from './strict-schema.ts';

const FENCED = /^```(?:json)?[ \t]*\r?\n([\s\S]*?)^```/gim;

/** As it stands; then the last fenced block; then from the first bracket to the last. */
function* candidates(text: string): Iterable<string> {
  yield text;
  const block = [...text.matchAll(FENCED)].at(-1)?.[1];
  if (block !== undefined) yield block;
  const from = text.search(/[{[]/);
  const to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  if (from >= 0 && to > from) yield text.slice(from, to + 1);
}

/** Gives the value of the first candidate that is JSON, where it fits; the error is a sentence without a full stop. */
export const readAnswer = (text: string, schema: JsonObject, checkJson: CheckJson): Result<Json, string> => {
  for (const candidate of candidates(text)) {
    const value = jsonOf(candidate);
    if (value === undefined) continue;
    const tidy = withoutNulls(value, schema);
    const wrong = checkJson(schema, tidy);
    if (wrong === null) return ok(tidy);
    return err(wrong.pointer === '' ? wrong.message : `${wrong.pointer}: ${wrong.message}`);
  }
  return err('it is not JSON');
};

/** What a foreach goes over, worked out as its run stands when it opens. */
import type { Failure } from '../failure.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Each, Item } from '../plan.ts';
import type { ExpressionContext } from '../planning/expressions/expression-language.ts';
import { evaluateCondition } from '../planning/expressions/expressions.ts';
import { fillJson, fillString } from '../planning/expressions/fill.ts';
import { combinationsOf } from '../planning/matrix.ts';
import { didYouMean } from '../planning/nearest.ts';
import { err, ok, type Result } from '../result.ts';
import { itemNeeds } from '../state/items.ts';
import { findCycles, orderOf } from '../state/order.ts';
import { reversed } from '../state/rows.ts';
import type { Foreach } from '../workstream.ts';

/** `key` is null where the index is the key. */
type Found = { readonly key: string | null; readonly value: Json };

const LONGEST_KEY = 256;
const SHORT_TEXT = 60;

const refused = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({
    code: 'bad-input',
    pointer: `/foreach${pointer}`,
    message: `foreach${pointer.replaceAll('/', '.')}: ${message}`,
  });

/** Paths are told apart by brackets. */
const isFit = (key: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  key !== '' && key.length <= LONGEST_KEY && !/[\u0000-\u001f\u007f[\]]/.test(key);

const ownKey = (text: string): string | null => (text.length <= SHORT_TEXT && isFit(text) ? text : null);

const foundIn = (value: Json, isMatrix: boolean): Result<readonly Found[], Failure> => {
  if (isMatrix) {
    const combinations = combinationsOf(value);
    if (!combinations.ok) return refused(`/matrix${combinations.error.pointer}`, combinations.error.message);
    return ok(combinations.value.map(({ key, value: each }) => ({ key: isFit(key) ? key : null, value: each })));
  }
  if (Array.isArray(value))
    return ok(value.map((each: Json) => ({ key: typeof each === 'string' ? ownKey(each) : null, value: each })));
  if (isJsonObject(value))
    return ok(Object.entries(value).map(([key, each]) => ({ key: isFit(key) ? key : null, value: each })));
  const shown = value === null ? 'nothing' : JSON.stringify(value).slice(0, 60);
  return refused('/items', `a list or an object is needed to go over, not ${shown}`);
};

const withEach = (context: ExpressionContext, each: Each, isMatrix: boolean): ExpressionContext => ({
  ...context,
  each: { ...each, need: () => null, previous: () => [] },
  matrix: isMatrix ? each.value : context.matrix,
});

const chosenBy = (
  { where, isMatrix }: Foreach,
  found: readonly Found[],
  context: ExpressionContext,
): Result<readonly Found[], Failure> => {
  if (where === null) return ok(found);
  const chosen: Found[] = [];
  for (const [index, each] of found.entries()) {
    const of = withEach(context, { key: each.key ?? String(index), value: each.value, index }, isMatrix);
    const holds = evaluateCondition(where, of);
    if (!holds.ok) return refused('/where', holds.error.message);
    if (holds.value) chosen.push(each);
  }
  return ok(chosen);
};

const keyed = (
  { key: written, isMatrix }: Foreach,
  found: readonly Found[],
  context: ExpressionContext,
): Result<readonly Each[], Failure> => {
  const items: Each[] = [];
  const places = new Map<string, number>();
  for (const [index, { key, value }] of found.entries()) {
    const each = { key: key ?? String(index), value, index };
    const named = written === null ? ok(each.key) : fillString(written, withEach(context, each, isMatrix));
    if (!named.ok) return refused('/key', named.error.message);
    const own = named.value;
    if (!isFit(own))
      return refused(
        '/key',
        `the key of item ${index + 1} is ${JSON.stringify(own.slice(0, 60))}: it must have 1 to ${LONGEST_KEY} characters, no brackets and no control characters`,
      );
    const other = places.get(own);
    if (other !== undefined) return refused('/key', `items ${other + 1} and ${index + 1} have the same key, "${own}"`);
    places.set(own, index);
    items.push({ key: own, value, index });
  }
  return ok(items);
};

const keysIn = (value: Json): readonly string[] | null => {
  if (value === null) return [];
  if (!Array.isArray(value)) return typeof value === 'object' ? null : [String(value)];
  const keys = value.map((each: Json) => (each === null || typeof each === 'object' ? null : String(each)));
  return keys.every((each) => each !== null) ? keys : null;
};

const needing = (
  { needs, isMatrix }: Foreach,
  items: readonly Each[],
  context: ExpressionContext,
): Result<readonly Item[], Failure> => {
  if (needs === null) return ok(items.map(({ key, value }) => ({ key, value })));
  const known = new Set(items.map(({ key }) => key));
  const graph: Item[] = [];
  for (const each of items) {
    const value = fillJson(needs, withEach(context, each, isMatrix));
    if (!value.ok) return refused('/needs', value.error.message);
    const keys = keysIn(value.value);
    if (keys === null) return refused('/needs', `a list of keys is needed for "${each.key}"`);
    const unknown = keys.find((key) => !known.has(key));
    if (unknown !== undefined)
      return refused('/needs', `"${each.key}" needs "${unknown}", which is no item.${didYouMean(unknown, known)}`);
    graph.push({ key: each.key, value: each.value, needs: keys });
  }
  const edges = itemNeeds(graph);
  const order = orderOf(edges, reversed(edges), [{ first: 0, end: graph.length }]);
  const [circle] = findCycles(edges, order);
  if (circle === undefined) return ok(graph);
  const path = circle.map((place) => graph[place]?.key ?? '').join(' → ');
  return refused('/needs', `items need each other in a circle: ${path}`);
};

/** The items in order; `context` is that of the step, and `most` as many as there may be. */
export const itemsOf = (body: Foreach, context: ExpressionContext, most: number): Result<readonly Item[], Failure> => {
  const value = fillJson(body.items, context);
  if (!value.ok) return refused(body.isMatrix ? '/matrix' : '/items', value.error.message);
  const found = foundIn(value.value, body.isMatrix);
  if (!found.ok) return found;
  const chosen = chosenBy(body, found.value, context);
  if (!chosen.ok) return chosen;
  if (chosen.value.length > most)
    return refused('/maxItems', `there are ${chosen.value.length} items, and at most ${most} may be gone over`);
  const items = keyed(body, chosen.value, context);
  return items.ok ? needing(body, items.value, context) : items;
};

/** Reads a number that may be an expression. */
export const amountOf = (written: number | string, context: ExpressionContext): Result<number, string> => {
  if (typeof written === 'number') return ok(written);
  const text = fillString(written, context);
  if (!text.ok) return err(text.error.message);
  const value = Number(text.value);
  return text.value.trim() !== '' && Number.isSafeInteger(value) && value >= 1
    ? ok(value)
    : err(`a whole number from 1 on is needed, not ${JSON.stringify(text.value.slice(0, 60))}`);
};

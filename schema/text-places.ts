/** Where a workstream means text, numbers and truth values are text too: as they are written, digit by digit. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { unheld } from '../core/numeral.ts';
import type { Document } from './document.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

type Written = Document['written'];
type Turn = (value: Json, pointer: string) => Json;

/** Gives the value of a document with the texts that stand as numbers, and what is told of numbers that cannot be held. */
export const keepText = ({
  value,
  written,
}: Pick<Document, 'value' | 'written'>): { readonly value: Json; readonly problems: readonly Problem[] } => {
  const kept = isJsonObject(value) ? turned(value, '', placesOf(written).workstream) : value;
  return { value: kept, problems: unheldNumbers(kept, written) };
};

type Places = Readonly<Record<string, Turn>>;

/** What becomes of the members of a workstream, and of a step, that hold texts. */
const placesOf = (written: Written): { readonly workstream: Places } => {
  const text: Turn = (value, pointer) =>
    typeof value === 'number' || typeof value === 'boolean' ? (written?.(pointer) ?? String(value)) : value;
  const number: Turn = (value, pointer) => (typeof value === 'number' ? text(value, pointer) : value);
  const texts = each(text);
  const way = (value: Json, pointer: string): Json =>
    isJsonObject(value) ? turned(value, pointer, { args: texts }) : value;
  const step = (value: Json, pointer: string): Json =>
    isJsonObject(value)
      ? turned(value, pointer, {
          title: number,
          cwd: number,
          env: texts,
          args: texts,
          compensate: way,
          fallback: each(way),
        })
      : value;
  const defaults = (value: Json, pointer: string): Json =>
    isJsonObject(value) ? turned(value, pointer, { env: texts }) : value;
  const inputs = each((value, pointer) => keptInput(value, pointer, { written, text, number }));
  const workstream = {
    ...{ title: number, description: number, base: number, outputs: each(number), env: texts, defaults, inputs },
    ...{ steps: each(step, hasTexts), finally: each(step, hasTexts) },
  };
  return { workstream };
};

/** The same object where nothing is turned: of a million steps nearly none is copied. */
const turned = (object: JsonObject, pointer: string, places: Places): JsonObject => {
  let copy: Record<string, Json> | null = null;
  for (const [key, turn] of Object.entries(places)) {
    const before = object[key];
    if (before === undefined || !Object.hasOwn(object, key)) continue;
    const after = turn(before, pointerTo(pointer, key));
    if (after === before) continue;
    copy ??= { ...object };
    copy[key] = after;
  }
  return copy ?? object;
};

const each =
  (turn: Turn, concerns: (item: Json) => boolean = isNoText): Turn =>
  (value, pointer) => {
    if (isJsonList(value))
      return turnedList(value, (item, index) => (concerns(item) ? turn(item, pointerTo(pointer, index)) : item));
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]): [string, Json] => [
      key,
      turn(item, pointerTo(pointer, key)),
    ]);
    return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
  };

const turnedList = (list: readonly Json[], turn: (item: Json, index: number) => Json): readonly Json[] => {
  let copy: Json[] | null = null;
  for (const [index, item] of list.entries()) {
    const after = turn(item, index);
    if (after === item) continue;
    copy ??= [...list];
    copy[index] = after;
  }
  return copy ?? list;
};

const isNoText = (value: Json): boolean => value !== null && typeof value !== 'string';
/** No pointer is made for those of a million steps that have nothing to turn. */
const hasTexts = (step: Json): boolean =>
  isJsonObject(step) &&
  ('env' in step || 'args' in step || 'compensate' in step || 'fallback' in step || isNoText(step['title'] ?? null));

type Keeping = { readonly written: Written; readonly text: Turn; readonly number: Turn };

/** An input is text where it says so, and where it says nothing and a number would lose digits. */
const keptInput = (written: Json, pointer: string, keeping: Keeping): Json => {
  if (typeof written === 'number') return keeping.written?.(pointer) ?? written;
  if (!isJsonObject(written)) return written;
  return keptValues(turned(written, pointer, { description: keeping.number }), pointer, keeping);
};

const keptValues = (input: JsonObject, pointer: string, { written, text }: Keeping): Json => {
  const type = input['type'];
  if (type !== undefined && type !== 'string') return input;
  const { options } = input;
  const values = [
    { value: input['default'] ?? null, at: `${pointer}/default` },
    ...(isJsonList(options) ? options : []).map((value, index) => ({ value, at: `${pointer}/options/${index}` })),
  ];
  const losesDigits = values.some(({ value, at }) => typeof value === 'number' && (written?.(at) ?? null) !== null);
  if (type === undefined && !losesDigits) return input;
  return turned(input, pointer, { default: text, options: each(text) });
};

/** What may have keys that nobody reads: the workstream, its defaults, its steps. */
const HAVE_NOTES = /^(?:\/defaults|\/(?:steps|finally)\/\d+)?$/;

/** All numbers left that JavaScript's cannot hold; what nobody reads (`x-…`) is nobody's to mend. */
const unheldNumbers = (value: Json, written: Written): readonly Problem[] => {
  if (written === null) return [];
  const problems: Problem[] = [];
  const look = (part: Json, pointer: string): void => {
    if (typeof part === 'number') {
      const source = written(pointer);
      const message = source === null ? null : unheld(source);
      if (message !== null) problems.push({ code: 'number-not-held', message, pointer, place: 'value' });
    } else if (isJsonList(part))
      part.forEach((item, index) => !isNoText(item) || look(item, pointerTo(pointer, index)));
    else if (isJsonObject(part))
      for (const [key, member] of Object.entries(part))
        if (isNoText(member) && !(key.startsWith('x-') && HAVE_NOTES.test(pointer)))
          look(member, pointerTo(pointer, key));
  };
  look(value, '');
  return problems;
};

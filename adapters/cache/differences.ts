/** What an attempt depended on beside an entry, where the two part. */
import { isEqualJson, isJsonObject, type Json } from '../../core/json.ts';
import type { Entry, Ingredients } from './entry.ts';

/** One part that differs: null on a side where it is not there. Digests are no words, and said to differ. */
export type Difference = { readonly what: string; readonly then: string | null; readonly now: string | null };

const SHOWN = 120;

const textOf = (value: Json | undefined): string | null => {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
};

/** The parts of ingredients, each with a name. */
function* partsOf(name: string, value: Json): Generator<readonly [string, Json]> {
  const isDeep =
    isJsonObject(value) &&
    ['', 'definition', 'definition.with', 'definition.env', 'tool', 'tools', 'env'].includes(name);
  if (!isDeep) yield [name, value];
  else for (const [key, inner] of Object.entries(value)) yield* partsOf(name === '' ? key : `${name}.${key}`, inner);
}

/** In the order of what is now; what went comes last. */
export const differencesOf = (then: Ingredients, now: Ingredients): readonly Difference[] => {
  const [before, after] = [new Map(partsOf('', then)), new Map(partsOf('', now))];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((what): readonly Difference[] => {
    const [one, other] = [before.get(what), after.get(what)];
    if (isEqualJson(one ?? null, other ?? null)) return [];
    return [{ what, then: textOf(one), now: textOf(other) }];
  });
};

const isOf = ({ step }: Entry, ingredients: Ingredients): boolean => step === ingredients.definition['step'];

/** The entry of the same step that differs in least, the newest of such; null where there is none. */
export const nearestEntry = (now: Ingredients, entries: readonly Entry[]): Entry | null => {
  const own = entries.filter((entry) => isOf(entry, now)).toSorted((one, other) => other.at - one.at);
  let nearest: { readonly entry: Entry; readonly count: number } | null = null;
  for (const entry of own) {
    const count = differencesOf(entry.ingredients, now).length;
    if (nearest === null || count < nearest.count) nearest = { entry, count };
  }
  return nearest?.entry ?? null;
};

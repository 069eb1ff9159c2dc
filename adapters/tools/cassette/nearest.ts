/** The kept call that is most like one that a cassette does not hold, and what differs, field by field. */
import { isJsonObject, type Json } from '../../../core/json.ts';
import { canonicalJson } from '../../../core/planning/hash.ts';
import type { CallIdentity } from './kept-call.ts';

/** null: there is none on that side. Long texts are cut around the place where they part. */
export type Difference = { readonly field: string; readonly recorded: string | null; readonly now: string | null };

export type Nearest = { readonly call: CallIdentity; readonly differs: readonly Difference[] };

const SHOWN = 120;
const BEFORE = 40;

const textOf = (value: Json | undefined): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : canonicalJson(value);

/** Where two texts part. */
const partAt = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
};

const cut = (text: string, from: number): string => {
  const start = Math.max(0, from - BEFORE);
  const shown = text.slice(start, start + SHOWN);
  return `${start === 0 ? '' : '…'}${shown}${start + SHOWN < text.length ? '…' : ''}`;
};

/** The fields of an identity as one list, those of objects by their own names. */
const fieldsOf = (identity: CallIdentity): ReadonlyMap<string, Json> => {
  const fields = new Map<string, Json>();
  for (const [name, value] of Object.entries(identity))
    if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) fields.set(`${name}.${key}`, item);
    else fields.set(name, value);
  return fields;
};

const differencesOf = (kept: CallIdentity, made: CallIdentity): readonly Difference[] => {
  const [then, now] = [fieldsOf(kept), fieldsOf(made)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((field): readonly Difference[] => {
    const [one, other] = [textOf(then.get(field)), textOf(now.get(field))];
    if (one === other) return [];
    const at = one === null || other === null ? 0 : partAt(one, other);
    return [{ field, recorded: one === null ? null : cut(one, at), now: other === null ? null : cut(other, at) }];
  });
};

/** What weighs more than the number of fields that differ: another step, tool or kind is another call. */
const WEIGHTS: Readonly<Record<string, number>> = { step: 1000, kind: 300, tool: 100, tries: 3, nth: 2 };

const distance = (differs: readonly Difference[]): number =>
  differs.reduce((sum, { field }) => sum + (WEIGHTS[field] ?? 10), 0);

/** null where nothing is kept. Of those equally near the first. */
export const nearestTo = (made: CallIdentity, kept: Iterable<CallIdentity>): Nearest | null => {
  let nearest: Nearest | null = null;
  for (const call of kept) {
    const differs = differencesOf(call, made);
    if (nearest === null || distance(differs) < distance(nearest.differs)) nearest = { call, differs };
  }
  return nearest;
};

/** One difference as a part of a sentence. */
export const differenceText = ({ field, recorded, now }: Difference): string => {
  const shown = (text: string | null): string => (text === null ? 'nothing' : JSON.stringify(text));
  return `${field} was ${shown(recorded)} and is ${shown(now)}`;
};

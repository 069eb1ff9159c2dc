/** What the schema of a file says of its keys, for people. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { nearest } from '../core/planning/nearest.ts';
import { isJsonList } from './json-list.ts';
import { keysOf } from './pointer.ts';

/** One key: `path` has `[]` for the items of a list and `<name>` for names that the author chooses. */
export type KeyHelp = {
  readonly path: readonly string[];
  readonly title: string;
  readonly description: string;
  readonly examples: readonly Json[];
  /** The only values it may have; empty where there are others. */
  readonly values: readonly Json[];
};

/** `meant`: what was probably asked for; null where nothing is near. */
export type FoundHelp = { readonly keys: readonly KeyHelp[]; readonly meant: string | null };

const ITEM = '[]';
const NAME = '<name>';

const objectAt = (value: JsonObject, key: string): JsonObject | null => {
  const member = value[key];
  return isJsonObject(member) ? member : null;
};

const listAt = (value: JsonObject, key: string): readonly Json[] => {
  const member: Json = value[key] ?? null;
  return isJsonList(member) ? member : [];
};

const textAt = (value: JsonObject, key: string): string => {
  const member = value[key];
  return typeof member === 'string' ? member : '';
};

type Place = { readonly path: readonly string[]; readonly refs: readonly string[] };

/** What a part refers to, with what it says itself over it; null where that is what it is in: steps in steps. */
const resolved = (root: JsonObject, part: JsonObject, { path, refs }: Place) => {
  const name = /^#\/definitions\/(.+)$/.exec(textAt(part, '$ref'))?.[1];
  if (name === undefined) return { part, place: { path, refs } };
  const definition = objectAt(objectAt(root, 'definitions') ?? {}, name);
  if (definition === null || refs.includes(name)) return null;
  return { part: { ...definition, ...part, $ref: null }, place: { path, refs: [...refs, name] } };
};

const helpOf = (part: JsonObject, path: readonly string[]): KeyHelp => ({
  ...{ path, title: textAt(part, 'title'), description: textAt(part, 'description') },
  ...{ examples: listAt(part, 'examples'), values: listAt(part, 'enum') },
});

const walk = (root: JsonObject, written: JsonObject, at: Place): readonly KeyHelp[] => {
  const found = resolved(root, written, at);
  if (found === null) return [];
  const { part, place } = found;
  const below = (value: Json | undefined, step: string | null): readonly KeyHelp[] =>
    isJsonObject(value ?? null)
      ? walk(root, isJsonObject(value) ? value : {}, {
          ...place,
          path: step === null ? place.path : [...place.path, step],
        })
      : [];
  const own = Object.entries(objectAt(part, 'properties') ?? {}).flatMap(([key, member]): readonly KeyHelp[] => {
    if (!isJsonObject(member)) return [];
    const path = [...place.path, key];
    const told = resolved(root, member, { ...place, path });
    return [helpOf(told?.part ?? member, path), ...below(member, key)];
  });
  const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => listAt(part, key));
  return [
    ...own,
    ...below(part['items'], ITEM),
    ...below(part['additionalProperties'], NAME),
    ...[...choices, part['then'], part['else']].flatMap((choice) => below(choice, null)),
  ];
};

/** Of keys that several ways lead to, the first; what steps of `finally` say is what steps say. */
const once = (keys: readonly KeyHelp[]): readonly KeyHelp[] => {
  const told = new Map(keys.toReversed().map((key) => [key.path.join('.'), key]));
  return keys.filter(
    ({ path }, at) => told.get(path.join('.')) === keys[at] && (path[0] !== 'finally' || path.length === 1),
  );
};

const isAt = (path: readonly string[], asked: readonly string[]): boolean =>
  path.length === asked.length &&
  path.every((part, at) => part === asked[at] || part === NAME || (part === ITEM && /^\d+$/.test(asked[at] ?? '')));

/** Steps in steps say what steps say. */
const ofStep = (pointer: string): string =>
  pointer.replace(/^\/(?:steps|finally)\/(\d+)(?:\/steps\/\d+)*/, '/steps/$1');

const isBelow = (path: readonly string[], asked: readonly string[]): boolean => {
  const named = path.filter((part) => part !== ITEM && part !== NAME);
  return asked.length > 0 && asked.every((part, at) => named[named.length - asked.length + at] === part);
};

/** Finds keys by a pointer into a document (`/steps/0/retry`), or by their name (`timeout`, `retry.limit`), wherever they stand. */
export const findHelp = (schema: JsonObject, asked: string): FoundHelp => {
  const all = once(walk(schema, schema, { path: [], refs: [] }));
  const keys = asked.startsWith('/')
    ? all.filter(({ path }) => isAt(path, keysOf(ofStep(asked))))
    : all.filter(({ path }) => isBelow(path, asked.split('.')));
  const last = (asked.startsWith('/') ? keysOf(asked) : asked.split('.')).at(-1) ?? '';
  return { keys, meant: keys.length > 0 ? null : nearest(last, new Set(all.map(({ path }) => path.at(-1) ?? ''))) };
};

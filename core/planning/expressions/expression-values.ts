/** Values of the expression language, made of JSON when they are asked for. */
import {
  Array as ArrayValue,
  BooleanData,
  Dictionary,
  Kind,
  Null,
  NumberData,
  StringData,
  type ExpressionData,
} from '@actions/expressions/data/index';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';

/** An object of JSON whose members become values only when they are asked for. */
class ObjectValue extends Dictionary {
  readonly json: JsonObject;
  readonly #made = new Map<string, ExpressionData>();
  constructor(json: JsonObject) {
    super();
    this.json = json;
  }
  // Exact first: two keys of an output may differ in their case alone.
  override get(key: string): ExpressionData | undefined {
    const lower = key.toLowerCase();
    const name = Object.hasOwn(this.json, key) ? key : Object.keys(this.json).find((k) => k.toLowerCase() === lower);
    return name === undefined ? undefined : this.#member(name);
  }
  override values(): ExpressionData[] {
    return Object.keys(this.json).map((key) => this.#member(key));
  }
  override pairs(): { key: string; value: ExpressionData }[] {
    return Object.keys(this.json).map((key) => ({ key, value: this.#member(key) }));
  }
  // The same member is the same value every time: the language compares objects by identity.
  #member(key: string): ExpressionData {
    const made = this.#made.get(key) ?? valueOf(this.json[key] ?? null);
    this.#made.set(key, made);
    return made;
  }
}

/** A context whose members are looked up when they are named: contexts by name, steps by id. */
export class LookupValue extends Dictionary {
  /** The keys that can be told; what has other keys is found by them all the same. */
  readonly #keys: () => readonly string[];
  readonly #find: (key: string) => ExpressionData | undefined;
  readonly #found = new Map<string, ExpressionData | undefined>();
  constructor(find: (key: string) => ExpressionData | undefined, keys: () => readonly string[] = () => []) {
    super();
    this.#find = find;
    this.#keys = keys;
  }
  override values(): ExpressionData[] {
    return this.pairs().map(({ value }) => value);
  }
  override pairs(): { key: string; value: ExpressionData }[] {
    return this.#keys().map((key) => ({ key, value: this.get(key) ?? new Null() }));
  }
  override get(key: string): ExpressionData | undefined {
    if (this.#found.has(key)) return this.#found.get(key);
    const value = this.#find(key);
    this.#found.set(key, value);
    return value;
  }
}

/** JSON as a value of the language; members of objects are made when they are asked for. */
export const valueOf = (json: Json): ExpressionData => {
  if (json === null) return new Null();
  if (typeof json === 'string') return new StringData(json);
  if (typeof json === 'number') return new NumberData(json);
  if (typeof json === 'boolean') return new BooleanData(json);
  if (isJsonObject(json)) return new ObjectValue(json);
  const array = new ArrayValue();
  for (const item of json) array.add(valueOf(item));
  return array;
};

/** A value of the language as JSON; a number that JSON has no word for comes out as text. */
export const jsonOf = (value: ExpressionData): Json => {
  if (value instanceof ObjectValue) return value.json;
  if (value instanceof ArrayValue) return value.values().map(jsonOf);
  if (value instanceof Dictionary) {
    return Object.fromEntries(value.pairs().map((pair) => [pair.key, jsonOf(pair.value)]));
  }
  if (value instanceof NumberData) return Number.isFinite(value.value) ? value.value : value.coerceString();
  if (value instanceof StringData || value instanceof BooleanData) return value.value;
  return null;
};

/** A value as text: objects and arrays as JSON, null as nothing. */
export const textOf = (value: ExpressionData): string =>
  value.kind === Kind.Array || value.kind === Kind.Dictionary ? JSON.stringify(jsonOf(value)) : value.coerceString();

/** Whether a condition with this value holds, as in GitHub Actions. */
export const isTrue = (value: ExpressionData): boolean => {
  if (value instanceof NumberData) return value.value !== 0 && !Number.isNaN(value.value);
  if (value instanceof StringData || value instanceof BooleanData) return Boolean(value.value);
  return value.kind !== Kind.Null;
};

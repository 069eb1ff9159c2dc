/** Turns the nodes of a YAML document into JSON: aliases and merge keys resolved, what cannot be turned told. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { DEEPEST } from './document.ts';
import { isJsonList } from './json-list.ts';
import { keysOf, pointerTo } from './pointer.ts';
import { duplicateKey, type Problem } from './problem.ts';
import { keyOf, startOf } from './yaml-node.ts';

/** How many characters of text aliases may repeat, all together. */
const MOST_REPEATED = 1_000_000;
/** What is told of a document that nests deeper than recursion can bear. */
export const TOO_DEEP: string = `lists and objects stand in each other more than ${DEEPEST} deep`;
const PLAIN_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

const lengthOf = (node: Node): number => (node.range?.[1] ?? 0) - (node.range?.[0] ?? 0);

/** What an anchor names, as far as it is known: `lengthInText` counts what its own aliases repeat, too. */
type Anchored = { readonly value: Json; readonly lengthInText: number; readonly pointer: string } | 'open';

const MERGE = '"<<" takes an object, or a list of them, such as <<: *name';

const isMergeable = (value: Json): value is JsonObject | readonly JsonObject[] =>
  isJsonObject(value) || (isJsonList(value) && value.every(isJsonObject));

const tagWords = (node: Scalar | YAMLMap | YAMLSeq): string => {
  const { tag = '' } = node;
  if (!/^!(?!!)/.test(tag) || !isScalar(node)) return `the tag ${tag} is not supported; take it out`;
  const text = `${tag} ${node.source ?? ''}`.trim();
  return `YAML reads what begins with "!" as a tag; put the text in quotes: ${JSON.stringify(text)}`;
};

/** Turns nodes into JSON; what cannot be turned is a problem, and null. */
export class Conversion {
  readonly problems: Problem[] = [];
  /** A fatal problem stops the conversion: what it would go on with cannot be trusted to end. */
  fatal = false;
  #repeated = 0;
  readonly #anchors = new Map<string, Anchored>();
  readonly #tagsAt: readonly number[];
  /** Numbers and truth values that JSON would write in another way, as they are written. */
  readonly #words = new Map<string, string>();
  /** From an alias, or a member that was merged in, to what it stands for. */
  readonly #origins = new Map<string, string>();

  /** `tagsAt`: the offsets of the tags that are not known, in order. */
  constructor(tagsAt: readonly number[]) {
    this.#tagsAt = tagsAt;
  }

  /** Gives the pointer under which that stands in the text which stands for a part of the value. */
  origin(pointer: string): string {
    if (this.#origins.size === 0) return pointer;
    let path = '';
    for (const key of keysOf(pointer)) {
      path = pointerTo(path, key);
      for (let to = this.#origins.get(path); to !== undefined; to = this.#origins.get(path)) path = to;
    }
    return path;
  }

  get hasWords(): boolean {
    return this.#words.size > 0;
  }

  /** Gives a number or truth value as it is written, where JSON would write it in another way; else null. */
  written(pointer: string): string | null {
    return this.#words.get(this.origin(pointer)) ?? null;
  }

  json(node: unknown, pointer: string, depth: number): Json {
    if (this.fatal || node === null || node === undefined) return null;
    const offset = startOf(node) ?? 0;
    if (isAlias(node)) return this.#alias(node.source, offset, pointer, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.tag !== undefined && !PLAIN_TAG.test(node.tag)) {
      this.#add('unsupported-yaml', tagWords(node), pointer, this.#tagsAt.findLast((at) => at <= offset) ?? offset);
      return null;
    }
    if (node.anchor === undefined) return this.#plain(node, pointer, depth);
    const { anchor } = node;
    const before = this.#repeated;
    this.#anchors.set(anchor, 'open');
    const value = this.#plain(node, pointer, depth);
    this.#anchors.set(anchor, { value, lengthInText: lengthOf(node) + this.#repeated - before, pointer });
    return value;
  }

  #plain(node: Scalar | YAMLMap | YAMLSeq, pointer: string, depth: number): Json {
    const offset = startOf(node) ?? 0;
    if (isScalar(node)) return this.#scalar(node, pointer, offset);
    if (depth > DEEPEST) return this.#stop('too-deep', TOO_DEEP, pointer, offset);
    return isMap(node) ? this.#object(node, pointer, depth) : this.#list(node, pointer, depth);
  }

  #scalar({ value, source }: Scalar, pointer: string, offset: number): Json {
    if (value === null || typeof value === 'string') return value;
    if (typeof value === 'boolean' || typeof value === 'number') {
      if (source !== undefined && source !== String(value)) this.#words.set(pointer, source);
      // What no number can hold is told by whoever asks for one: as text it may stand.
      return typeof value === 'boolean' || Number.isFinite(value) ? value : 0;
    }
    this.#add('unsupported-yaml', 'JSON has no such value; put it in quotes', pointer, offset);
    return null;
  }

  // A value is converted once and shared by its aliases, so that time is spent on what is written only.
  #alias(name: string, offset: number, pointer: string, depth: number): Json {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      return this.#stop('yaml-syntax', `nothing before this has the anchor &${name}`, pointer, offset);
    }
    if (target === 'open') {
      return this.#stop('unsupported-yaml', `the alias *${name} stands inside of what it names`, pointer, offset);
    }
    this.#repeated += target.lengthInText + 1;
    if (this.#repeated > MOST_REPEATED) {
      const message = `aliases repeat more than ${MOST_REPEATED} characters; use fewer of them`;
      return this.#stop('too-large', message, pointer, offset);
    }
    if (depth - 1 + heightOf(target.value) > DEEPEST) return this.#stop('too-deep', TOO_DEEP, pointer, offset);
    this.#origins.set(pointer, target.pointer);
    return target.value;
  }

  #object(map: YAMLMap, pointer: string, depth: number): Json {
    const members = new Map<string, Json>();
    let merged: Json | null = null;
    for (const pair of map.items) {
      const offset = startOf(pair.key) ?? startOf(map) ?? 0;
      const key = keyOf(pair);
      if (key === null) {
        this.#add('unsupported-yaml', 'a key must be a plain word or a string', pointer, offset);
        continue;
      }
      const below = pointerTo(pointer, key);
      const isMerge = key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN';
      if (members.has(key) || (isMerge && merged !== null)) this.problems.push(duplicateKey(key, below, offset));
      // For its anchor and its tag.
      this.json(pair.key, pointer, depth + 1);
      const value = this.json(pair.value, below, depth + 1);
      if (!isMerge) members.set(key, value);
      else if (isMergeable(value)) merged = value;
      else if (!this.fatal) this.#add('unsupported-yaml', MERGE, below, startOf(pair.value) ?? offset);
    }
    if (merged !== null) this.#merge(members, merged, pointer);
    // Not by assignment, to which `__proto__` would be no key.
    return Object.fromEntries(members);
  }

  /** What is written beside `<<` wins over what it brings in, and of several the first. */
  #merge(members: Map<string, Json>, merged: Json, pointer: string): void {
    const from = pointerTo(pointer, '<<');
    for (const [index, source] of (isJsonList(merged) ? merged : [merged]).entries()) {
      if (!isJsonObject(source)) continue;
      const origin = this.origin(isJsonList(merged) ? pointerTo(from, index) : from);
      for (const [key, value] of Object.entries(source)) {
        if (members.has(key)) continue;
        members.set(key, value);
        this.#origins.set(pointerTo(pointer, key), pointerTo(origin, key));
      }
    }
  }

  #list(list: YAMLSeq, pointer: string, depth: number): Json {
    return list.items.map((item, index) => this.json(item, pointerTo(pointer, index), depth + 1));
  }

  #add(code: string, message: string, pointer: string, offset: number): void {
    this.problems.push({ code, message, pointer, place: { offset } });
  }

  #stop(code: string, message: string, pointer: string, offset: number): null {
    this.#add(code, message, pointer, offset);
    this.fatal = true;
    return null;
  }
}

const heightOf = (value: Json): number => {
  if (value === null || typeof value !== 'object') return 0;
  let highest = 0;
  for (const member of Object.values(value)) highest = Math.max(highest, heightOf(member));
  return highest + 1;
};

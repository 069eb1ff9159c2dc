/** Reads a YAML text: the part of YAML that JSON can say, and aliases as long as they stay small. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document as YamlDocument, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Json } from '../core/json.ts';
import { DEEPEST, type Reading, type Spot } from './document.ts';
import { keysOf, pointerTo } from './pointer.ts';
import { duplicateKey, type Problem } from './problem.ts';
import { composeYaml, type Composed } from './yaml-compose.ts';

/** How many characters of text aliases may repeat, all together. */
const MOST_REPEATED = 1_000_000;
const TOO_DEEP = `lists and objects stand in each other more than ${DEEPEST} deep`;
const PLAIN_TAG = /^(?:!|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq))$/;

/** Reads a YAML text; finds wrong syntax, equal keys, foreign tags, and aliases or nesting without measure. */
export const readYaml = (text: string): Reading => {
  const composed = composeYaml(text, DEEPEST);
  if (composed.kind !== 'document') return { document: null, problems: [faultOf(composed)] };
  const { document } = composed;
  const syntax = syntaxProblems(document);
  if (syntax.length > 0) return { document: null, problems: syntax };
  const conversion = new Conversion();
  const value = conversion.json(document.contents, '', 1);
  if (conversion.fatal) return { document: null, problems: conversion.problems };
  const locate = (spots: readonly Spot[]): readonly number[] => spots.map((spot) => locateInYaml(document, spot));
  return { document: { value, locate }, problems: conversion.problems };
};

const fault = (code: string, message: string, offset: number): Problem => ({
  code,
  message,
  pointer: '',
  place: { offset },
});

const faultOf = ({ kind, offset }: Exclude<Composed, { readonly kind: 'document' }>): Problem =>
  kind === 'too-deep'
    ? fault('too-deep', TOO_DEEP, offset)
    : fault('unsupported-yaml', 'a file holds one document; take this one out', offset);

const syntaxProblems = (document: YamlDocument.Parsed): readonly Problem[] => {
  const problems = [...document.errors, ...document.warnings].map((error) => {
    const [offset] = error.pos;
    switch (error.code) {
      case 'TAG_RESOLVE_FAILED':
      case 'BAD_COLLECTION_TYPE':
        return fault('unsupported-yaml', 'tags other than those of JSON are not supported; take it out', offset);
      default:
        return fault('yaml-syntax', sentence(error.message), offset);
    }
  });
  const { version, explicit } = document.directives.yaml;
  if (explicit === true && version !== '1.2') {
    problems.push(fault('unsupported-yaml', `YAML ${version} is not supported; take the %YAML line out`, 0));
  }
  return problems;
};

const sentence = (message: string): string =>
  message.charAt(0).toLowerCase() +
  message
    .slice(1)
    .replace(/[:.]$/, '')
    .replace(/(['"])quote$/, '$1');

const startOf = (node: unknown): number | null =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? null) : null;

const lengthOf = (node: Node): number => (node.range?.[1] ?? 0) - (node.range?.[0] ?? 0);

/** What an anchor names, as far as it is known: `lengthInText` counts what its own aliases repeat, too. */
type Anchored = { readonly value: Json; readonly lengthInText: number } | 'open';

/** Turns nodes into JSON; what cannot be turned is a problem, and null. */
class Conversion {
  readonly problems: Problem[] = [];
  /** A fatal problem stops the conversion: what it would go on with cannot be trusted to end. */
  fatal = false;
  #repeated = 0;
  readonly #anchors = new Map<string, Anchored>();

  json(node: unknown, pointer: string, depth: number): Json {
    if (this.fatal || node === null || node === undefined) return null;
    const offset = startOf(node) ?? 0;
    if (isAlias(node)) return this.#alias(node.source, offset, pointer, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    if (node.tag !== undefined && !PLAIN_TAG.test(node.tag)) {
      this.#add('unsupported-yaml', `the tag ${node.tag} is not supported; take it out`, pointer, offset);
      return null;
    }
    if (node.anchor === undefined) return this.#plain(node, pointer, depth);
    const { anchor } = node;
    const before = this.#repeated;
    this.#anchors.set(anchor, 'open');
    const value = this.#plain(node, pointer, depth);
    this.#anchors.set(anchor, { value, lengthInText: lengthOf(node) + this.#repeated - before });
    return value;
  }

  #plain(node: Scalar | YAMLMap | YAMLSeq, pointer: string, depth: number): Json {
    const offset = startOf(node) ?? 0;
    if (isScalar(node)) return this.#scalar(node.value, pointer, offset);
    if (depth > DEEPEST) return this.#stop('too-deep', TOO_DEEP, pointer, offset);
    return isMap(node) ? this.#object(node, pointer, depth) : this.#list(node, pointer, depth);
  }

  #scalar(value: unknown, pointer: string, offset: number): Json {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
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
    return target.value;
  }

  #object(map: YAMLMap, pointer: string, depth: number): Json {
    const members = new Map<string, Json>();
    for (const pair of map.items) {
      const offset = startOf(pair.key) ?? startOf(map) ?? 0;
      const key = keyOf(pair);
      if (key === null) {
        this.#add('unsupported-yaml', 'a key must be a plain word or a string', pointer, offset);
        continue;
      }
      const below = pointerTo(pointer, key);
      if (members.has(key)) this.problems.push(duplicateKey(key, below, offset));
      // For its anchor and its tag.
      this.json(pair.key, pointer, depth + 1);
      members.set(key, this.json(pair.value, below, depth + 1));
    }
    // Not by assignment, to which `__proto__` would be no key.
    return Object.fromEntries(members);
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

const keyOf = (pair: Pair): string | null => {
  if (!isScalar(pair.key)) return null;
  const { value } = pair.key;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

const heightOf = (value: Json): number => {
  if (value === null || typeof value !== 'object') return 0;
  let highest = 0;
  for (const member of Object.values(value)) highest = Math.max(highest, heightOf(member));
  return highest + 1;
};

/** Gives the offset of a spot, or of the nearest around it; an alias is not gone through. */
const locateInYaml = (document: YamlDocument.Parsed, { pointer, place }: Spot): number => {
  let node: unknown = document.contents;
  let valueAt = startOf(node) ?? 0;
  let keyAt = valueAt;
  for (const key of keysOf(pointer)) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.findLast((member) => keyOf(member) === key);
      if (pair === undefined) return valueAt;
      keyAt = startOf(pair.key) ?? valueAt;
      node = pair.value;
    } else if (isSeq(node)) {
      if (Number(key) >= node.items.length) return valueAt;
      node = node.items[Number(key)];
      keyAt = startOf(node) ?? valueAt;
    } else return valueAt;
    valueAt = startOf(node) ?? keyAt;
  }
  return place === 'key' ? keyAt : valueAt;
};

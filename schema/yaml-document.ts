/** Reads a YAML text: the part of YAML that JSON can say, and aliases as long as they stay small. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Document as YamlDocument, Pair, Scalar } from 'yaml';
import { DEEPEST, type Reading, type Spot } from './document.ts';
import { offsetInBlock, offsetInPlain, offsetInQuotes } from './offset-in-text.ts';
import { keysOf } from './pointer.ts';
import type { Problem } from './problem.ts';
import { composeYaml, type Composed } from './yaml-compose.ts';
import { Conversion, TOO_DEEP } from './yaml-conversion.ts';
import { keyOf, startOf } from './yaml-node.ts';
import { repairYaml } from './yaml-repair.ts';

/** Reads a YAML text; finds wrong syntax, equal keys, foreign tags, and aliases or nesting without measure. */
export const readYaml = (text: string): Reading => {
  const composed = composeYaml(text, DEEPEST);
  if (composed.kind !== 'document') return { document: null, problems: [faultOf(composed)] };
  const syntax = syntaxProblems(composed.document);
  const [first] = syntax;
  const repair = first === undefined ? null : repairYaml(text, offsetOf(first));
  if (syntax.length > 0 && repair === null) return { document: null, problems: syntax };
  if (repair === null) return converted(composed.document, text);
  const { document, problems } = converted(repair.document, repair.text);
  const { origin } = repair;
  return {
    document: document && { ...document, locate: (spots) => document.locate(spots).map(origin) },
    problems: [...repair.problems, ...problems.map((problem) => movedBack(problem, origin))],
  };
};

const offsetOf = ({ place }: Problem): number => (typeof place === 'object' && 'offset' in place ? place.offset : 0);

const movedBack = (problem: Problem, origin: (offset: number) => number): Problem =>
  typeof problem.place === 'object' && 'offset' in problem.place
    ? { ...problem, place: { offset: origin(problem.place.offset) } }
    : problem;

const converted = (document: YamlDocument.Parsed, text: string): Reading => {
  const conversion = new Conversion(unknownTags(document));
  const value = conversion.json(document.contents, '', 1);
  if (conversion.fatal) return { document: null, problems: conversion.problems };
  const locate = (spots: readonly Spot[]): readonly number[] =>
    spots.map((spot) => locateInYaml(document, conversion, spot, text));
  const written = conversion.hasWords ? (pointer: string): string | null => conversion.written(pointer) : null;
  return { document: { value, root: '', locate, written }, problems: conversion.problems };
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
  // A tag that is not known is told where its node is turned into JSON: all else can be read.
  const faults = [...document.errors, ...document.warnings].filter(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  const problems = faults.map((error) => {
    const [offset] = error.pos;
    switch (error.code) {
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

const unknownTags = ({ errors, warnings }: YamlDocument.Parsed): readonly number[] =>
  [...errors, ...warnings]
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos }) => pos[0])
    .sort((a, b) => a - b);

const sentence = (message: string): string =>
  message.charAt(0).toLowerCase() +
  message
    .slice(1)
    .replace(/[:.]$/, '')
    .replace(/(['"])quote$/, '$1');

/** Gives the offset of a spot, or of the nearest around it; an alias is not gone through, but for what is inside a text. */
const locateInYaml = (document: YamlDocument.Parsed, conversion: Conversion, spot: Spot, text: string): number => {
  const found = find(document, spot.within === undefined ? spot.pointer : conversion.origin(spot.pointer));
  if (!found.isThere) {
    const origin = conversion.origin(spot.pointer);
    return origin === spot.pointer
      ? found.valueAt
      : locateInYaml(document, conversion, { ...spot, pointer: origin }, text);
  }
  if (spot.within !== undefined && isScalar(found.node)) return offsetInScalar(text, found.node, spot.within);
  return spot.place === 'key' ? found.keyAt : found.valueAt;
};

type Found = { readonly node: unknown; readonly keyAt: number; readonly valueAt: number; readonly isThere: boolean };

const find = (document: YamlDocument.Parsed, pointer: string): Found => {
  let node: unknown = document.contents;
  let valueAt = startOf(node) ?? 0;
  let keyAt = valueAt;
  for (const key of keysOf(pointer)) {
    const missing = { node, keyAt: valueAt, valueAt, isThere: false };
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.findLast((member) => keyOf(member) === key);
      if (pair === undefined) return missing;
      keyAt = startOf(pair.key) ?? valueAt;
      node = pair.value;
    } else if (isSeq(node)) {
      if (Number(key) >= node.items.length) return missing;
      node = node.items[Number(key)];
      keyAt = startOf(node) ?? valueAt;
    } else return missing;
    valueAt = startOf(node) ?? keyAt;
  }
  return { node, keyAt, valueAt, isThere: true };
};

/** Where a character of a text stands in the file. */
const offsetInScalar = (text: string, { range, type, value }: Scalar, within: number): number => {
  if (range === null || range === undefined || typeof value !== 'string') return range?.[0] ?? 0;
  const written = { source: text.slice(range[0], range[1]), value };
  switch (type) {
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return range[0] + offsetInBlock(written, within);
    case 'QUOTE_DOUBLE':
      return range[0] + offsetInQuotes(written, within);
    case 'QUOTE_SINGLE':
      return range[0] + 1 + offsetInPlain({ ...written, source: written.source.slice(1) }, within, true);
    default:
      return range[0] + offsetInPlain(written, within);
  }
};

/** What a node of a YAML document is called, and where it begins. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Pair } from 'yaml';

/** Gives the offset at which a node begins; null where there is none. */
export const startOf = (node: unknown): number | null =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? null) : null;

/** Gives the key of a member as it is written, digits and all; null where it is no word. */
export const keyOf = (pair: Pair): string | null => {
  if (!isScalar(pair.key)) return null;
  const { value, source } = pair.key;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : null;
};

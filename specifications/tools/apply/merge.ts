/** Merges the operations of a delta into a list of requirements. */
import { err, ok, type Result } from '../../../core/result.ts';
import type { Delta } from '../../content/delta.ts';
import { foldName, keyOf, requirementHeader } from '../../content/names.ts';
import type { Requirement } from '../../content/requirement.ts';
import type { Refusal, RefusalKind } from './apply-check.ts';
import { describeBalance, quoteNames, weighScenarios } from './scenario-balance.ts';

/** What a merge has to say although it succeeds. `unknown-removal` names a requirement that is not there. */
export type MergeNote = { readonly kind: 'note' | 'unknown-removal'; readonly message: string; readonly name: string };

/** Operations that changed something; one that was already in the spec counts as none. */
export type Counts = {
  readonly added: number;
  readonly modified: number;
  readonly removed: number;
  readonly renamed: number;
};

export type Merged = {
  readonly requirements: readonly Requirement[];
  readonly counts: Counts;
  readonly notes: readonly MergeNote[];
  /** Each requirement as it stood and what stands in its place; null where nothing does. */
  readonly places: readonly { readonly before: Requirement; readonly after: Requirement | null }[];
};

/**
 * The requirements in hand, by key. `folded` lists them by folded name, `order` holds the present name of each
 * original one, and `placeOf` its first place there.
 */
type Hand = {
  readonly capability: string;
  readonly blocks: Map<string, Requirement>;
  readonly folded: Map<string, string[]>;
  readonly order: string[];
  readonly placeOf: Map<string, number>;
  readonly counts: { added: number; modified: number; removed: number; renamed: number };
  readonly notes: MergeNote[];
};

const header = (name: string): string => `"### Requirement: ${name}"`;

const refuse = (
  hand: Hand,
  kind: RefusalKind,
  { operation, name }: { readonly operation: string; readonly name: string },
  why: string,
): Refusal => ({
  kind,
  message: `${hand.capability} ${operation} failed for header ${header(name)} - ${why}`,
  name,
});

/** The name of a requirement in hand whose key differs from the given one only in case or spacing. */
const nearMiss = (hand: Hand, key: string, except: string | null): string | null => {
  const near = hand.folded.get(foldName(key))?.find((each) => each !== except);
  return near === undefined ? null : (hand.blocks.get(near)?.name ?? null);
};

const put = (hand: Hand, name: string, block: Requirement): void => {
  if (!hand.blocks.has(name)) {
    const folded = foldName(name);
    const names = hand.folded.get(folded);
    if (names === undefined) hand.folded.set(folded, [name]);
    else names.push(name);
  }
  hand.blocks.set(name, block);
};

const drop = (hand: Hand, name: string): boolean => {
  const names = hand.folded.get(foldName(name));
  if (names?.includes(name) === true) names.splice(names.indexOf(name), 1);
  return hand.blocks.delete(name);
};

const rename = (hand: Hand, oldName: string, newName: string): Refusal | null => {
  const from = keyOf(oldName);
  const to = keyOf(newName);
  const block = hand.blocks.get(from);
  if (block === undefined) {
    if (!hand.blocks.has(to))
      return refuse(hand, 'renamed-unknown', { operation: 'RENAMED', name: oldName }, 'source not found');
    const near = nearMiss(hand, from, to);
    if (near === null) return null;
    const why = `source not found, but ${header(near)} exists; fix the header to match it exactly`;
    return refuse(hand, 'renamed-unknown', { operation: 'RENAMED', name: oldName }, why);
  }
  if (hand.blocks.has(to))
    return refuse(hand, 'renamed-exists', { operation: 'RENAMED', name: newName }, 'target already exists');
  const near = nearMiss(hand, to, from);
  if (near !== null) {
    const why = `${header(near)} already exists and differs only in case or spacing; choose a distinct name`;
    return refuse(hand, 'renamed-exists', { operation: 'RENAMED', name: newName }, why);
  }
  const [, ...rest] = block.raw.split('\n');
  drop(hand, from);
  put(hand, to, { ...block, name: to, raw: [`### Requirement: ${to}`, ...rest].join('\n') });
  const place = hand.placeOf.get(from);
  if (place !== undefined) {
    hand.order[place] = to;
    hand.placeOf.delete(from);
    hand.placeOf.set(to, place);
  }
  hand.counts.renamed++;
  return null;
};

const remove = (hand: Hand, name: string, isNew: boolean): Refusal | null => {
  const key = keyOf(name);
  if (drop(hand, key)) {
    hand.counts.removed++;
    return null;
  }
  if (isNew) return null;
  const near = nearMiss(hand, key, null);
  if (near !== null) {
    const why = `not found, but ${header(near)} exists; fix the header to match it exactly`;
    return refuse(hand, 'removed-misspelt', { operation: 'REMOVED', name }, why);
  }
  const message = `${hand.capability} - REMOVED requirement "${name}" is not in the current spec; treating it as already removed.`;
  hand.notes.push({ kind: 'unknown-removal', message, name });
  return null;
};

const isSame = (one: Requirement, other: Requirement): boolean => one.raw.trim() === other.raw.trim();

const modify = (hand: Hand, block: Requirement): Refusal | null => {
  const key = keyOf(block.name);
  const current = hand.blocks.get(key);
  if (current === undefined)
    return refuse(hand, 'modified-unknown', { operation: 'MODIFIED', name: block.name }, 'not found');
  // Trimming the block may leave the header without its name.
  if (requirementHeader(block.raw.split('\n')[0] ?? '')?.name !== key) {
    return refuse(hand, 'bad-delta', { operation: 'MODIFIED', name: block.name }, 'header mismatch in content');
  }
  const balance = weighScenarios(current, block);
  if (balance.missing.length > 0) {
    const why =
      `current spec contains scenario(s) not present in the modified block: ${quoteNames(balance.missing)}. ` +
      `${describeBalance(balance)} Refresh the change spec before archiving to avoid dropping scenarios.`;
    return refuse(hand, 'lost-scenario', { operation: 'MODIFIED', name: block.name }, why);
  }
  if (!isSame(current, block)) hand.counts.modified++;
  put(hand, key, block);
  return null;
};

const add = (hand: Hand, block: Requirement): Refusal | null => {
  const key = keyOf(block.name);
  const existing = hand.blocks.get(key);
  if (existing !== undefined) {
    return isSame(existing, block)
      ? null
      : refuse(hand, 'added-exists', { operation: 'ADDED', name: block.name }, 'already exists');
  }
  const near = nearMiss(hand, key, null);
  if (near !== null) {
    const why =
      `${header(near)} already exists and differs only in case or spacing; use MODIFIED with that exact header to ` +
      'change it, or choose a distinct name';
    return refuse(hand, 'added-misspelt', { operation: 'ADDED', name: block.name }, why);
  }
  put(hand, key, block);
  hand.counts.added++;
  return null;
};

/** Carries out every operation of a delta, or says which one cannot be. What is already so is no failure. */
export const mergeRequirements = (
  capability: string,
  delta: Delta,
  before: readonly Requirement[],
  isNew: boolean,
): Result<Merged, Refusal> => {
  const hand: Hand = {
    capability,
    blocks: new Map(),
    folded: new Map(),
    order: before.map((block) => keyOf(block.name)),
    placeOf: new Map(before.map((block, place) => [keyOf(block.name), place] as const).reverse()),
    counts: { added: 0, modified: 0, removed: 0, renamed: 0 },
    notes: [],
  };
  for (const block of before) put(hand, keyOf(block.name), block);
  const operations: readonly (() => Refusal | null)[] = [
    ...delta.renamed.map(
      ({ from, to }) =>
        () =>
          rename(hand, from.name, to.name),
    ),
    ...delta.removed.map(
      ({ name }) =>
        () =>
          remove(hand, name, isNew),
    ),
    ...delta.modified.map((block) => () => modify(hand, block)),
    ...delta.added.map((block) => () => add(hand, block)),
  ];
  for (const operate of operations) {
    const refusal = operate();
    if (refusal !== null) return err(refusal);
  }
  const places = before.map((block, place) => ({
    before: block,
    after: hand.blocks.get(hand.order[place] ?? '') ?? null,
  }));
  const kept = new Set(hand.order.filter((name) => hand.blocks.has(name)));
  const requirements = [
    ...places.flatMap(({ after }) => (after === null ? [] : [after])),
    ...[...hand.blocks].flatMap(([name, block]) => (kept.has(name) ? [] : [block])),
  ];
  return ok({ requirements, counts: hand.counts, notes: hand.notes, places });
};

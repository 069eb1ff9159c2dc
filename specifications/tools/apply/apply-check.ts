/** Tells whether a delta contradicts itself, before any spec is looked at. */
import type { Delta, Operation } from '../../content/delta.ts';
import { foldName, keyOf } from '../../content/names.ts';

/** One kind per remedy. */
export type RefusalKind =
  | 'bad-delta'
  | 'new-spec'
  | 'broken-target'
  | 'modified-unknown'
  | 'added-exists'
  | 'added-misspelt'
  | 'renamed-unknown'
  | 'renamed-exists'
  | 'removed-misspelt'
  | 'lost-scenario';

/** Why a delta cannot be applied. `name` is the requirement concerned, as the delta spells it; may be empty. */
export type Refusal = { readonly kind: RefusalKind; readonly message: string; readonly name: string };

const header = (name: string): string => `header "### Requirement: ${name}"`;

const firstTwice = (names: readonly string[]): string | null => {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(keyOf(name))) return name;
    seen.add(keyOf(name));
  }
  return null;
};

type Say = (what: string, name: string) => Refusal;

const checkDoubles = (say: Say, delta: Delta): Refusal | null => {
  const lists: readonly (readonly [Operation, readonly { readonly name: string }[]])[] = [
    ['ADDED', delta.added],
    ['MODIFIED', delta.modified],
    ['REMOVED', delta.removed],
  ];
  for (const [operation, list] of lists) {
    const twice = firstTwice(list.map((each) => each.name));
    if (twice !== null) return say(`duplicate requirement in ${operation} for ${header(twice)}`, twice);
  }
  const from = new Set<string>();
  const to = new Set<string>();
  for (const rename of delta.renamed) {
    if (from.has(keyOf(rename.from.name))) {
      return say(`duplicate FROM in RENAMED for ${header(rename.from.name)}`, rename.from.name);
    }
    if (to.has(keyOf(rename.to.name)))
      return say(`duplicate TO in RENAMED for ${header(rename.to.name)}`, rename.to.name);
    from.add(keyOf(rename.from.name));
    to.add(keyOf(rename.to.name));
  }
  return null;
};

const checkRenames = (say: Say, delta: Delta): Refusal | null => {
  const removed = delta.removed.map((each) => keyOf(each.name));
  const modified = new Set(delta.modified.map((each) => keyOf(each.name)));
  const added = new Set(delta.added.map((each) => keyOf(each.name)));
  for (const { from, to } of delta.renamed) {
    const spelt = removed.find((name) => foldName(name) === foldName(keyOf(from.name)));
    if (spelt !== undefined) {
      const as = spelt === keyOf(from.name) ? '' : ` (REMOVED spells it "${spelt}")`;
      const where = 'requirement present in multiple sections (RENAMED and REMOVED)';
      return say(`${where} for ${header(from.name)}${as}`, from.name);
    }
    if (modified.has(keyOf(from.name))) {
      return say(`when a rename exists, MODIFIED must reference the NEW ${header(to.name)}`, from.name);
    }
    if (added.has(keyOf(to.name))) {
      return say(`RENAMED TO header collides with ADDED for "### Requirement: ${to.name}"`, to.name);
    }
  }
  return null;
};

const checkSections = (say: Say, delta: Delta): Refusal | null => {
  const removed = new Set(delta.removed.map((each) => keyOf(each.name)));
  const added = new Set(delta.added.map((each) => keyOf(each.name)));
  const both = (one: string, other: string, name: string): Refusal =>
    say(`requirement present in multiple sections (${one} and ${other}) for ${header(name)}`, name);
  for (const name of delta.modified.map((each) => keyOf(each.name))) {
    if (removed.has(name)) return both('MODIFIED', 'REMOVED', name);
    if (added.has(name)) return both('MODIFIED', 'ADDED', name);
  }
  for (const name of added) if (removed.has(name)) return both('ADDED', 'REMOVED', name);
  return null;
};

/** The first reason a delta cannot be applied to anything; null where there is none. */
export const checkDelta = (capability: string, delta: Delta): Refusal | null => {
  const say: Say = (what, name) => ({
    kind: 'bad-delta',
    message: `${capability} validation failed - ${what}`,
    name,
  });
  const half = delta.halfRenames[0];
  if (half !== undefined) {
    const missing = half.side === 'FROM' ? 'TO' : 'FROM';
    return say(
      `RENAMED entry on line ${half.line} has no matching ${missing}: for ${header(half.name)}. ` +
        'Write each rename as a FROM: line followed immediately by its TO: line.',
      half.name,
    );
  }
  const refusal = checkDoubles(say, delta) ?? checkRenames(say, delta) ?? checkSections(say, delta);
  if (refusal !== null) return refusal;
  const count = delta.added.length + delta.modified.length + delta.removed.length + delta.renamed.length;
  if (count > 0) return null;
  const message = `Delta parsing found no operations for ${capability}. Provide ADDED/MODIFIED/REMOVED/RENAMED sections in change spec.`;
  return { kind: 'bad-delta', message, name: '' };
};

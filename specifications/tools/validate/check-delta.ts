/** Checks one delta of a change by the rules of the official tool. */
import type { Delta, Operation } from '../../content/delta.ts';
import { operations } from '../../content/delta.ts';
import { foldName, keyOf } from '../../content/names.ts';
import { isNormative, type Requirement } from '../../content/requirement.ts';
import type { Spec } from '../../content/spec.ts';
import { keywordMessage } from './check-spec.ts';
import type { Remarks } from './finding.ts';
import type { Reading } from './rules/history.ts';
import type { DeltaFile } from '../project/project.ts';
import { describeBalance, quoteNames, weighScenarios } from '../apply/scenario-balance.ts';

type Say = (
  rule: string,
  at: { readonly line: number; readonly column?: number },
  message: string,
  isTold?: boolean,
) => void;

/** Adds remarks about one file; `isTold` where the official report gives the line, too. */
const sayIn =
  (remarks: Remarks, { file, path }: DeltaFile): Say =>
  (rule, at, message, isTold = false) =>
    remarks.add(rule, { file, ...at }, message, isTold ? { path, line: at.line } : { path });

const checkHeadings = (say: Say, delta: Delta): void => {
  for (const { title, section, line } of delta.passedOver) {
    const header = `Header "### ${title}" in ${section}`;
    if (/^requirement:?$/i.test(title)) {
      const message = `${header} is missing a requirement name and is ignored by validation. Add a name, e.g. "### Requirement: <name>".`;
      say('change/nameless-requirement', { line }, message, true);
    } else {
      const message =
        `${header} is not a "### Requirement:" header and is ignored by validation. ` +
        `Use "### Requirement: ${title}" if it should be validated as a requirement.`;
      say('change/ignored-header', { line }, message, true);
    }
  }
  for (const { side, name, line, column } of delta.halfRenames) {
    const missing = side === 'FROM' ? 'TO' : 'FROM';
    const message =
      `RENAMED ${side}: "${name}" has no matching ${missing}: line. ` +
      'Write each rename as a FROM: line followed immediately by its TO: line.';
    say('change/unpaired-rename', { line, column }, message, true);
  }
  for (const { name, section, line, column } of delta.orphans) {
    const where = (section ?? '') === '' ? 'above the first "## " section' : `under "## ${section ?? ''}"`;
    const titles = operations.map((operation) => `"## ${operation} Requirements"`);
    const message =
      `Requirement "${name}" is ${where}, which is not a delta section, so it is ignored. ` +
      `Move it under ${titles.slice(0, 3).join(', ')}, or ${titles[3] ?? ''}.`;
    say('change/stray-requirement', { line, column }, message, true);
  }
};

type NamedAt = { readonly name: string; readonly line: number; readonly column: number };

const sayTwice = (say: Say, list: readonly NamedAt[], what: string): void => {
  const seen = new Set<string>();
  for (const each of list) {
    const key = keyOf(each.name);
    if (seen.has(key)) say('change/duplicate-requirement', each, `${what}: "${each.name}"`);
    seen.add(key);
  }
};

const checkBlock = (say: Say, block: Requirement, operation: Operation): void => {
  const subject = `${operation} "${block.name}"`;
  if (block.body === '') {
    const isInHeader = isNormative(block.name);
    const rule = isInHeader ? 'change/keyword-in-header' : 'change/missing-text';
    const message = isInHeader ? keywordMessage(subject, block.name, false) : `${subject} is missing requirement text`;
    say(rule, block, message);
  } else if (!isNormative(block.body)) {
    say('change/missing-keyword', block, keywordMessage(subject, block.name, true));
  }
  if (block.scenarios.some((scenario) => scenario.hasBody)) return;
  const hint =
    block.scenarios.length === 0
      ? ''
      : ' (a scenario header with no body under it does not count; add its steps, e.g. "- **WHEN** ..." and "- **THEN** ...")';
  const rule = hint === '' ? 'change/no-scenario' : 'change/empty-scenario';
  say(rule, block, `${subject} must include at least one scenario${hint}`);
};

const checkBlocks = (say: Say, blocks: readonly Requirement[], operation: Operation): void => {
  const seen = new Set<string>();
  for (const block of blocks) {
    if (seen.has(keyOf(block.name))) {
      say('change/duplicate-requirement', block, `Duplicate requirement in ${operation}: "${block.name}"`);
    }
    seen.add(keyOf(block.name));
    checkBlock(say, block, operation);
  }
};

/** The requirement of the main spec that a name leads to, renames of the same delta undone; null where none. */
export const currentOf = (delta: Delta, spec: Spec): ((name: string) => Requirement | null) => {
  const blocks = new Map(spec.requirements.map((block) => [keyOf(block.name), block]));
  const oldName = new Map(delta.renamed.map(({ from, to }) => [keyOf(to.name), keyOf(from.name)]));
  return (name) => {
    const seen = new Set<string>();
    for (let key: string | undefined = keyOf(name); key !== undefined && !seen.has(key); key = oldName.get(key)) {
      const block = blocks.get(key);
      if (block !== undefined) return block;
      seen.add(key);
    }
    return null;
  };
};

const onlyLabelled = (block: Requirement): Requirement => ({
  ...block,
  scenarios: block.scenarios.filter(({ isLabelled }) => isLabelled),
});

const checkLosses = (say: Say, delta: Delta, spec: Spec, { namesAnyScenario }: Reading): void => {
  const counted = namesAnyScenario ? (block: Requirement): Requirement => block : onlyLabelled;
  const find = currentOf(delta, spec);
  const renamedAway = new Set(delta.renamed.map(({ from }) => keyOf(from.name)));
  for (const block of delta.modified) {
    const current = renamedAway.has(keyOf(block.name)) ? null : find(block.name);
    if (current === null) continue;
    const balance = weighScenarios(counted(current), counted(block));
    if (balance.missing.length === 0) continue;
    const message =
      `MODIFIED "${block.name}" omits scenario(s) the current spec still has: ${quoteNames(balance.missing)}. ` +
      `${describeBalance(balance)} Copy the omitted scenarios into the MODIFIED block (a MODIFIED requirement ` +
      'replaces the whole block, so archive refuses to drop them).';
    say('change/lost-scenario', block, message);
  }
};

const checkRenames = (say: Say, delta: Delta): void => {
  const from = new Set<string>();
  const to = new Set<string>();
  for (const rename of delta.renamed) {
    if (from.has(keyOf(rename.from.name))) {
      say('change/duplicate-requirement', rename.from, `Duplicate FROM in RENAMED: "${rename.from.name}"`);
    }
    if (to.has(keyOf(rename.to.name))) {
      say('change/duplicate-requirement', rename.to, `Duplicate TO in RENAMED: "${rename.to.name}"`);
    }
    from.add(keyOf(rename.from.name));
    to.add(keyOf(rename.to.name));
  }
};

/** The first of each key, named by it. */
const unique = (list: readonly NamedAt[]): readonly NamedAt[] => {
  const seen = new Map<string, NamedAt>();
  for (const { name, line, column } of list) {
    const key = keyOf(name);
    if (!seen.has(key)) seen.set(key, { name: key, line, column });
  }
  return [...seen.values()];
};

const checkConflicts = (say: Say, delta: Delta): void => {
  const removed = new Set(delta.removed.map((each) => keyOf(each.name)));
  const modified = new Set(delta.modified.map((each) => keyOf(each.name)));
  const added = new Set(delta.added.map((each) => keyOf(each.name)));
  const clash = (at: NamedAt, message: string): void => say('change/conflicting-operations', at, message);
  const both = (one: Operation, other: Operation, at: NamedAt): void =>
    clash(at, `Requirement present in both ${one} and ${other}: "${at.name}"`);
  for (const block of unique(delta.modified)) {
    if (removed.has(block.name)) both('MODIFIED', 'REMOVED', block);
    if (added.has(block.name)) both('MODIFIED', 'ADDED', block);
  }
  for (const block of unique(delta.added)) if (removed.has(block.name)) both('ADDED', 'REMOVED', block);
  const spelt = new Map([...removed].toReversed().map((name) => [foldName(name), name]));
  for (const { from, to } of delta.renamed) {
    if (modified.has(keyOf(from.name))) {
      clash(from, `MODIFIED references old name from RENAMED. Use new header for "${to.name}"`);
    }
    if (added.has(keyOf(to.name))) clash(to, `RENAMED TO collides with ADDED for "${to.name}"`);
    const found = spelt.get(foldName(keyOf(from.name)));
    if (found === undefined) continue;
    const as = found === keyOf(from.name) ? '' : ` (REMOVED spells it "${found}")`;
    clash(from, `Requirement present in both RENAMED and REMOVED: "${from.name}"${as}`);
  }
};

/** How the main spec of a delta's capability stands: parsed, absent, or unusable for the reason given. */
export type Target =
  | { readonly kind: 'spec'; readonly spec: Spec }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly path: string; readonly code: string };

/** What the official tool says of one delta, in its order. */
export const checkDeltaFile = (remarks: Remarks, deltaFile: DeltaFile, target: Target, reading: Reading): void => {
  const { delta } = deltaFile;
  const say = sayIn(remarks, deltaFile);
  checkHeadings(say, delta);
  checkBlocks(say, delta.added, 'ADDED');
  checkBlocks(say, delta.modified, 'MODIFIED');
  if (delta.modified.length > 0 && target.kind === 'spec') checkLosses(say, delta, target.spec, reading);
  if (delta.modified.length > 0 && target.kind === 'unusable') {
    const message =
      `Could not read ${target.path} to check the MODIFIED requirements against it (${target.code}). ` +
      'Archive reads the same file, so fix the file before archiving.';
    say('change/unreadable-spec', { line: 1 }, message);
  }
  sayTwice(say, delta.removed, 'Duplicate requirement in REMOVED');
  checkRenames(say, delta);
  checkConflicts(say, delta);
};

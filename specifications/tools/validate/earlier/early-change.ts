/** Checks the deltas of a change as versions of the official tool before 1.7 did. */
import type { Operation } from '../../../content/delta.ts';
import { isNormative } from '../../../content/requirement.ts';
import { noDeltas, noDeltaSection, noEntries } from '../check-change.ts';
import { keywordMessage } from '../check-spec.ts';
import { takeRemarks, type Remark } from '../finding.ts';
import type { EarlyReading } from '../rules/history.ts';
import { hasScenario, textOf, type EarlyBlock } from './early-blocks.ts';
import { parseEarlyDelta, type EarlyDelta, type NamedLine } from './early-delta.ts';

/** A delta of a change: its path below the project and below `specs/`, and its text. */
export type EarlyFile = { readonly file: string; readonly path: string; readonly text: string };

type Say = (rule: string, line: number, message: string) => void;

const sayTwice = (say: Say, all: readonly NamedLine[], what: string): void => {
  const seen = new Set<string>();
  for (const { name, line } of all) {
    if (seen.has(name)) say('change/duplicate-requirement', line, `${what}: "${name}"`);
    seen.add(name);
  }
};

const checkBlocks = (say: Say, blocks: readonly EarlyBlock[], operation: Operation, reading: EarlyReading): void => {
  sayTwice(say, blocks, `Duplicate requirement in ${operation}`);
  for (const block of blocks) {
    const subject = `${operation} "${block.name}"`;
    const text = textOf(block, reading);
    if (text === null) say('change/missing-text', block.line, `${subject} is missing requirement text`);
    else if (!isNormative(text)) {
      say('change/missing-keyword', block.line, keywordMessage(subject, block.name, false));
    }
    if (!hasScenario(block, reading)) {
      say('change/no-scenario', block.line, `${subject} must include at least one scenario`);
    }
  }
};

const checkConflicts = (say: Say, { added, modified, removed, renamed }: EarlyDelta): void => {
  const names = (all: readonly NamedLine[]): ReadonlySet<string> => new Set(all.map(({ name }) => name));
  const [isAdded, isModified, isRemoved] = [names(added), names(modified), names(removed)];
  const clash = (line: number, message: string): void => say('change/conflicting-operations', line, message);
  const both = (pair: string, { name, line }: NamedLine): void =>
    clash(line, `Requirement present in both ${pair}: "${name}"`);
  for (const each of modified) {
    if (isRemoved.has(each.name)) both('MODIFIED and REMOVED', each);
    if (isAdded.has(each.name)) both('MODIFIED and ADDED', each);
  }
  for (const each of added) if (isRemoved.has(each.name)) both('ADDED and REMOVED', each);
  for (const { from, to } of renamed) {
    const use = `MODIFIED references old name from RENAMED. Use new header for "${to.name}"`;
    if (isModified.has(from.name)) clash(from.line, use);
    if (isAdded.has(to.name)) clash(to.line, `RENAMED TO collides with ADDED for "${to.name}"`);
  }
};

const countEntries = ({ added, modified, removed, renamed }: EarlyDelta): number =>
  added.length + modified.length + removed.length + renamed.length;

/** What an early version of the official tool said of a change: of its deltas alone. */
export const checkEarlyChange = (
  folder: string,
  files: readonly EarlyFile[],
  reading: EarlyReading,
): readonly Remark[] => {
  const remarks = takeRemarks();
  let count = 0;
  for (const { file, path, text } of files) {
    const delta = parseEarlyDelta(text, reading);
    const say: Say = (rule, line, message) => remarks.add(rule, { file, line }, message, { path });
    checkBlocks(say, delta.added, 'ADDED', reading);
    checkBlocks(say, delta.modified, 'MODIFIED', reading);
    sayTwice(say, delta.removed, 'Duplicate requirement in REMOVED');
    const { renamed } = delta;
    sayTwice(
      say,
      renamed.map(({ from }) => from),
      'Duplicate FROM in RENAMED',
    ); // prettier-ignore
    sayTwice(
      say,
      renamed.map(({ to }) => to),
      'Duplicate TO in RENAMED',
    ); // prettier-ignore
    checkConflicts(say, delta);
    count += countEntries(delta);
    if (countEntries(delta) > 0) continue;
    if (delta.present.length === 0) say('change/no-delta-section', 1, noDeltaSection);
    else say('change/empty-delta', 1, noEntries(delta.present));
  }
  if (count === 0) remarks.add('change/no-deltas', { file: folder }, noDeltas, { path: 'file' });
  return remarks.all;
};

/** Projects on which earlier versions of the official tool are recorded: what they read otherwise, and all the rest. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { gapCases, officialCases } from '../../unit/specifications/tools/validate/rules/rule-cases.ts';
import { project, type Tree } from './arbitrary-project.ts';

export type EarlierCase = { readonly name: string; readonly tree: Tree };

const block = (name: string, scenario = '#### Scenario: Works\n- **WHEN** a\n- **THEN** b'): string =>
  `### Requirement: ${name}\nIt SHALL be.\n\n${scenario}\n\n`;
const spec = (body: string): string =>
  `# S\n\n## Purpose\nSays how this is meant, in a sentence that is long enough to be one.\n\n## Requirements\n\n${body}`;
const proposal = '## Why\n\nBecause it is needed, and nobody else does it yet.\n\n## What Changes\n\n- x\n';
const onDelta = (name: string, delta: string, path = 'a/spec.md', main = spec(block('Login'))): EarlierCase => ({
  name,
  tree: {
    'openspec/specs/a/spec.md': main,
    'openspec/changes/c/proposal.md': proposal,
    'openspec/changes/c/tasks.md': '## 1. G\n- [ ] 1.1 Do\n',
    [`openspec/changes/c/specs/${path}`]: delta,
  },
});
const onSpec = (name: string, main: string): EarlierCase => ({ name, tree: { 'openspec/specs/a/spec.md': main } });

/** What versions are known to read otherwise, one by one. */
const handMade: readonly EarlierCase[] = [
  onSpec('a heading in a fence of a spec', spec(`${block('A')}\`\`\`\n### Requirement: B\nNothing.\n\`\`\`\n`)),
  onSpec('the keyword in the second line', spec('### Requirement: A\nIt is\nand SHALL be.\n\n#### Scenario: S\n- x\n')),
  onSpec('the keyword in the title', spec('### Requirement: A SHALL be\n\n#### Scenario: S\n- x\n')),
  onSpec('a word that holds the keyword', spec('### Requirement: A\nMUSTARD.\n\n#### Scenario: S\n- x\n')),
  onSpec('a placeholder', spec(block('A')).replace(/Says.*/, 'TBD')),
  onSpec('a delta header', `${spec(block('A'))}## ADDED Requirements\n`),
  onSpec('two requirements of one name', spec(block('A') + block('A'))),
  onDelta(
    'two sections of one title',
    `## ADDED Requirements\n\n${block('A')}\n## ADDED Requirements\n\n${block('B')}`,
  ),
  onDelta(
    'a broken section before another of its title',
    `## ADDED Requirements\n\n### Requirement: A\nNo.\n\n## ADDED Requirements\n\n${block('B')}`,
  ),
  onDelta('a title in other letters', `## added requirements\n\n${block('A')}\n## ADDED Requirements\n\nNothing.\n`),
  onDelta('a removal by a star', '## REMOVED Requirements\n* `### Requirement: Login`\n'),
  onDelta(
    'a rename by a star',
    '## RENAMED Requirements\n* FROM: `### Requirement: Login`\n* TO: `### Requirement: Enter`\n',
  ),
  onDelta('a removal by a dash', '## REMOVED Requirements\n- `### Requirement: Login`\n'),
  onDelta('a header in small letters', `## ADDED Requirements\n\n${block('A').replace('Requirement', 'requirement')}`),
  onDelta('a folder of folders', `## ADDED Requirements\n\n${block('A')}`, 'a/b/spec.md'),
  onDelta('a file in no folder', `## ADDED Requirements\n\n${block('A')}`, 'spec.md'),
  onDelta('a delta of another name', `## ADDED Requirements\n\n${block('A')}`, 'a/notes.md'),
  onDelta('a bare scenario', `## ADDED Requirements\n\n${block('A', '#### Scenario: S')}`),
  onDelta(
    'a fence around a section',
    `## ADDED Requirements\n\n${block('A')}\`\`\`\n## REMOVED Requirements\n\`\`\`\n`,
  ),
  onDelta('a fenced scenario', `## ADDED Requirements\n\n${block('A', '```\n#### Scenario: S\n- x\n```')}`),
  onDelta('no keyword', `## ADDED Requirements\n\n${block('A').replace('SHALL', 'will')}`),
  onDelta('the keyword in the second line of a delta', `## ADDED Requirements\n\n${block('A').replace('It', 'It\nx')}`),
  onDelta('a lost scenario', `## MODIFIED Requirements\n\n${block('Login', '#### Scenario: Other\n- x')}`),
  onDelta(
    'a lost heading that is called no scenario',
    `## MODIFIED Requirements\n\n${block('Login')}`,
    'a/spec.md',
    spec(block('Login', '#### Works\n- x\n\n#### Scenario: Works\n- x')),
  ),
];

/** How many generated projects are recorded. */
const generated = 80;

/** All of them; generated ones are the same at every call. */
export const earlierCases = (): readonly EarlierCase[] => [
  ...handMade,
  ...[...officialCases, ...gapCases].map(({ rule, files }, index) => ({ name: `${index} ${rule}`, tree: files })),
  ...fc
    .sample(project, { numRuns: generated, seed: 1_12 })
    .map((tree, index) => ({ name: `generated ${index}`, tree })),
];

/** What a project is told apart by. */
export const digestOf = (tree: Tree): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(tree).sort(([left], [right]) => (left < right ? -1 : 1))))
    .digest('hex')
    .slice(0, 12);

/** A recorded case: items that some version sees, and for each version one or two signs an item, see {@link signsOf}. */
export type EarlierVerdict = {
  readonly digest: string;
  readonly items: readonly string[];
  /** Signs → the versions that gave them. */
  readonly signs: Readonly<Record<string, string>>;
};

/** `+` valid, `-` not, a space where it is not seen: normal, then strict, for each item in order. */
export const signsOf = (
  items: readonly string[],
  normal: ReadonlyMap<string, boolean>,
  strict: ReadonlyMap<string, boolean>,
): string => {
  const sign = (isValid: boolean | undefined): string => (isValid === undefined ? ' ' : isValid ? '+' : '-');
  return items.map((item) => sign(normal.get(item)) + sign(strict.get(item))).join('');
};

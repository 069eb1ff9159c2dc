import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { diskFiles } from '../../../specifications/files.ts';
import { openProject, type Project } from '../../../specifications/tools/project/project.ts';
import {
  officialChange,
  officialChanges,
  officialSpec,
  officialSpecs,
} from '../../../specifications/tools/look/official-shape.ts';
import { officialCases } from '../../unit/specifications/tools/validate/rules/rule-cases.ts';
import { project, type Tree } from './arbitrary-project.ts';
import { listOfficially, showOfficially } from './official-tool.ts';
import { dropFromDisk, putOnDisk } from './tree-on-disk.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(dropFromDisk));

/** Changes that were written in the same moment stand in any order. */
const comparable = (shape: object | null): unknown =>
  shape === null || !('changes' in shape) || !Array.isArray(shape.changes)
    ? shape
    : {
        ...shape,
        changes: shape.changes
          .map((change: unknown) => ({ key: JSON.stringify(change), change }))
          .sort((left, right) => (left.key < right.key ? -1 : 1)),
      };

const expectSame = async (opened: Project, root: string): Promise<void> => {
  expect(comparable(officialChanges(opened))).toEqual(comparable(await listOfficially(root, 'changes')));
  expect(officialSpecs(opened)).toEqual(await listOfficially(root, 'specs'));
  for (const id of opened.changeIds)
    expect([id, officialChange(opened, id)]).toEqual([id, await showOfficially(root, id, 'change')]);
  for (const id of opened.specIds)
    expect([id, officialSpec(opened, id)]).toEqual([id, await showOfficially(root, id, 'spec')]);
};

const hold = async (tree: Tree): Promise<void> => {
  const root = putOnDisk(tree);
  folders.push(root);
  await expectSame(await openProject(diskFiles(root)), root);
};

test.each(officialCases)('lists and shows of the hand-made case of $rule are those of the official tool', ({ files }) =>
  hold(files),
);

test('lists and shows of generated projects are those of the official tool', async () => {
  const trees = fc.sample(project, { numRuns: 80, seed: 9 });
  // A removal without a header, or with one that names nothing, is among them.
  expect(trees.some((tree) => Object.values(tree).some((text) => /^\s*[-*+] `?### Requirement:/m.test(text)))).toBe(
    true,
  );
  for (const tree of trees) await hold(tree);
});

test.each([
  ['a title', '# Change: Add login'],
  ['a title that names the document', '# Proposal'],
  ['bullets in bold', '- **auth:** Add a login\n- **auth**: renames it\n- **x:** drops\n- **y:** deletes\n- plain'],
])('a proposal without deltas, with %s, is shown as the official tool does', (_, text) =>
  hold({
    'openspec/specs/.keep': '',
    'openspec/changes/c/proposal.md': `${text.startsWith('#') ? text : '# P'}\n\n## Why\n\nBecause.\n\n## What Changes\n\n${text}\n`,
  }),
);

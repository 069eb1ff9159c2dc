import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { diskFiles } from '../../../specifications/files.ts';
import { openProject } from '../../../specifications/tools/project/project.ts';
import { officialReport } from '../../../specifications/tools/validate/report/official.ts';
import { findProfile } from '../../../specifications/tools/validate/rules/profiles.ts';
import { validate } from '../../../specifications/tools/validate/validate.ts';
import { project, type Tree } from './arbitrary-project.ts';
import {
  validateByCli,
  validateOfficially,
  type Asked,
  type OfficialItem,
  type OfficialVerdict,
} from './official-tool.ts';
import { dropFromDisk, putOnDisk } from './tree-on-disk.ts';
import { memoryFiles } from '../../unit/specifications/memory-files.ts';
import { archivedCases, gapCases, officialCases } from '../../unit/specifications/tools/validate/rules/rule-cases.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(dropFromDisk));

const place = (tree: Tree): string => {
  const root = putOnDisk(tree);
  folders.push(root);
  return root;
};

const validateOurs = async (root: string, { isStrict, isArchived }: Asked): Promise<OfficialVerdict> => {
  const profile = findProfile('openspec@1.13');
  if (profile === null) throw new Error('no such profile');
  const scope = { changes: !isArchived, specs: !isArchived, archived: isArchived };
  const result = validate(await openProject(diskFiles(root)), {
    profile,
    isStrict,
    scope,
    only: null,
    library: null,
    areDocumentsChecked: false,
  });
  return { exitCode: result.isValid ? 0 : 1, items: officialReport(result, root).items };
};

/** Leaves out what no verdict depends on: times, order, and the wording of a schema's own load error. */
const comparable = ({ exitCode, items }: OfficialVerdict): unknown => ({
  exitCode,
  items: items
    .map(({ id, type, valid, issues }: OfficialItem) => ({
      item: `${type}/${id}`,
      valid,
      issues: issues
        .map(
          ({ level, path, message, line }) =>
            `${level} ${path}:${line ?? '-'} ${message.replace(/((?:Invalid|Failed to parse) schema at '[^']*': ).*$/s, 'schema …')}`,
        )
        .sort(),
    }))
    .sort((left, right) => (left.item < right.item ? -1 : 1)),
});

const isLong = process.env['WS_LONG'] !== undefined;

test.each([
  { isStrict: false, isArchived: false, runs: isLong ? 2000 : 100 },
  { isStrict: true, isArchived: false, runs: isLong ? 2000 : 30 },
  { isStrict: false, isArchived: true, runs: isLong ? 1000 : 30 },
])('a generated project gets the verdict of the official tool (%o)', async ({ runs, ...asked }) => {
  await fc.assert(
    fc.asyncProperty(project, async (tree) => {
      const root = place(tree);
      expect(comparable(await validateOurs(root, asked))).toEqual(comparable(await validateOfficially(root, asked)));
      dropFromDisk(root);
    }),
    { numRuns: runs },
  );
});

test('the official command line gives the verdict that its command gives in this process', async () => {
  for (const [seed, tree] of fc.sample(project, { numRuns: isLong ? 40 : 4, seed: 7 }).entries()) {
    const asked = { isStrict: seed % 2 === 0, isArchived: false };
    const root = place(tree);
    expect(comparable(await validateOurs(root, asked))).toEqual(comparable(validateByCli(root, asked)));
  }
});

test.each([...officialCases, ...gapCases, ...archivedCases])(
  'the hand-made case of $rule gets the official verdict',
  async ({ rule, files }) => {
    const root = place(files);
    for (const isStrict of [false, true]) {
      const asked = { isStrict, isArchived: rule.startsWith('archive/') };
      expect(comparable(await validateOurs(root, asked))).toEqual(comparable(await validateOfficially(root, asked)));
    }
  },
);

test('generated projects break nearly every rule that the official tool knows', async () => {
  const seen = new Set<string>();
  const profile = findProfile('openspec@1.13');
  if (profile === null) throw new Error('no such profile');
  for (const tree of fc.sample(project, { numRuns: 3000, seed: 11 })) {
    const opened = await openProject(memoryFiles(tree));
    const options = {
      profile,
      isStrict: false,
      scope: { changes: true, specs: true, archived: false },
      only: null,
      library: null,
      areDocumentsChecked: false,
    };
    for (const item of validate(opened, options).items) for (const finding of item.findings) seen.add(finding.rule);
  }
  const unseen = [...profile.levels.keys()].filter((rule) => !seen.has(rule) && !rule.startsWith('archive/'));
  // A disk that refuses, and contradictions that are reported before the merge finds them.
  expect(unseen).toEqual(['spec/unreadable', 'change/not-applicable', 'change/unreadable']);
});

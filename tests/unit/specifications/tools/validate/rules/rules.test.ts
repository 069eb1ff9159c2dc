import { describe, expect, test } from 'vitest';
import { planFixes } from '../../../../../../specifications/tools/validate/fixes.ts';
import { openLibrary } from '../../../../../../specifications/tools/project/library.ts';
import { openProject } from '../../../../../../specifications/tools/project/project.ts';
import { findProfile, rules } from '../../../../../../specifications/tools/validate/rules/profiles.ts';
import { validate, type Validation } from '../../../../../../specifications/tools/validate/validate.ts';
import { memoryFiles } from '../../../memory-files.ts';
import { archivedCases, documentCases, gapCases, officialCases, type RuleCase } from './rule-cases.ts';

const check = async (
  files: RuleCase['files'],
  name: string,
  isArchived = false,
  isStrict = false,
): Promise<Validation> => {
  const profile = findProfile(name);
  if (profile === null) throw new Error(`no profile ${name}`);
  const scope = { changes: !isArchived, specs: !isArchived, archived: isArchived };
  const disk = memoryFiles(files);
  const project = await openProject(disk);
  const library = profile.isOfficial ? null : await openLibrary(disk, project);
  return validate(project, { profile, isStrict, scope, only: null, library, areDocumentsChecked: true });
};

const found = ({ items }: Validation): readonly string[] =>
  items.flatMap((item) => item.findings).map(({ rule, file, line }) => `${rule} ${file}:${line}`);

test.each(officialCases)('$rule is found under the official profile at $at', async ({ rule, files, at }) => {
  expect(found(await check(files, 'openspec@1.13'))).toContain(`${rule} ${at}`);
});

test.each(archivedCases)('$rule is found among archived changes at $at', async ({ rule, files, at }) => {
  expect(found(await check(files, 'openspec@1.13', true))).toContain(`${rule} ${at}`);
});

test.each([...gapCases, ...documentCases])(
  '$rule is found under our profile at $at and passes the official one',
  async ({ rule, files, at }) => {
    const ours = await check(files, 'ws');
    expect(found(ours)).toContain(`${rule} ${at}`);
    const finding = ours.items.flatMap((item) => item.findings).find((each) => each.rule === rule);
    expect(finding?.hint).not.toBe('');
    expect(found(await check(files, 'openspec@1.13', false, true))).not.toContain(`${rule} ${at}`);
  },
);

test('there is a case for every rule that can come up', () => {
  const shown = new Set([...officialCases, ...archivedCases, ...gapCases, ...documentCases].map((each) => each.rule));
  const hidden = rules.filter((rule) => !shown.has(rule.id)).map((rule) => rule.id);
  // These need a disk that refuses, a delta that contradicts itself in a way reported before, or an address that the
  // schema lets through.
  expect(hidden).toEqual(['spec/unreadable', 'change/not-applicable', 'change/unreadable', 'document/bad-address']);
});

test('a project that follows every rule has no finding under our profile', async () => {
  const fine = officialCases.find((each) => each.rule === 'change/no-deltas')?.files ?? {};
  const delta =
    '## ADDED Requirements\n### Requirement: New\nIt SHALL be.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n';
  expect(found(await check({ ...fine, 'openspec/changes/fix/specs/auth/spec.md': delta }, 'ws'))).toEqual([]);
});

describe('a change that depends on another is checked as it will be archived, after it', () => {
  const named = (name: string): string =>
    `### Requirement: ${name}\nIt SHALL be.\n**Reason**: a\n**Migration**: b\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
  const section = (title: string, name: string): string => `## ${title} Requirements\n${named(name)}`;
  const rename = (from: string, to: string): string =>
    `## RENAMED Requirements\n- FROM: \`### Requirement: ${from}\`\n- TO: \`### Requirement: ${to}\`\n`;
  const rulesIn = async (first: string, second: string, metadata: string): Promise<readonly string[]> => {
    const fine = officialCases.find((each) => each.rule === 'change/no-deltas')?.files ?? {};
    const files = {
      ...fine,
      'openspec/specs/auth/spec.md': `${fine['openspec/specs/auth/spec.md'] ?? ''}\n${named('Old')}`,
      'openspec/changes/first/specs/auth/spec.md': first,
      'openspec/changes/fix/specs/auth/spec.md': second,
      ...(metadata === '' ? {} : { 'openspec/changes/fix/.openspec.yaml': metadata }),
    };
    const { items } = await check(files, 'ws');
    const own = items.find(({ id }) => id === 'fix')?.findings ?? [];
    return own.map(({ rule }) => rule).filter((rule) => rule !== 'change/overlap');
  };

  test.each([
    ['change/modified-unknown', section('ADDED', 'New'), section('MODIFIED', 'New')],
    ['change/removed-unknown', section('ADDED', 'New'), section('REMOVED', 'New')],
    ['change/renamed-unknown', section('ADDED', 'New'), rename('New', 'Newer')],
    ['change/modified-unknown', rename('Login', 'Sign in'), section('MODIFIED', 'Sign in')],
    ['change/added-exists', section('REMOVED', 'Login'), section('ADDED', 'Login')],
    ['change/renamed-exists', rename('Login', 'Sign in'), rename('Old', 'Login')],
  ])('%s is told without depends_on only', async (rule, first, second) => {
    expect(await rulesIn(first, second, '')).toEqual([rule]);
    const metadata = 'schema: spec-driven\ndepends_on: [first]\n';
    expect(await rulesIn(first, second, metadata)).not.toContain(rule);
  });
});

test.each(['change/misspelt-section', 'spec/header-space', 'change/removed-misspelt'])(
  '%s is gone after its fix',
  async (rule) => {
    const files = [...gapCases, ...officialCases].find((each) => each.rule === rule)?.files ?? {};
    const before = await check(files, 'ws');
    const fixed = planFixes(before, (path) => memoryFiles(files).read(path));
    expect(fixed).toHaveLength(1);
    const after = await check({ ...files, ...Object.fromEntries(fixed.map(({ file, text }) => [file, text])) }, 'ws');
    expect(found(after).filter((line) => line.startsWith(rule))).toEqual([]);
  },
);

test('every operation that archiving would refuse is told, not only the first', async () => {
  const main = 'openspec/specs/auth/spec.md';
  const delta = 'openspec/changes/fix/specs/auth/spec.md';
  const block = (name: string): string =>
    `### Requirement: ${name}\nIt SHALL be.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
  const fine = officialCases.find((each) => each.rule === 'change/no-deltas')?.files ?? {};
  const files = {
    ...fine,
    [main]: `# S\n## Purpose\nThis capability lets users do what they came for, from first to last.\n\n## Requirements\n${block('Log in')}${block('Old')}`,
    [delta]:
      `## MODIFIED Requirements\n${block('Nobody')}${block('Neither')}## ADDED Requirements\n${block('Log in').replace('be', 'stay')}${block('Old')}` +
      '## RENAMED Requirements\nFROM: `### Requirement: Old`\nTO: `### Requirement: Older`\n' +
      '## REMOVED Requirements\n### Requirement: Gone\n**Reason**: x\n**Migration**: none\n',
  };
  const told = found(await check(files, 'ws')).filter((each) => !each.startsWith('proposal/'));
  expect(told).toEqual([
    `change/modified-unknown ${delta}:2`,
    `change/removed-unknown ${delta}:31`,
    `change/modified-unknown ${delta}:8`,
    `change/added-exists ${delta}:15`,
  ]);
});

describe('what was told though nothing was wrong', () => {
  const onSpec = (body: string): RuleCase['files'] => ({
    'openspec/specs/a/spec.md': `# a\n\n## Purpose\nSays how this is meant, in a sentence that is long enough.\n\n## Requirements\n\n### Requirement: One\nIt SHALL be.\n\n${body}\n\n#### Scenario: S\n- **WHEN** x\n- **THEN** y\n`,
  });
  const conflict = '<<<<<<< HEAD\nfoo\n=======\nbar\n>>>>>>> b';
  const change = 'openspec/changes/c';
  const whole = {
    [`${change}/proposal.md`]: '# C\n\n## Background\nNobody can.\n\n## Scope\nAll.\n',
    [`${change}/tasks.md`]: '- [x] 1.1 Do\n',
  };
  const removal = `## REMOVED Requirements\n\n### Requirement: Entirely different\nRemoved, for nobody used it.\n`;

  test.each([
    ['a conflict as an example', onSpec('```\n' + conflict + '\n```')],
    ['a line of a conflict', onSpec('<<<<<<< HEAD\n\n>>>>>>> b')],
    ['links as examples', onSpec('[text](url), [tpl](${BASE}/x), `` [c](d.md) ``\n\n    [indented](e.md)')],
    ['an address of a scheme of its own', onSpec('See `spec://cluster/ui#chunk-1`.')],
    [
      'a proposal of another template',
      { ...whole, [`${change}/.openspec.yaml`]: 'schema: spec-driven\nskip_specs: true\n' },
    ],
    ['a removal that was synced before', { ...whole, ...onSpec(''), [`${change}/specs/a/spec.md`]: removal }],
  ])('%s', async (_, files) => {
    const rules = (await check(files, 'ws')).items.flatMap((item) => item.findings);
    expect(rules.filter(({ level }) => level !== 'info').map(({ rule }) => rule)).toEqual([]);
  });

  test.each([
    ['text/conflict-marker', onSpec(conflict)],
    ['text/conflict-marker', onSpec('```\nopen\n\n' + conflict)],
    ['text/dead-link', onSpec('[a](b.md)')],
    [
      'change/removed-unknown',
      { ...whole, ...onSpec(''), [`${change}/specs/a/spec.md`]: removal.replace('Entirely different', 'Ones') },
    ],
    [
      'change/removed-unknown',
      { ...whole, ...onSpec(''), [`${change}/specs/a/spec.md`]: removal, [`${change}/tasks.md`]: '- [ ] 1.1 Do\n' },
    ],
  ])('but %s is told where it holds', async (rule, files) => {
    expect(found(await check(files, 'ws')).map((each) => each.split(' ')[0])).toContain(rule);
  });

  test.each([
    ['## Requirements (unchanged, restated for continuity)', false],
    ['## Unchanged invariants', false],
    ['## Requirements', true],
    ['## Notes on changes', true],
  ])(
    'a requirement outside of the delta sections is told of, unless its heading says so: %s',
    async (heading, isTold) => {
      const delta = `## ADDED Requirements\n\n### Requirement: R\nIt SHALL be.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n\n${heading}\n\n### Requirement: Kept\nIt SHALL stay.\n`;
      const files = { ...whole, ...onSpec(''), [`${change}/specs/b/spec.md`]: delta };
      const rules = async (profile: string): Promise<readonly (string | undefined)[]> =>
        found(await check(files, profile)).map((each) => each.split(' ')[0]);
      expect((await rules('ws')).includes('change/stray-requirement')).toBe(isTold);
      expect(await rules('openspec@1.13')).toContain('change/stray-requirement');
    },
  );

  const inLanguage = (text: string, scenario: string): RuleCase['files'] => ({
    'openspec/specs/a/spec.md': `# a\n\n## Purpose\nSays how this is meant, in a sentence that is long enough.\n\n## Requirements\n\n### Requirement: R\n${text}\n\n#### Scenario: S\n${scenario}\n`,
  });

  test.each([
    ['系统必须记录事件。', '- **当** 用户登录\n- **那么** 记录事件'],
    ['O sistema DEVE registrar o evento.', 'Dado um usuário\nQuando ele entra\nEntão há um evento'],
    ['Das System MUSS das Ereignis vermerken.', '- **Wenn** jemand kommt\n- **Dann** steht es da'],
  ])('other languages are not held to the words of English: %s', async (text, scenario) => {
    expect(found(await check(inLanguage(text, scenario), 'ws'))).toEqual([]);
    expect(found(await check(inLanguage(text, scenario), 'openspec@1.13'))).not.toEqual([]);
  });

  test.each([
    ['O sistema deve registrar.', '- **WHEN** a\n- **THEN** b', ['spec/missing-keyword']],
    ['It SHALL be.', '- **Quando** a\n- **Dann** b', ['scenario/no-steps']],
    ['It SHALL be.', '- **Quando** a', ['scenario/no-steps']],
  ])('but only where one language says it all, or says it in capitals: %s %s', async (text, scenario, rules) => {
    const told = found(await check(inLanguage(text, scenario), 'ws')).map((each) => each.split(' ')[0]);
    expect(told).toEqual(rules);
  });

  test('a heading between scenarios that is called none is none', async () => {
    const note = '#### Why it is so\nBecause.';
    expect(found(await check(onSpec(note), 'ws'))).toEqual([]);
    expect(found(await check(onSpec(note.replace('####', '#### Scenario:')), 'ws'))).toEqual([
      'scenario/no-steps openspec/specs/a/spec.md:11',
    ]);
    const alone = inLanguage('It SHALL be.', 'x\n\n#### Methods\nNone.')['openspec/specs/a/spec.md'] ?? '';
    const { items } = await check({ 'openspec/specs/a/spec.md': alone.replace('Scenario: S', 'Fields') }, 'ws');
    expect(items.flatMap((item) => item.findings).map(({ line, message }) => [line, message])).toEqual([
      [11, '"R" has no scenario, though "Fields", "Methods" count as such: no WHEN and no THEN.'],
    ]);
  });

  test.each([
    ['**Depends on**', true],
    ['**What a bot does, is done as always**', false],
    ['**bot 参与的对局不做特殊处理**', false],
  ])('a modified requirement without the line %s: %s', async (key, isTold) => {
    const main = onSpec('');
    const file = 'openspec/specs/a/spec.md';
    const spec = (main[file] ?? '').replace('It SHALL be.', `It SHALL be.\n${key}: x`);
    const delta =
      '## MODIFIED Requirements\n\n### Requirement: One\nIt SHALL stay.\n\n#### Scenario: S\n- **WHEN** x\n- **THEN** y\n';
    const rules = found(await check({ ...whole, [file]: spec, [`${change}/specs/a/spec.md`]: delta }, 'ws'));
    expect(rules.some((each) => each.startsWith('change/erases-metadata'))).toBe(isTold);
  });
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentSchema } from '../../../../../../specifications/content/document-schema.ts';
import {
  makeBaseline,
  parseBaseline,
  withoutBaseline,
} from '../../../../../../specifications/tools/validate/baseline.ts';
import { explainRule, ruleTable } from '../../../../../../specifications/tools/look/explain.ts';
import { applyEdits } from '../../../../../../specifications/tools/validate/fixes.ts';
import { openProject } from '../../../../../../specifications/tools/project/project.ts';
import { githubReport } from '../../../../../../specifications/tools/validate/report/github.ts';
import { jsonReport } from '../../../../../../specifications/tools/validate/report/json.ts';
import { junitReport } from '../../../../../../specifications/tools/validate/report/junit.ts';
import { officialReport } from '../../../../../../specifications/tools/validate/report/official.ts';
import { sarifReport } from '../../../../../../specifications/tools/validate/report/sarif.ts';
import { textReport } from '../../../../../../specifications/tools/validate/report/text.ts';
import { adjustProfile, findProfile, rules } from '../../../../../../specifications/tools/validate/rules/profiles.ts';
import { touchedItems } from '../../../../../../specifications/tools/validate/touched.ts';
import { resolveItems, validate, type Validation } from '../../../../../../specifications/tools/validate/validate.ts';
import { memoryFiles } from '../../../memory-files.ts';

const long = 'This capability lets users do what they came for, from first to last.';
const spec = (body: string): string =>
  `## Purpose\n${long}\n\n## Requirements\n### Requirement: A <&> "b"\n${body}\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
const files = {
  'openspec/specs/good/spec.md': spec('It SHALL be.'),
  'openspec/specs/bad/spec.md': spec('It is.'),
  'openspec/changes/good/specs/bad/spec.md':
    '## ADDED Requirements\n### Requirement: New\nIt SHALL.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n',
};

const run = async (
  severities: Parameters<typeof adjustProfile>[1] = {},
  tree: Readonly<Record<string, string>> = files,
  isStrict = false,
): Promise<Validation> => {
  const profile = findProfile('openspec@1.13');
  if (profile === null) throw new Error('no profile');
  const scope = { changes: true, specs: true, archived: false };
  return validate(await openProject(memoryFiles(tree)), {
    profile: adjustProfile(profile, severities),
    isStrict,
    scope,
    only: null,
    library: null,
    areDocumentsChecked: false,
  });
};

test('the official report has the official shape', async () => {
  const report = officialReport(await run({}, files, true), '/root');
  expect(report).toMatchObject({
    summary: {
      totals: { items: 3, passed: 2, failed: 1 },
      byType: { change: { items: 1, passed: 1, failed: 0 }, spec: { items: 2, passed: 1, failed: 1 } },
    },
    version: '1.0',
    root: { path: '/root', source: 'nearest' },
  });
  expect(report.items.map((item) => `${item.type}/${item.id}`)).toEqual(['spec/bad', 'change/good', 'spec/good']);
  expect(report.items[0]?.issues).toEqual([
    {
      level: 'WARNING',
      path: 'requirements[0]',
      message: expect.stringMatching(/should contain SHALL or MUST/) as string,
    },
  ]);
});

test('severities can be raised, lowered and switched off', async () => {
  expect((await run({ 'spec/missing-keyword': 'error' })).isValid).toBe(false);
  expect((await run({ 'spec/missing-keyword': 'off' }, files, true)).isValid).toBe(true);
  expect((await run({ 'no/such-rule': 'error' })).isValid).toBe(true);
});

test('text, JSON, SARIF, JUnit and GitHub reports name rule, file and line of every finding', async () => {
  const result = await run();
  const place = 'openspec/specs/bad/spec.md';
  expect(textReport(result)).toContain(`! ${place}:5:18 Requirement "A <&> "b"" should`);
  expect(textReport(result)).toContain('3 passed, 0 failed (3 items): 0 errors, 1 warning, ');
  expect(jsonReport(result).items[0]?.findings[0]).toMatchObject({
    rule: 'spec/missing-keyword',
    file: place,
    line: 5,
    column: 18,
  });
  const sarif = sarifReport(result, '1.2.3');
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { rules: [{ id: 'spec/missing-keyword' }] } },
        results: [
          {
            ruleId: 'spec/missing-keyword',
            ruleIndex: 0,
            level: 'warning',
            locations: [
              { physicalLocation: { artifactLocation: { uri: place }, region: { startLine: 5, startColumn: 18 } } },
            ],
          },
        ],
      },
    ],
  });
  const junit = junitReport(result);
  expect(junit).toContain('<testsuites tests="3" failures="0"');
  expect(junit).toContain('A &lt;&amp;&gt; &quot;b&quot;');
  expect(githubReport(result)).toMatch(
    /^::warning file=openspec\/specs\/bad\/spec\.md,line=5,col=18,title=spec\/missing-keyword::Requirement .*%0A/,
  );
});

test('a baseline takes known findings out, wherever they moved, and lets a second one through', async () => {
  const before = await run({ 'spec/missing-keyword': 'error' });
  const baseline = parseBaseline(JSON.stringify(makeBaseline(before)));
  if (!baseline.ok) throw new Error(baseline.error);
  const moved = await run(
    { 'spec/missing-keyword': 'error' },
    { ...files, 'openspec/specs/bad/spec.md': `# T\n\n${spec('It is.')}` },
  );
  expect(withoutBaseline(moved, baseline.value).isValid).toBe(true);
  const more = await run(
    { 'spec/missing-keyword': 'error' },
    { ...files, 'openspec/specs/good/spec.md': spec('It is.') },
  );
  expect(
    withoutBaseline(more, baseline.value)
      .items.flatMap((item) => item.findings)
      .map((finding) => finding.file),
  ).toEqual(['openspec/specs/good/spec.md']);
  expect(parseBaseline('{').ok).toBe(false);
  expect(parseBaseline('{"version":2,"known":{}}').ok).toBe(false);
});

test('a name of a change and a spec is ambiguous until it says which', async () => {
  const project = await openProject(memoryFiles(files));
  expect(resolveItems(project, ['good'])).toEqual({ ok: false, error: { code: 'ambiguous', name: 'good' } });
  expect(resolveItems(project, ['spec/good', 'bad'])).toEqual({
    ok: true,
    value: [
      { kind: 'spec', id: 'good' },
      { kind: 'spec', id: 'bad' },
    ],
  });
  expect(resolveItems(project, ['nope'])).toEqual({ ok: false, error: { code: 'unknown', name: 'nope' } });
});

test.each([
  [['openspec/specs/good/spec.md'], ['spec/good']],
  [['openspec/specs/bad/spec.md'], ['change/good', 'spec/bad']],
  [['openspec/changes/good/tasks.md'], ['change/good']],
  [['openspec/config.yaml'], ['change/good']],
  [['src/a.ts'], []],
])('after %j the items %j are concerned', async (changed, items) => {
  const project = await openProject(memoryFiles(files));
  expect(touchedItems(project, changed).map(({ kind, id }) => `${kind}/${id}`)).toEqual(items);
});

test('edits keep line ends and byte order mark, and of two that overlap one is made', () => {
  const edits = [
    { line: 2, column: 1, endColumn: 3, text: 'X' },
    { line: 2, column: 2, endColumn: 4, text: 'Y' },
    { line: 1, column: 2, endColumn: 2, text: '-' },
  ];
  expect(applyEdits('\ufeffab\r\ncdef\n', edits)).toBe('\ufeffa-b\r\nXef\n');
});

test('every rule says what it finds, why, and what to do', () => {
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  for (const rule of rules) {
    expect(rule.id).toMatch(/^[a-z]+\/[a-z-]+$/);
    for (const text of [rule.title, rule.why, rule.fix]) expect(text.length).toBeGreaterThan(5);
    expect(explainRule(rule)).toContain(rule.why);
  }
});

test('the written-out schema and rule table are those of the code', () => {
  expect(JSON.parse(readFileSync('schema/spec.schema.json', 'utf8'))).toEqual(documentSchema);
  expect(readFileSync('docs/specifications/rules.md', 'utf8')).toContain(ruleTable());
});

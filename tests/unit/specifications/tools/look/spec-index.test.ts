import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { diskFiles } from '../../../../../specifications/files.ts';
import { drawGraph, graphOf, listIndex, searchIndex } from '../../../../../specifications/tools/look/look-up.ts';
import { openLibrary } from '../../../../../specifications/tools/project/library.ts';
import { impactOfChange, impactOfSpec } from '../../../../../specifications/tools/look/impact.ts';
import { openProject } from '../../../../../specifications/tools/project/project.ts';
import { describeDiff, diffSpecs } from '../../../../../specifications/tools/look/spec-diff.ts';
import { buildIndex } from '../../../../../specifications/tools/look/spec-index.ts';
import { memoryFiles } from '../../memory-files.ts';

const block = (name: string, body = 'It SHALL be.'): string =>
  `### Requirement: ${name}\n${body}\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
const spec = (...blocks: readonly string[]): string =>
  `# Auth\n\n## Purpose\nWho is who.\n\n## Requirements\n${blocks.join('\n')}`;
const tree = {
  'openspec/specs/auth/spec.md': spec(block('Log in'), block('Log out')),
  'openspec/specs/billing/spec.md': spec(block('Pay', 'Users SHALL pay after spec://cap/auth#log-in.')),
  'openspec/changes/a/specs/auth/spec.md': '## REMOVED Requirements\n### Requirement: Log in\n',
  'openspec/changes/a/tasks.md': '- [x] a\n- [ ] b\n',
  'openspec/changes/b/specs/auth/spec.md': `## MODIFIED Requirements\n${block('Log in')}`,
  'openspec/changes/b/.openspec.yaml': 'schema: spec-driven\ndepends_on: [c]\n',
  'specifications/content/x/y.yaml':
    'spec: spec://x/y\nversion: 2\nstatus: draft\ntitle: Y\ndepends: [spec://cap/auth]\nrequirements: [{id: R-1, text: It SHALL}]\n',
};

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const onDisk = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'ws-index-'));
  folders.push(root);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

const later = Date.now() + 3_600_000;

test('a second index reads only what changed and is the same as a fresh one', async () => {
  const root = onDisk();
  const files = diskFiles(root);
  const first = await buildIndex(files, null, 0);
  expect(first).toMatchObject({ parsed: 7, same: 0, untouched: 0 });
  expect(await buildIndex(files, first.index, later)).toMatchObject({
    parsed: 0,
    same: 0,
    untouched: 7,
    index: first.index,
  });
  const changed = join(root, 'openspec/specs/billing/spec.md');
  writeFileSync(changed, spec(block('Refund')));
  utimesSync(join(root, 'openspec/specs/auth/spec.md'), 1, 1);
  const second = await buildIndex(files, first.index, later);
  expect(second).toMatchObject({ parsed: 1, same: 1, untouched: 5 });
  expect(second.index).toEqual((await buildIndex(files, null, 0)).index);
});

test('a file that changed just before the index was kept is not trusted', async () => {
  const files = diskFiles(onDisk());
  const first = await buildIndex(files, null, 0);
  expect(await buildIndex(files, first.index, Date.now())).toMatchObject({ untouched: 0, same: 7 });
});

test('the index lists, searches and draws what there is', async () => {
  const { index } = await buildIndex(memoryFiles(tree), null, 0);
  expect(listIndex(index).map(({ kind, id, requirements, tasks }) => [kind, id, requirements, tasks])).toEqual([
    ['spec', 'auth', 2, null],
    ['spec', 'billing', 1, null],
    ['document', 'spec://x/y:2', 1, null],
    ['change', 'a', null, { done: 1, total: 2 }],
    ['change', 'b', null, { done: 0, total: 0 }],
  ]);
  expect(searchIndex(index, 'log OUT')).toMatchObject([
    { file: 'openspec/specs/auth/spec.md', line: 14, text: 'Log out' },
  ]);
  const edges = graphOf(index).map(({ from, to, kind }) => `${from} ${kind} ${to}`);
  expect(edges.sort()).toEqual([
    'change/a changes spec://cap/auth',
    'change/b changes spec://cap/auth',
    'change/b depends change/c',
    'spec://cap/billing links spec://cap/auth#log-in',
    'spec://x/y depends spec://cap/auth',
  ]);
  expect(drawGraph(graphOf(index), 'mermaid')).toMatch(/^graph LR\n {2}n0\["/);
  expect(drawGraph(graphOf(index), 'dot')).toContain('"change/b" -> "change/c" [label=depends];');
});

test('the impact of a change names what it breaks and who else is there', async () => {
  const files = memoryFiles(tree);
  const project = await openProject(files);
  const library = await openLibrary(files, project);
  const workstreams = [{ file: 'ws.json', text: '{\n "change": "a"\n}', steps: [] }];
  const impact = impactOfChange(project, library, workstreams, 'a');
  expect(impact.map(({ kind, id, line, isBroken }) => [kind, id, line, isBroken])).toEqual([
    ['spec', 'billing', 8, true],
    ['document', 'spec://x/y:2', 5, false],
    ['change', 'b', 2, true],
    ['workstream', 'ws.json', 2, false],
  ]);
  expect(impactOfSpec(project, library, [], 'spec://cap/auth').map(({ id, how }) => [id, how])).toEqual([
    ['billing', 'refers to spec://cap/auth#log-in'],
    ['spec://x/y:2', 'refers to spec://cap/auth'],
    ['a', 'REMOVED "Log in"'],
    ['b', 'MODIFIED "Log in"'],
  ]);
});

test('what depends on something that depends on a spec depends on it, too; a ring ends', async () => {
  const document = (name: string, more: string): string =>
    `spec: spec://x/${name}\nversion: 1\nstatus: draft\ntitle: ${name}\n${more}\n`;
  // a → b → c → b
  const files = memoryFiles({
    'specifications/content/x/a.yaml': document('a', 'extends: spec://x/b'),
    'specifications/content/x/b.yaml': document('b', 'extends: spec://x/c'),
    'specifications/content/x/c.yaml': document('c', 'depends: [spec://x/b]'),
  });
  const project = await openProject(files);
  const text = 'run: x spec://x/a\n';
  const found = impactOfSpec(
    project,
    await openLibrary(files, project),
    [{ file: 'w', text, steps: [] }],
    'spec://x/c',
  );
  expect(found.map(({ id, how }) => [id, how])).toEqual([
    ['spec://x/b:1', 'refers to spec://x/c'],
    ['spec://x/a:1', 'refers to spec://x/b, which leads to spec://x/c'],
    ['w', 'refers to spec://x/a, which leads to spec://x/c'],
  ]);
});

const none: ReadonlyMap<string, string> = new Map();

test('a requirement that is renamed and changed is one, and other steps of a scenario are told', () => {
  const before = spec(block('Old'), block('Kept'));
  const after = spec(block('New', 'It MUST be.'), block('Kept').replace('**THEN**', '**THEN** at once'));
  expect(describeDiff(diffSpecs(before, after, new Map([['Old', 'New']])))).toBe(
    '> Old → New\n~ New: text\n~ Kept: ~ scenario "S"\n',
  );
});

test('names that are traded are followed', () => {
  const [before, after] = [spec(block('A', 'It SHALL a.'), block('B')), spec(block('B', 'It SHALL a.'), block('A'))];
  const renames = new Map([
    ['A', 'B'],
    ['B', 'A'],
  ]);
  expect(describeDiff(diffSpecs(before, after, renames))).toBe('> A → B\n> B → A\n');
});

test('two specs are compared by requirement and scenario', () => {
  const before = spec(
    block('Same'),
    block('Old name', 'It SHALL stay.'),
    block('Gone', 'It SHALL go.'),
    block('Edited'),
  );
  const after = spec(
    block('Same'),
    block('New name', 'It SHALL stay.'),
    block('Edited', 'It MUST be.').replace('Scenario: S', 'Scenario: T'),
    block('New', 'It SHALL come.'),
  );
  expect(describeDiff(diffSpecs(before, after, none))).toBe(
    '> Old name → New name\n- Gone\n~ Edited: text, + scenario "T", - scenario "S"\n+ New\n',
  );
  expect(diffSpecs(before, before, none)).toEqual([]);
  expect(diffSpecs(null, spec(block('A')), none)).toEqual([{ kind: 'added', name: 'A' }]);
});

test('impact names the step of a workstream that refers to a spec', async () => {
  const files = memoryFiles(tree);
  const project = await openProject(files);
  const library = await openLibrary(files, project);
  const steps = ['a', 'b'].map((id, at) => ({
    id,
    line: at + 3,
    text: `{"run":"${at === 0 ? '' : 'spec://cap/auth'}"}`,
  }));
  const text = '# about spec://cap/auth\nsteps:\n- id: a\n- id: b\n  run: x spec://cap/auth\n';
  const found = impactOfSpec(project, library, [{ file: 'w.yaml', text, steps }], 'spec://cap/auth');
  expect(found.filter(({ kind }) => kind === 'workstream').map(({ line, step }) => [line, step])).toEqual([
    [1, null],
    [5, 'b'],
  ]);
});

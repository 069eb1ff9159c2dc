import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { diskFiles, type WritableFiles } from '../../../../../specifications/files.ts';
import { validateProject } from '../../../../../specifications/index.ts';
import { planArchive, type ArchivePlan } from '../../../../../specifications/tools/archive/archive.ts';
import { writeArchive } from '../../../../../specifications/tools/archive/archive-write.ts';
import { orderChanges } from '../../../../../specifications/tools/project/dependencies.ts';
import { planFixes, writeFixes } from '../../../../../specifications/tools/validate/fixes.ts';
import { openProject } from '../../../../../specifications/tools/project/project.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const block = (name: string): string =>
  `### Requirement: ${name}\nIt SHALL be.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n`;
const spec = `# Auth\n\n## Purpose\nThis capability lets users do what they came for, from first to last.\n\n## Requirements\n\n${block('Log in')}`;
const proposal = '## Why\nBecause nobody can log out today, and everybody has asked for it.\n\n## What Changes\n- x\n';

const place = (tree: Readonly<Record<string, string>>): WritableFiles => {
  const root = mkdtempSync(join(tmpdir(), 'ws-archive-'));
  folders.push(root);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return diskFiles(root);
};

const base = {
  'openspec/specs/auth/spec.md': spec,
  'openspec/changes/out/proposal.md': proposal,
  'openspec/changes/out/tasks.md': '- [x] a\n',
  'openspec/changes/out/specs/auth/spec.md': `## ADDED Requirements\n${block('Log out')}`,
  'openspec/changes/out/specs/fresh/area/spec.md': `## ADDED Requirements\n${block('Breathe')}`,
};

const plan = async (files: WritableFiles): Promise<ArchivePlan> => {
  const planned = planArchive(await openProject(files), 'out', { today: '2026-01-02', skipSpecs: false });
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
};

test('a plan writes nothing and says what would be written', async () => {
  const files = place(base);
  const { specs, to } = await plan(files);
  expect(specs.map(({ capability, outcome, counts }) => [capability, outcome, counts.added])).toEqual([
    ['auth', 'update', 1],
    ['fresh/area', 'create', 1],
  ]);
  expect(to).toBe('openspec/changes/archive/2026-01-02-out');
  expect(files.read('openspec/specs/auth/spec.md')).toEqual({ ok: true, value: spec });
  expect(files.kind('openspec/specs/fresh')).toBeNull();
});

test('a spec that changed since the plan stops the archive before anything is written', async () => {
  const files = place(base);
  const planned = await plan(files);
  files.write('openspec/specs/auth/spec.md', `${spec}\nmore\n`);
  expect(writeArchive(files, planned)).toMatchObject({ ok: false, error: { code: 'CHANGED' } });
  expect(files.kind('openspec/specs/fresh')).toBeNull();
  expect(files.kind('openspec/changes/out')).toBe('directory');
});

test('when the change cannot be moved, the specs are as they were', async () => {
  const files = place(base);
  const planned = await plan(files);
  const stuck: WritableFiles = { ...files, move: () => ({ ok: false, error: { code: 'EPERM', message: 'no' } }) };
  expect(writeArchive(stuck, planned)).toMatchObject({ ok: false, error: { code: 'EPERM' } });
  expect(files.read('openspec/specs/auth/spec.md')).toEqual({ ok: true, value: spec });
  expect(files.kind('openspec/specs/fresh')).toBeNull();
});

test('an invalid change and a taken archive name are refused', async () => {
  const today = { today: '2026-01-02', skipSpecs: false };
  const broken = place({
    ...base,
    'openspec/changes/out/specs/auth/spec.md': '## ADDED Requirements\n### Requirement: X\n',
  });
  expect(planArchive(await openProject(broken), 'out', today)).toMatchObject({ ok: false, error: { code: 'invalid' } });
  const taken = place({ ...base, 'openspec/changes/archive/2026-01-02-out/x': '' });
  expect(planArchive(await openProject(taken), 'out', today)).toMatchObject({
    ok: false,
    error: { code: 'target-exists' },
  });
  expect(planArchive(await openProject(taken), 'gone', today)).toMatchObject({
    ok: false,
    error: { code: 'unknown-change' },
  });
});

test('changes are ordered by what they depend on; a ring has no order', async () => {
  const meta = (id: string): string => `schema: spec-driven\ndepends_on: [${id}]\n`;
  const open = await openProject(
    place({
      ...base,
      'openspec/changes/a/.openspec.yaml': meta('b'),
      'openspec/changes/b/.openspec.yaml': meta('out'),
    }),
  );
  expect(orderChanges(open, ['a', 'b', 'out'])).toEqual(['out', 'b', 'a']);
  const ring = await openProject(
    place({ 'openspec/changes/a/.openspec.yaml': meta('b'), 'openspec/changes/b/.openspec.yaml': meta('a') }),
  );
  expect(orderChanges(ring, ['a', 'b'])).toBeNull();
});

test('the library validates a folder, and fixes can be written', async () => {
  const files = place({
    ...base,
    'openspec/changes/out/specs/auth/spec.md': `## Added  Requirements\n${block('Log out')}`,
  });
  const first = await validateProject(files.root);
  if (!first.ok) throw new Error(first.error.message);
  expect(first.value.isValid).toBe(false);
  expect(
    writeFixes(
      files,
      planFixes(first.value, (path) => files.read(path)),
    ),
  ).toEqual({ ok: true, value: null });
  expect(await validateProject(files.root)).toMatchObject({ ok: true, value: { isValid: true } });
  expect(await validateProject(join(files.root, 'openspec/specs'))).toMatchObject({
    ok: false,
    error: { code: 'no-root' },
  });
  expect(await validateProject(files.root, { profile: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'unknown-profile' },
  });
  expect(await validateProject(files.root, { items: ['x'] })).toMatchObject({
    ok: false,
    error: { code: 'unknown-item' },
  });
});

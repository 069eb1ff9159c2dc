import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from '../../../../../specifications/files.ts';
import { validateProject } from '../../../../../specifications/index.ts';
import { surveySpecs } from '../../../../../specifications/tools/project/discover.ts';

const SPEC =
  '## Purpose\nThis capability lets users do what they came for, from first to last.\n\n## Requirements\n### Requirement: A\nIt SHALL be.\n\n#### Scenario: S\n- **WHEN** a\n- **THEN** b\n';
const specs = 'openspec/specs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-discover-'));
  for (const folder of [`${specs}/good`, `${specs}/led/out`, 'elsewhere'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, specs, 'good/spec.md'), SPEC);
  writeFileSync(join(root, 'elsewhere/spec.md'), SPEC);
  symlinkSync(join(root, 'elsewhere/spec.md'), join(root, specs, 'led/out/spec.md'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('a spec that is a link out of the folder is told, and the others are found all the same', () => {
  const { tree, problems } = surveySpecs(diskFiles(root), specs);
  expect(tree.specs.map(({ id }) => id)).toEqual(['good']);
  expect(problems.map(({ path }) => path)).toEqual([`${specs}/led/out/spec.md`]);
});

test.each(['ws', 'openspec@1.13'])('under %s it is an invalid item among valid ones', async (profile) => {
  const result = await validateProject(root, { profile });
  if (!result.ok) throw new Error(result.error.message);
  const { items, isValid } = result.value;
  expect(items.map(({ id, isValid: own }) => [id, own])).toEqual([
    ['good', true],
    ['led/out', false],
  ]);
  expect(items[1]?.findings[0]).toMatchObject({
    rule: 'spec/unreadable',
    file: `${specs}/led/out/spec.md`,
    level: 'error',
  });
  expect(isValid).toBe(false);
});

test('a pipe or a link to nothing that is called spec.md is told under ws; the official tool passes over both', async () => {
  mkdirSync(join(root, specs, 'pipe'));
  mkdirSync(join(root, specs, 'lost'));
  execFileSync('mkfifo', [join(root, specs, 'pipe/spec.md')]);
  symlinkSync('nowhere', join(root, specs, 'lost/spec.md'));
  const told = async (profile: string): Promise<unknown> => {
    const result = await validateProject(root, { profile });
    return result.ok ? result.value.items.filter(({ isValid }) => !isValid).map(({ id }) => id) : result.error;
  };
  expect(await told('ws')).toEqual(['led/out', 'lost', 'pipe']);
  expect(await told('openspec@1.13')).toEqual(['led/out']);
});

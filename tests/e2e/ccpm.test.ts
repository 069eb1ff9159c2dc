/** `ws ccpm` with the built program on real folders. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

const PROPOSAL = '# Add it\n\n## Why\nBecause.\n\n## What Changes\n- it\n';
const TASKS = '# Tasks\n\n## 1. Make\n\n- [x] 1.1 One\n\n## 2. Check\n\n- [ ] 2.1 Two\n';
const task = (name: string, status: string, needs: string): string =>
  `---\nname: ${name}\nstatus: ${status}\ndepends_on: [${needs}]\nparallel: true\n---\n\n# Task: ${name}\n`;

let root = '';
beforeEach(() => {
  root = makeFolder();
  writeFiles(root, {
    'openspec/changes/add-it/proposal.md': PROPOSAL,
    'openspec/changes/add-it/tasks.md': TASKS,
  });
});
afterEach(() => removeFolder(root));

test('a change comes back from an epic byte for byte', async () => {
  expect((await ws(root, ['ccpm', 'export', 'add-it'])).code).toBe(0);
  expect((await ws(root, ['ccpm', 'export', 'add-it'])).code).toBe(2);
  expect((await ws(root, ['ccpm', 'import', 'add-it'])).code).toBe(2);
  rmSync(join(root, 'openspec/changes/add-it'), { recursive: true });
  expect((await ws(root, ['ccpm', 'import', 'add-it'])).code).toBe(0);
  expect(readFileSync(join(root, 'openspec/changes/add-it/tasks.md'), 'utf8')).toBe(TASKS);
  expect(readFileSync(join(root, 'openspec/changes/add-it/proposal.md'), 'utf8')).toBe(PROPOSAL);
});

test('status tells what is ready and finds a ring', async () => {
  writeFiles(root, {
    '.claude/epics/work/epic.md': '---\nname: work\nstatus: backlog\n---\n',
    '.claude/epics/work/001.md': task('One', 'completed', ''),
    '.claude/epics/work/002.md': task('Two', 'open', '001'),
    '.claude/epics/work/003.md': task('Three', 'open', '2'),
    '.claude/epics/work/003-analysis.md': '---\nissue: 3\n---\n',
  });
  const well = await ws(root, ['ccpm', 'status']);
  expect(well.stdout).toBe('work: 1 of 3 tasks done\n  ready: 002\n  003 waits for 2\n');
  expect(well.code).toBe(0);
  writeFiles(root, { '.claude/epics/work/002.md': task('Two', 'open', '003') });
  const ring = await ws(root, ['ccpm', 'status']);
  expect(ring.stderr).toContain('ring: 002 → 003 → 002');
  expect(ring.code).toBe(1);
});

test('sync shows the calls of gh and makes none', async () => {
  await ws(root, ['ccpm', 'export', 'add-it']);
  const calls = await wsJson<readonly (readonly string[])[]>(root, ['ccpm', 'sync', 'add-it', '--dry-run']);
  expect(calls[0]?.slice(0, 5)).toEqual(['gh', 'issue', 'create', '--title', 'Epic: add-it']);
  expect(calls).toHaveLength(3);
  expect((await ws(root, ['ccpm', 'sync', 'add-it'])).code).toBe(2);
});

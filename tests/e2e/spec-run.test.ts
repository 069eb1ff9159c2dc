/** From a change to a workstream, a run and a trace, with the built program in a real repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

const FILES = {
  'openspec/specs/.keep': '',
  'openspec/changes/add-file/proposal.md':
    '# Add the file\n\n## Why\nSomebody needs the file on every single working day.\n\n## What Changes\n- a file\n',
  'openspec/changes/add-file/tasks.md':
    '# Tasks\n\n## 1. Make\n\n- [ ] 1.1 Run `touch made.txt`\n\n## 2. Check\n\n- [ ] 2.1 Run `test -f made.txt`\n',
  'openspec/changes/add-file/specs/files/spec.md':
    '## ADDED Requirements\n### Requirement: The file\nThe system SHALL have the file.\n\n#### Scenario: It is there\n- **WHEN** `test -f made.txt` is run\n- **THEN** it exits with 0\n',
};

let folder = '';
let root = '';
beforeEach(() => {
  folder = makeFolder();
  root = makeRepository(join(folder, 'repo'), FILES);
});
afterEach(() => removeFolder(folder));

type TraceJson = readonly { readonly requirement: string; readonly status: string; readonly commit: string | null }[];

describe('a change', () => {
  test('compiles into a workstream that validates', async () => {
    const compiled = await ws(root, ['spec', 'compile', 'add-file', '-o', 'w.json']);
    expect(compiled.code, compiled.stderr).toBe(0);
    const valid = await ws(root, ['validate', 'w.json']);
    expect(valid.code, valid.stdout).toBe(0);
  });

  test('runs, and its requirement is traced to the result', async () => {
    const before = await wsJson<TraceJson>(root, ['spec', 'trace', 'add-file']);
    expect(before).toMatchObject([{ requirement: 'The file', status: 'not run', commit: null }]);
    const ran = await ws(root, ['run', '--change', 'add-file']);
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    const status = await wsJson<StatusJson>(root, ['status']);
    expect(status.steps.map(({ id }) => id)).toEqual(['task-1-1', 'task-2-1', 'scenario-it-is-there']);
    for (const name of ['add-file', status.run]) {
      const trace = await wsJson<TraceJson>(root, ['spec', 'trace', name]);
      expect(trace).toMatchObject([{ requirement: 'The file', status: 'succeeded' }]);
    }
    const page = await ws(root, ['spec', 'trace', '--format', 'html']);
    expect(page.stdout).toContain('<td>The file</td>');
    expect(existsSync(join(root, 'made.txt'))).toBe(false);
  });

  test('is refused where there is none of that name', async () => {
    const ended = await ws(root, ['run', '--change', 'nobody']);
    expect(ended.stderr).toContain('no open change "nobody"');
    expect(ended.code).toBe(2);
    expect((await ws(root, ['run'])).code).toBe(2);
    expect((await ws(root, ['run', 'w.json', '--change', 'add-file'])).code).toBe(2);
    expect(readFileSync(join(root, 'openspec/changes/add-file/tasks.md'), 'utf8')).not.toContain('[x]');
  });
});

describe('ws change', () => {
  type ChangeStatus = { readonly state: string; readonly mayRun: boolean; readonly approvals: readonly unknown[] };
  const status = (): Promise<ChangeStatus> => wsJson<ChangeStatus>(root, ['change', 'status', 'add-file']);
  const move = async (...args: readonly string[]): Promise<number | null> =>
    (await ws(root, ['change', ...args, 'add-file', '--by', 'Ada'])).code;
  const tasks = join('openspec/changes/add-file/tasks.md');

  test('runs nothing that is not approved where the project asks for it, and an edit voids an approval', async () => {
    writeFiles(root, { 'openspec/config.yaml': 'ws:\n  gate: approved\n' });
    const refused = await ws(root, ['run', '--change', 'add-file']);
    expect(refused.stderr).toContain('is not approved: it is in state "draft"');
    expect(refused.code).toBe(1);
    expect(await move('approve')).toBe(1);
    expect(await move('submit')).toBe(0);
    expect(await move('approve')).toBe(0);
    expect(await status()).toMatchObject({ state: 'approved', mayRun: true, approvals: [{ by: 'Ada' }] });
    writeFiles(root, { [tasks]: `${readFileSync(join(root, tasks), 'utf8')}- [ ] 2.2 Run \`rm -rf .\`\n` });
    expect(await status()).toMatchObject({ state: 'review', mayRun: false, approvals: [] });
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(1);
    expect(await wsJson<readonly unknown[]>(root, ['list'])).toEqual([]);
  });

  test('moves on as its run starts, passes and is merged, and ticks what was done', async () => {
    expect(await move('submit')).toBe(0);
    expect(await move('approve')).toBe(0);
    const ran = await ws(root, ['run', '--change', 'add-file']);
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    expect(await status()).toMatchObject({ state: 'verified', mayRun: true, approvals: [{ by: 'Ada' }] });
    const before = FILES['openspec/changes/add-file/tasks.md'];
    expect(readFileSync(join(root, tasks), 'utf8')).toBe(before.replaceAll('[ ]', '[x]'));
    const merged = await ws(root, ['merge']);
    expect(merged.code, merged.stderr).toBe(0);
    expect(existsSync(join(root, 'made.txt'))).toBe(true);
    expect((await status()).state).toBe('merged');
  });

  test('fails with its run, ticks only what succeeded, and can be reopened', async () => {
    const text = FILES['openspec/changes/add-file/tasks.md'].replace('test -f made.txt', 'false');
    writeFiles(root, { [tasks]: text });
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(1);
    expect((await status()).state).toBe('failed');
    expect(readFileSync(join(root, tasks), 'utf8')).toBe(text.replace('- [ ] 1.1', '- [x] 1.1'));
    expect(await move('reopen')).toBe(0);
    expect(await wsJson<unknown>(root, ['change', 'list'])).toEqual([
      { change: 'add-file', state: 'draft', open: true },
    ]);
  });

  test('new writes a skeleton once', async () => {
    expect((await ws(root, ['change', 'new', 'add-more'])).code).toBe(0);
    expect(existsSync(join(root, 'openspec/changes/add-more/proposal.md'))).toBe(true);
    expect((await ws(root, ['change', 'new', 'add-more'])).code).toBe(2);
    expect((await ws(root, ['change', 'new', '../evil'])).code).toBe(2);
  });
});

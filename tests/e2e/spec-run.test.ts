/** From a change to a workstream, a run and a trace, with the built program in a real repository. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

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

  test.each([
    ['nobody', {}, {}, 'someone@here'],
    ['a name', { 'user.name': 'Ada L' }, {}, 'Ada L'],
    ['a name and an address', { 'user.name': 'Ada L', 'user.email': 'ada@b.org' }, {}, 'Ada L <ada@b.org>'],
    [
      'another author in the environment',
      { 'user.name': 'Ada L', 'user.email': 'ada@b.org' },
      { GIT_AUTHOR_NAME: 'Bob' },
      'Bob <ada@b.org>',
    ],
  ])('takes the person from git where that knows %s', async (what, settings, env, person) => {
    for (const [key, value] of Object.entries(settings)) git(root, 'config', key, value);
    const options = { env: { USER: 'someone@here', ...env } };
    for (const event of ['submit', 'approve'])
      expect((await ws(root, ['change', event, 'add-file'], options)).code, what).toBe(0);
    expect(await status()).toMatchObject({ approvals: [{ by: person }] });
  });

  test('runs nothing that is not approved where the project asks for it, and an edit voids an approval', async () => {
    writeFiles(root, { 'openspec/config.yaml': 'ws:\n  gate: approved\n' });
    const refused = await ws(root, ['run', '--change', 'add-file']);
    expect(refused.stderr).toContain('is not approved: it is in state "draft"');
    expect(refused.stderr).toContain('ws change submit add-file');
    expect(refused.code).toBe(2);
    expect(await move('approve')).toBe(1);
    expect(await move('submit')).toBe(0);
    expect(await move('approve')).toBe(0);
    expect(await status()).toMatchObject({ state: 'approved', mayRun: true, approvals: [{ by: 'Ada' }] });
    writeFiles(root, { [tasks]: `${readFileSync(join(root, tasks), 'utf8')}- [ ] 2.2 Run \`rm -rf .\`\n` });
    expect(await status()).toMatchObject({ state: 'review', mayRun: false, approvals: [] });
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(2);
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
    await ws(root, ['spec', 'archive', 'add-file']);
    const kept = await wsJson<ChangeStatus>(root, ['change', 'show', 'add-file']);
    expect(kept).toMatchObject({ state: 'merged', approvals: [{ by: 'Ada' }] });
    expect((await ws(root, ['change', 'show', 'nobody'])).code).toBe(2);
  });

  test('ticks the task list that the workflow of the change tracks, which leaves the approval as it is', async () => {
    const list = '- [ ] Run `touch made.txt`\n';
    writeFiles(root, {
      'openspec/schemas/ours/schema.yaml':
        'name: ours\nversion: 1\nartifacts:\n  - { id: work, generates: todo.md, description: d, template: t.md }\napply: { requires: [work], tracks: todo.md }\n',
      'openspec/changes/add-file/.openspec.yaml': 'schema: ours\n',
      'openspec/changes/add-file/todo.md': list,
    });
    expect(await move('submit')).toBe(0);
    expect(await move('approve')).toBe(0);
    const ran = await ws(root, ['run', '--change', 'add-file']);
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    expect(readFileSync(join(root, 'openspec/changes/add-file/todo.md'), 'utf8')).toBe(list.replace('[ ]', '[x]'));
    expect(readFileSync(join(root, tasks), 'utf8')).not.toContain('[x]');
    expect(await status()).toMatchObject({ state: 'verified', approvals: [{ by: 'Ada' }] });
  });

  test('is run again though a full disk left half of its workstream', async () => {
    const text = FILES['openspec/changes/add-file/tasks.md'].replace('touch made.txt', 'false');
    writeFiles(root, { [tasks]: text });
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(1);
    const kept = readdirSync(join(root, '.git/ws/changes')).filter((name) => /^[0-9a-f]+\.json$/.test(name));
    writeFiles(root, Object.fromEntries(kept.map((name) => [`.git/ws/changes/${name}`, '{ "version"'])));
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(1);
    expect(await wsJson<readonly unknown[]>(root, ['list'])).toHaveLength(2);
  });

  test('fails with its run, ticks only what succeeded, and can be reopened', async () => {
    const text = FILES['openspec/changes/add-file/tasks.md'].replace('test -f made.txt', 'false');
    writeFiles(root, { [tasks]: text });
    expect((await ws(root, ['run', '--change', 'add-file'])).code).toBe(1);
    expect((await status()).state).toBe('failed');
    expect(readFileSync(join(root, tasks), 'utf8')).toBe(text.replace('- [ ] 1.1', '- [x] 1.1'));
    const { run } = await wsJson<StatusJson>(root, ['status']);
    const anew = await ws(root, ['run', '--change', 'add-file']);
    expect(anew.stderr).toContain(`1 task left out as done by run ${run}, which has not succeeded: task-1-1`);
    expect(anew.stderr).toContain(`ws retry ${run}`);
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

describe('a workstream file that names a change', () => {
  const tasks = 'openspec/changes/add-file/tasks.md';
  const gate = { 'openspec/config.yaml': 'ws:\n  gate: approved\n' };
  const state = async (): Promise<string> =>
    (await wsJson<{ readonly state: string }>(root, ['change', 'status', 'add-file'])).state;
  const move = async (name: string): Promise<void> => {
    const moved = await ws(root, ['change', name, 'add-file', '--by', 'Ada']);
    expect(moved.code, moved.stderr).toBe(0);
  };
  const approve = async (): Promise<void> => {
    await move('submit');
    await move('approve');
  };
  const edit = (): void =>
    writeFiles(root, { [tasks]: `${readFileSync(join(root, tasks), 'utf8')}- [ ] 2.2 Run \`true\`\n` });
  const workstream = (change: string, run: string): unknown => ({
    version: 1,
    id: 'mine',
    spec: { change },
    steps: [{ id: 'task-1-1', run }],
  });

  test('is what compile writes', async () => {
    await ws(root, ['spec', 'compile', 'add-file', '-o', 'w.json']);
    expect(JSON.parse(readFileSync(join(root, 'w.json'), 'utf8'))).toMatchObject({ spec: { change: 'add-file' } });
  });

  test('is refused with its place until the change is approved, and again after an edit', async () => {
    writeFiles(root, { ...gate, 'w.json': workstream('add-file', 'touch made.txt') });
    const refused = await ws(root, ['run', 'w.json']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^w\.json:5:\d+ {2}\/spec\/change {2}error {2}Change "add-file" is not approved/);
    expect(refused.stderr).toContain('ws change submit add-file');
    await approve();
    edit();
    const edited = await ws(root, ['run', 'w.json']);
    expect(edited.stderr).toContain('ws change approve add-file');
    expect(edited.code).toBe(2);
    expect(await wsJson<readonly unknown[]>(root, ['list'])).toEqual([]);
    await move('approve');
    const ran = await ws(root, ['run', 'w.json']);
    expect(ran.code, ran.stderr).toBe(0);
  });

  test('runs unapproved where nobody asks for approval, and its change follows it to the merge', async () => {
    writeFiles(root, { 'w.json': workstream('add-file', 'touch made.txt') });
    expect((await ws(root, ['run', 'w.json'])).code).toBe(0);
    expect(await state()).toBe('verified');
    const before = FILES[tasks];
    expect(readFileSync(join(root, tasks), 'utf8')).toBe(before.replace('- [ ] 1.1', '- [x] 1.1'));
    expect((await ws(root, ['spec', 'trace', 'add-file'])).stdout).toContain('The file');
    expect((await ws(root, ['merge'])).code).toBe(0);
    expect(await state()).toBe('merged');
  });

  test('is retried only while its change is approved, and the retry moves the change on', async () => {
    writeFiles(root, { ...gate, 'w.json': workstream('add-file', 'test -f wanted && touch made.txt') });
    await approve();
    expect((await ws(root, ['run', 'w.json'])).code).toBe(1);
    expect(await state()).toBe('failed');
    edit();
    const refused = await ws(root, ['retry']);
    expect(refused.stderr).toContain('is not approved');
    expect(refused.code).toBe(2);
    await move('approve');
    writeFiles(root, { 'w.json': workstream('add-file', 'touch made.txt') });
    const retried = await ws(root, ['retry']);
    expect(retried.code, retried.stderr).toBe(0);
    expect(await state()).toBe('verified');
  });

  test('goes on after an interruption, unless its change was given up meanwhile', async () => {
    const script = `test -f '${root}/.git/go' || sleep 60`;
    writeFiles(root, { ...gate, 'w.json': workstream('add-file', script) });
    await approve();
    const onLine = (line: string, child: ChildProcess): void => {
      if (line.includes('"step.started"')) child.kill('SIGINT');
    };
    expect((await ws(root, ['run', 'w.json', '--json'], { onLine })).code).toBe(130);
    expect(await state()).toBe('in-progress');
    await move('cancel');
    const refused = await ws(root, ['resume']);
    expect(refused.stderr).toContain('ws change reopen add-file');
    expect(refused.code).toBe(2);
    await move('reopen');
    await approve();
    writeFiles(root, { '.git/go': '' });
    const resumed = await ws(root, ['resume']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await state()).toBe('verified');
  });

  test('is refused where there is no such change, with what was meant', async () => {
    writeFiles(root, { 'w.json': workstream('add-fiel', 'true') });
    const ended = await ws(root, ['run', 'w.json']);
    expect(ended.stderr).toMatch(/^w\.json:5:\d+ .*there is no open change "add-fiel" \(unknown-change\)/);
    expect(ended.stderr).toContain('Did you mean "add-file"?');
    expect(ended.code).toBe(2);
  });

  test('is refused where the gate cannot be read, with the place', async () => {
    writeFiles(root, { 'w.json': workstream('add-file', 'true'), 'openspec/config.yaml': 'ws: { gate: aproved }\n' });
    const ended = await ws(root, ['run', 'w.json']);
    expect(ended.stderr).toContain('openspec/config.yaml:1:13');
    expect(ended.code).toBe(2);
    writeFiles(root, { 'openspec/config.yaml': 'ws:\n  gates: approved\n' });
    const misspelt = await ws(root, ['run', 'w.json']);
    expect(misspelt.stderr).toContain('ws.gates is no setting of ws; there are gate and severities');
    expect(misspelt.code).toBe(2);
  });
});

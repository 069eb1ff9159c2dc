/** `ws ccpm` with the built program on real folders. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHub, type GitHub } from '../rig/github.ts';
import { git, makeFolder, removeFolder, writeFiles, ws, wsJson, type Ended } from '../rig/ws.ts';

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

test('a folder without epic.md is told of', async () => {
  writeFiles(root, {
    '.claude/epics/work/epic.md': '---\nname: work\nstatus: backlog\n---\n',
    '.claude/epics/lone/001.md': task('One', 'open', ''),
  });
  const status = await ws(root, ['ccpm', 'status']);
  expect([status.stderr, status.code]).toEqual(['.claude/epics/lone  passed over: it has no epic.md\n', 0]);
  const passedOver = [{ folder: '.claude/epics/lone', why: 'has no epic.md' }];
  expect(await wsJson(root, ['ccpm', 'status'])).toMatchObject({ problems: [], passedOver });
  const imported = await ws(root, ['ccpm', 'import', 'lone']);
  expect(imported.stderr).toContain('.claude/epics/lone is no epic: it has no epic.md');
  expect(imported.code).toBe(2);
});

describe('sync', () => {
  type Calls = readonly { readonly args: readonly string[]; readonly about: string | null }[];
  const hasGh = spawnSync('gh', ['--version']).status === 0;
  const epic = '.claude/epics/add-it';
  const read = (name: string): string => readFileSync(join(root, epic, name), 'utf8');
  let home = '';
  let github: GitHub | null = null;

  const open = async (): Promise<GitHub> => {
    home = makeFolder('gh');
    writeFiles(home, { 'config/config.yml': `http_unix_socket: ${home}/socket\n` });
    github = await startGitHub(join(home, 'socket'), 'octo', 'demo');
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'remote', 'add', 'origin', 'https://github.com/octo/demo.git');
    await ws(root, ['ccpm', 'export', 'add-it']);
    return github;
  };
  const sync = (): Promise<Ended> =>
    ws(root, ['ccpm', 'sync', 'add-it'], { env: { GH_CONFIG_DIR: join(home, 'config'), GH_TOKEN: 'none' } });
  afterEach(async () => {
    await github?.close();
    github = null;
    if (home !== '') removeFolder(home);
  });

  test('shows the calls of gh and makes none', async () => {
    await ws(root, ['ccpm', 'export', 'add-it']);
    const calls = await wsJson<Calls>(root, ['ccpm', 'sync', 'add-it', '--dry-run']);
    expect(calls.filter(({ about }) => about !== null).map(({ args }) => args.slice(0, 4))).toEqual([
      ['issue', 'create', '--title', 'Epic: add-it'],
      ['issue', 'create', '--title', 'Make'],
      ['issue', 'create', '--title', 'Check'],
    ]);
    const shown = await ws(root, ['ccpm', 'sync', 'add-it', '--dry-run']);
    expect(shown.stdout).toContain("gh issue create --title 'Epic: add-it' --body-file - --label epic");
    expect(read('001.md')).toContain('github: (will be set on sync)');
  });

  test('says what to do where there is no gh', async () => {
    await ws(root, ['ccpm', 'export', 'add-it']);
    const bin = dirname(process.execPath);
    const ended = await ws(root, ['ccpm', 'sync', 'add-it'], { env: { PATH: join(bin, 'nothing-here') } });
    expect(ended.stderr).toContain('there is no program "gh"');
    expect(ended.code).toBe(2);
  });

  test.runIf(hasGh)('makes each issue once, edits what changed and closes what is done', async () => {
    const { issues, labels, writes } = await open();
    const first = await sync();
    expect(first.code, first.stderr).toBe(0);
    expect(issues.map(({ title, state, labels: own }) => [title, state, own])).toEqual([
      ['Epic: add-it', 'OPEN', ['epic', 'epic:add-it', 'feature']],
      ['Make', 'CLOSED', ['task', 'epic:add-it']],
      ['Check', 'OPEN', ['task', 'epic:add-it']],
    ]);
    expect([...labels].sort()).toEqual(['epic', 'epic:add-it', 'feature', 'task']);
    expect(issues[1]?.body).toMatch(/^# Task: Make\n/);
    expect(read('3.md')).toContain('github: https://github.com/octo/demo/issues/3\n');
    expect(read('3.md')).toContain('depends_on: [2]\n');
    expect(read('epic.md')).toContain('- [x] #2 - Make (parallel: false)\n- [ ] #3 - Check (parallel: false)\n');
    expect(issues[0]?.body).toContain('- [x] #2 - Make');
    expect(first.stdout).toMatch(/^renamed {2}\S+\/001\.md {2}\S+\/2\.md$/m);
    expect(readdirSync(join(root, epic)).sort()).toEqual(['2.md', '3.md', 'epic.md', 'github-mapping.md']);
    expect((await ws(root, ['ccpm', 'status'])).code).toBe(0);
    expect(read('github-mapping.md')).toContain('- #2: Make - https://github.com/octo/demo/issues/2');
    const before = writes();
    expect((await sync()).stderr).toContain('nothing to do');
    expect(writes()).toBe(before);
    writeFiles(root, { [`${epic}/3.md`]: read('3.md').replace('status: open', 'status: closed') + 'more\n' });
    const third = await sync();
    expect(third.code, third.stderr).toBe(0);
    expect(third.stdout).toMatch(/^edited .*\/3\.md .*\nclosed .*\/3\.md .*\n$/);
    expect(issues).toHaveLength(3);
    expect(issues[2]).toMatchObject({ state: 'CLOSED', body: expect.stringContaining('more') as string });
  });

  test.runIf(hasGh)('goes on where it was stopped, and knows an issue again that it could not note', async () => {
    const hub = await open();
    hub.refuse('Check');
    const stopped = await sync();
    expect(stopped.stderr).toContain('Something went wrong');
    expect(stopped.stderr).toContain('go on with: ws ccpm sync add-it');
    expect(stopped.code).toBe(1);
    expect(read('001.md')).toContain('github: https://github.com/octo/demo/issues/2\n');
    expect(read('github-mapping.md')).toContain('#2: Make');
    // As if the process had died between making the issue and noting it.
    writeFiles(root, { [`${epic}/001.md`]: read('001.md').replace(/^github: .*$/m, 'github: (will be set on sync)') });
    hub.refuse(null);
    const ended = await sync();
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('found');
    expect(hub.issues.map(({ title }) => title)).toEqual(['Epic: add-it', 'Make', 'Check']);
    expect(readdirSync(join(root, epic)).sort()).toEqual(['2.md', '3.md', 'epic.md', 'github-mapping.md']);
  });

  test.runIf(hasGh)('a change that was synced is exported into the same files and issues', async () => {
    const hub = await open();
    await sync();
    const tasks = `${TASKS.replace('## 2. Check', '## 2. Check all')}\n## 3. Ship\n\n- [ ] 3.1 Three\n`;
    writeFiles(root, { 'openspec/changes/add-it/tasks.md': tasks });
    expect((await ws(root, ['ccpm', 'export', 'add-it'])).code).toBe(2);
    expect((await ws(root, ['ccpm', 'export', 'add-it', '--force'])).code).toBe(0);
    expect(readdirSync(join(root, epic)).filter((name) => /^\d/.test(name))).toEqual(['004.md', '2.md', '3.md']);
    const again = await sync();
    expect(again.code, again.stderr).toBe(0);
    expect(hub.issues.map(({ title }) => title)).toEqual(['Epic: add-it', 'Make', 'Check all', 'Ship']);
    expect(read('4.md')).toContain('depends_on: [3]\n');
    expect((await ws(root, ['ccpm', 'import', 'add-it', '--force'])).code).toBe(0);
    expect(readFileSync(join(root, 'openspec/changes/add-it/tasks.md'), 'utf8')).toBe(tasks);
  });

  test.runIf(hasGh)('a sync that was killed while it renamed files goes on', async () => {
    const hub = await open();
    await sync();
    // As it is between noting the references and moving the second file.
    writeFiles(root, {
      [`${epic}/002.md`]: read('3.md'),
      [`${epic}/.ws-renames.json`]: JSON.stringify({
        references: [
          { issue: 'https://github.com/octo/demo/issues/3', key: 'depends_on', before: '[001]', after: '[2]' },
        ],
      }),
    });
    rmSync(join(root, epic, '3.md'));
    expect((await ws(root, ['ccpm', 'status'])).stderr).toContain('go on with: ws ccpm sync add-it');
    const ended = await sync();
    expect(ended.code, ended.stderr).toBe(0);
    expect(hub.issues).toHaveLength(3);
    expect(readdirSync(join(root, epic)).sort()).toEqual(['2.md', '3.md', 'epic.md', 'github-mapping.md']);
    expect(read('3.md')).toContain('depends_on: [2]\n');
  });

  test.runIf(hasGh)('touches no issue of another repository', async () => {
    const { writes } = await open();
    const foreign = read('epic.md').replace(/^github: .*$/m, 'github: https://github.com/other/repo/issues/1');
    writeFiles(root, { [`${epic}/epic.md`]: foreign });
    const ended = await sync();
    expect(ended.stderr).toContain('is no issue of octo/demo');
    expect(ended.code).toBe(1);
    expect(writes()).toBe(0);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const opened = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', '.gitignore': '*.log\n' });
  write(root, { 'kept.log': 'tracked although ignored\n' });
  git(root, 'add', '--force', 'kept.log');
  git(root, 'commit', '-qm', 'Log');
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  return { root, workspace, tree, gitDir: git(tree, 'rev-parse', '--absolute-git-dir') };
};

const DAMAGES: Readonly<Record<string, (index: string) => void>> = {
  missing: (index) => rmSync(index),
  empty: (index) => truncateSync(index, 0),
  'cut short': (index) => truncateSync(index, 40),
  'overwritten at its head': (index) => writeFileSync(index, Buffer.alloc(50, 7), { flag: 'r+' }),
  'overwritten further down': (index) => {
    const bytes = readFileSync(index);
    bytes.fill(0xff, 12, bytes.length - 20);
    writeFileSync(index, bytes);
  },
  'a folder': (index) => {
    rmSync(index);
    mkdirSync(index);
  },
};

describe.each(Object.entries(DAMAGES))('an index that is %s', (_, damage) => {
  test('is made again by the next checkpoint, which loses nothing', async () => {
    const { workspace, tree, gitDir } = await opened();
    write(tree, { b: 'b' });
    damage(join(gitDir, 'index'));
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'ls-tree', '--name-only', sha).split('\n').sort()).toEqual([
      '.gitignore',
      'a.txt',
      'b',
      'kept.log',
    ]);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('is made again when the worktree is put back, and what was there is kept', async () => {
    const { workspace, tree, gitDir } = await opened();
    write(tree, { b: 'b', 'a.txt': 'changed\n' });
    damage(join(gitDir, 'index'));
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(git(tree, 'show', `${salvaged ?? ''}:b`)).toBe('b');
    expect(git(tree, 'ls-tree', '--name-only', salvaged ?? '').split('\n')).toContain('kept.log');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('a\n');
  });
});

test('a checkpoint leaves no index of ours behind, and what a kill left of one goes when the run is taken up', async () => {
  const { root, workspace, tree, gitDir } = await opened();
  write(tree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  expect(readdirSync(gitDir).filter((name) => name.startsWith('ws-') && name.includes('index'))).toEqual([]);
  for (const name of ['ws-index', 'ws-salvage-index', 'ws-salvage-index.lock', 'ws-snapshot-index'])
    writeFileSync(join(gitDir, name), 'left');
  await openAt(root);
  expect(readdirSync(gitDir).filter((name) => name.startsWith('ws-') && name.includes('index'))).toEqual([]);
});

test('a change of the same length in the same moment as a checkpoint is in the next one', async () => {
  const { workspace, tree } = await opened();
  for (let turn = 0; turn < 8; turn += 1) {
    write(tree, { 'a.txt': `${turn}\n` });
    const sha = unwrap(await workspace.checkpoint(attemptOf(`s${turn}`)));
    expect(git(tree, 'show', `${sha}:a.txt`)).toBe(`${turn}`);
  }
});

test('a hundred commits of a step of its own beside checkpoints fail no checkpoint, and are lost nowhere', async () => {
  const { workspace, tree } = await opened();
  const commits = spawn(
    'sh',
    [
      '-c',
      'n=0; while [ $n -lt 100 ]; do if git commit -q --allow-empty -m "own $n" 2>/dev/null; then n=$((n+1)); fi; done',
    ],
    { cwd: tree, stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => commits.once('close', resolve));
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (let turn = 0; !isOver; turn += 1) {
    write(tree, { [`f${turn}`]: `${turn}` });
    unwrap(await workspace.checkpoint(attemptOf(`s${turn}`)));
  }
  const sha = unwrap(await workspace.checkpoint(attemptOf('last')));
  const subjects = git(tree, 'log', '--format=%s', sha).split('\n');
  expect(subjects.filter((subject) => subject.startsWith('own '))).toHaveLength(100);
  expect(existsSync(join(tree, 'f0'))).toBe(true);
}, 120_000);

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRepository } from '../../../../adapters/git/repository.ts';
import { runId } from '../../../../core/id.ts';
import { attemptOf, git, openAt, refuse, repositoryAt, sh, temporary, unwrap, workspacesOf, write } from './rig.ts';

/** A run with one checkpoint, and something beyond it. */
const begun = async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', '.gitignore': 'ignored\n' });
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  write(tree, { made: 'm' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  write(tree, { beyond: 'b', ignored: 'i' });
  return { root, tree, sha, workspace };
};

describe('opening a run', () => {
  test('makes its branch and its worktree, from any commit there is a name for', async () => {
    const root = repositoryAt(temporary());
    const first = git(root, 'rev-parse', 'HEAD');
    git(root, 'tag', '-a', 'v1', '-m', 'One');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'Two');
    for (const [at, base] of ['HEAD~1', 'v1', first.slice(0, 10), 'main^'].entries()) {
      const workspace = await openAt(root, `r${at}`, { base });
      expect(workspace.place).toEqual({
        base: first,
        branch: `ws/demo/r${at}`,
      });
      expect(workspace.worktree).toBe(join(unwrap(await findRepository(root)).worktrees, `r${at}`));
      expect(git(workspace.worktree, 'symbolic-ref', '--short', 'HEAD')).toBe(`ws/demo/r${at}`);
      expect(git(workspace.worktree, 'rev-parse', 'HEAD')).toBe(first);
    }
    expect(git(root, 'worktree', 'list')).toContain('locked');
  });

  test.each([['nowhere'], ['HEAD:a.txt'], ['--all'], ['HEAD\nmain'], ['']])(
    'refuses to start from %j',
    async (base) => {
      const root = repositoryAt(temporary());
      const workspaces = workspacesOf(unwrap(await findRepository(root)));
      const failure = refuse(await workspaces.open({ run: runId('r1'), workstream: 'demo', base, secretIn: null }));
      expect(failure.code).toBe('workspace');
      expect(failure.message).toContain('to start from');
      expect(git(root, 'for-each-ref', 'refs/ws', 'refs/heads/ws')).toBe('');
    },
  );

  test.each([['../x'], ['a..b'], ['x.lock'], ['-x'], ['a b'], ['x/y'], ['.x']])(
    'refuses %j as part of a branch name',
    async (workstream) => {
      const workspaces = workspacesOf(unwrap(await findRepository(repositoryAt(temporary()))));
      expect(refuse(await workspaces.open({ run: runId('r1'), workstream, base: 'HEAD', secretIn: null })).code).toBe(
        'workspace',
      );
    },
  );

  test('works where the user has git make links of references', async () => {
    const root = repositoryAt(temporary());
    git(root, 'config', 'core.preferSymlinkRefs', 'true');
    const workspace = await openAt(root);
    write(workspace.worktree, { made: 'm' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(root, 'rev-parse', workspace.place.branch)).toBe(sha);
    expect(workspace.told()).toEqual([]);
  });

  test('says so where a branch named ws stands in the way', async () => {
    const root = repositoryAt(temporary());
    git(root, 'branch', 'ws');
    const workspaces = workspacesOf(unwrap(await findRepository(root)));
    expect(
      refuse(await workspaces.open({ run: runId('r1'), workstream: 'demo', base: 'HEAD', secretIn: null })).message,
    ).toContain('refs/heads/ws');
  });

  test('starts in the linked worktree from the commit that is checked out there', async () => {
    const root = repositoryAt(temporary());
    git(root, 'worktree', 'add', '-q', join(root, '../linked'), '-b', 'other');
    git(join(root, '../linked'), 'commit', '-q', '--allow-empty', '-m', 'Other');
    const workspace = await openAt(join(root, '../linked'));
    expect(workspace.place.base).toBe(git(root, 'rev-parse', 'other'));
    rmSync(join(root, '../linked'), { recursive: true });
  });

  test('again finds what is there and changes nothing, wherever the base has gone', async () => {
    const { root, tree, sha, workspace } = await begun();
    git(root, 'commit', '-q', '--allow-empty', '-m', 'Two');
    const again = await openAt(root);
    expect(again.place).toEqual(workspace.place);
    expect(await again.checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
    expect(readFileSync(join(tree, 'beyond'), 'utf8')).toBe('b');
  });

  // What may have happened to a worktree meanwhile, and whether its uncommitted work can have outlived it.
  test.each([
    ['deleted', 'rm -rf "$TREE"', false],
    ['deleted and pruned', 'rm -rf "$TREE"; git worktree unlock "$TREE"; git worktree prune', false],
    ['moved away by hand', 'mv "$TREE" ../away', false],
    ['moved by git', 'git worktree move -f -f "$TREE" ../away', true],
    ['removed from the list of git', 'rm -rf .git/worktrees/r1', true],
    ['robbed of its git file', 'rm "$TREE"/.git', true],
    ['given a repository of its own', 'cd "$TREE"; rm .git; git init -q .', true],
    ['robbed of its index', 'rm .git/worktrees/r1/index', true],
    ['robbed of its HEAD', 'rm .git/worktrees/r1/HEAD', true],
    ['given a file for its git folder', 'rm -rf .git/worktrees/r1; echo x > .git/worktrees/r1', true],
    ['unlocked', 'git worktree unlock "$TREE"', true],
    ['robbed of its branch', 'git -C "$TREE" checkout -q --detach; git branch -qD ws/demo/r1', true],
    ['moved with the whole repository', 'true', true],
  ])('stands the worktree up again that was %s, without losing a commit', async (what, script, survives) => {
    const outer = temporary();
    const root = repositoryAt(join(outer, 'r'), { 'a.txt': 'a\n' });
    const before = await openAt(root);
    write(before.worktree, { made: 'm' });
    const sha = unwrap(await before.checkpoint(attemptOf('code')));
    write(before.worktree, { beyond: 'b' });
    sh(root, script, { env: { ...process.env, TREE: before.worktree } });
    const now = what.includes('whole') ? join(outer, 'elsewhere') : root;
    if (now !== root) renameSync(root, now);

    const workspace = await openAt(now);
    const tree = workspace.worktree;
    expect(await workspace.checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
    expect(existsSync(join(tree, 'beyond'))).toBe(survives);
    expect(git(tree, 'diff', '--stat', sha)).toBe('');
    expect(git(now, 'worktree', 'list', '--porcelain')).toContain('locked');
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(git(tree, 'rev-parse', 'HEAD', 'ws/demo/r1')).toBe(`${sha}\n${sha}`);
    write(tree, { more: 'm' });
    expect(unwrap(await workspace.checkpoint(attemptOf('more')))).not.toBe(sha);
  });

  test('adopts a checkpoint whose second ref was not moved any more', async () => {
    const { root, sha, workspace } = await begun();
    git(root, 'update-ref', 'refs/ws/r1/head', workspace.place.base);
    expect(await (await openAt(root)).checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
    expect(git(root, 'rev-parse', 'refs/ws/r1/head')).toBe(sha);
  });

  test('makes up for refs that were not made any more', async () => {
    const root = repositoryAt(temporary());
    git(root, 'branch', 'ws/demo/r1');
    const workspace = await openAt(root);
    expect(workspace.place.base).toBe(git(root, 'rev-parse', 'HEAD'));
    expect(git(root, 'rev-parse', 'refs/ws/r1/base', 'refs/ws/r1/head').split('\n')).toEqual([
      workspace.place.base,
      workspace.place.base,
    ]);
  });

  test('does not take a copy of a checkpoint for the checkpoint', async () => {
    const { root, tree, sha } = await begun();
    sh(tree, 'git commit -q --amend --no-edit --date=2001-01-01T00:00:00');
    expect(await (await openAt(root)).checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
  });
});

describe('a lock that a git left behind', () => {
  const LOCKS = [
    '.git/worktrees/r1/index.lock',
    '.git/worktrees/r1/HEAD.lock',
    '.git/refs/heads/ws/demo/r1.lock',
    '.git/refs/ws/r1/head.lock',
  ];
  test.each(LOCKS)('is removed where no git is at work: %s', async (lock) => {
    const { root, tree, workspace } = await begun();
    writeFileSync(join(root, lock), '');
    unwrap(await (await openAt(root)).restore(attemptOf('code', 2)));
    expect(existsSync(join(root, lock))).toBe(false);
    writeFileSync(join(root, lock), '');
    write(tree, { more: 'm' });
    const fresh = await openAt(root);
    unwrap(await fresh.checkpoint(attemptOf('more')));
    // In the middle of a run as well.
    writeFileSync(join(root, lock), '');
    write(tree, { most: 'm' });
    unwrap(await fresh.checkpoint(attemptOf('most')));
    expect(workspace.worktree).toBe(tree);
  });

  test('stays where it is in the checkout of the user', async () => {
    const { root, workspace, tree } = await begun();
    for (const lock of ['index.lock', 'HEAD.lock']) writeFileSync(join(root, '.git', lock), '');
    const again = await openAt(root);
    write(tree, { more: 'm' });
    unwrap(await again.checkpoint(attemptOf('more')));
    unwrap(await workspace.restore(attemptOf('more', 2)).then((result) => result));
    for (const lock of ['index.lock', 'HEAD.lock']) expect(existsSync(join(root, '.git', lock))).toBe(true);
  });

  test('is waited for while a git of a step is at work', async () => {
    const { root, tree, workspace } = await begun();
    const lock = join(root, '.git/worktrees/r1/index.lock');
    // Reads until its input ends; a real git, in the worktree.
    const alive = spawn('git', ['cat-file', '--batch'], { cwd: tree, stdio: ['pipe', 'pipe', 'ignore'] });
    alive.stdin.write('HEAD\n');
    await new Promise((resolve) => alive.stdout.once('data', resolve));
    writeFileSync(lock, 'held');
    const checkpoint = workspace.checkpoint(attemptOf('more'));
    let settled = false;
    void checkpoint.then(() => (settled = true));
    // The other git is seen at work several times over before it ends.
    for (let round = 0; round < 20; round += 1) await openWhileBusy(root);
    expect(settled).toBe(false);
    expect(readFileSync(lock, 'utf8')).toBe('held');
    alive.stdin.end();
    await new Promise((resolve) => alive.once('exit', resolve));
    unwrap(await checkpoint);
    expect(existsSync(lock)).toBe(false);
  });
});

/** Takes a moment, without a timer. */
const openWhileBusy = async (root: string): Promise<void> => {
  await findRepository(root);
};

test('a repository whose configuration cannot be written serves all the same', async () => {
  const root = repositoryAt(temporary());
  chmodSync(join(root, '.git/config'), 0o444);
  const immutable = spawnSync('chattr', ['+i', join(root, '.git/config')]).status === 0;
  try {
    const workspace = await openAt(root);
    write(workspace.worktree, { b: 'b' });
    unwrap(await workspace.checkpoint(attemptOf('code')));
  } finally {
    if (immutable) spawnSync('chattr', ['-i', join(root, '.git/config')]);
  }
});

test('a checkpoint is on the disk before it is reported', async ({ skip }) => {
  if (spawnSync('strace', ['-V']).status !== 0) return skip('strace is not installed');
  const root = repositoryAt(temporary());
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  const log = join(temporary(), 'strace');
  const bin = join(temporary(), 'bin');
  write(bin, {
    git: `#!/bin/sh\nPATH='${process.env['PATH'] ?? ''}' exec strace -f -y -o '${log}' -A -e trace=fsync,fdatasync,rename git "$@"\n`,
  });
  chmodSync(join(bin, 'git'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${bin}:${path ?? ''}`;
  try {
    write(tree, { made: 'm' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    const calls = readFileSync(log, 'utf8').split('\n');
    // The blob, the tree, the commit and both refs are synced; the refs before they are renamed into place.
    expect(calls.filter((call) => /f(data)?sync\(.*\/objects\//.test(call)).length).toBeGreaterThanOrEqual(3);
    for (const ref of ['refs/heads/ws/demo/r1', 'refs/ws/r1/head']) {
      const synced = calls.findIndex((call) => new RegExp(`f(data)?sync\\(.*${ref}\\.lock`).test(call));
      const renamed = calls.findIndex((call) => new RegExp(`rename\\(.*${ref}\\.lock`).test(call));
      expect(synced).toBeGreaterThanOrEqual(0);
      expect(renamed).toBeGreaterThan(synced);
    }
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
  } finally {
    process.env['PATH'] = path;
  }
});

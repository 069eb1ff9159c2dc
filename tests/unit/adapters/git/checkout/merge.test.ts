import { createMask } from '../../../../../core/masking.ts';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeRun, type MergeRequest } from '../../../../../adapters/git/checkout/merge.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import {
  attemptOf,
  checkoutFingerprint,
  fingerprint,
  git,
  openAt,
  refuse,
  repositoryAt,
  sh,
  temporary,
  unwrap,
  write,
} from '../rig.ts';

const files = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'gone.txt': 'g\n', '.gitignore': '*.log\n' };

/** A run that changed a.txt, removed gone.txt and added new/file.txt; the user stands on main. */
const setup = async (
  change: Readonly<Record<string, string>> = { 'a.txt': 'ONE\ntwo\nthree\n', 'new/file.txt': 'n\n' },
) => {
  const root = repositoryAt(temporary(), files);
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  write(tree, change);
  rmSync(join(tree, 'gone.txt'));
  const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
  const merge = async (more: Partial<MergeRequest> = {}, from = root) =>
    mergeRun({
      repository: unwrap(await findRepository(from)),
      directory: from,
      branch: 'ws/demo/r1',
      into: null,
      squash: false,
      noFastForward: false,
      message: null,
      secretIn: null,
      onTopOf: null,
      ...more,
    });
  return { root, tree, sha, merge };
};

const commitInMain = (root: string, change: Readonly<Record<string, string>>): void => {
  write(root, change);
  sh(root, 'git add -A && git commit -qm Beside');
};

describe('what ws would run from a repository does not come into it by a merge of ours', () => {
  test.each([
    '.ws/plugins/evil/plugin.mjs',
    '.ws/tools/t.json',
    '.ws/prompts/p.md',
    '.WS/plugins/evil/plugin.mjs',
    '.ws',
  ])('%s', async (path) => {
    const root = repositoryAt(temporary(), files);
    // As a step's own git does it: what lies below .ws/ of a worktree may be ignored by ours.
    sh(
      root,
      `git checkout -q -b ws/demo/r1 && mkdir -p "$(dirname '${path}')" && echo x > '${path}' && git add -f '${path}' && git commit -qm evil && git checkout -q main`,
    );
    const before = checkoutFingerprint(root);
    const request = {
      directory: root,
      branch: 'ws/demo/r1',
      into: null,
      noFastForward: false,
      message: null,
      secretIn: null,
      onTopOf: null,
    };
    for (const squash of [false, true]) {
      const merged = await mergeRun({ ...request, repository: unwrap(await findRepository(root)), squash });
      expect(merged).toMatchObject({ ok: false, error: { code: 'brings-programs', paths: [path] } });
    }
    expect(checkoutFingerprint(root)).toEqual(before);
  });

  test('a name that only begins like it is one like any other', async () => {
    const { merge } = await setup({ '.wsrc': 'x\n', 'docs/.ws/a.md': 'x\n' });
    expect((await merge()).ok).toBe(true);
  });
});

describe('a merge', () => {
  test('moves the branch on where it can, files and all', async () => {
    const { root, sha, merge } = await setup();
    const merged = unwrap(await merge());
    expect(merged).toEqual({ kind: 'fast-forward', sha, into: 'main', files: ['a.txt', 'gone.txt', 'new/file.txt'] });
    expect(git(root, 'rev-parse', 'main')).toBe(sha);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(root, 'new/file.txt'), 'utf8')).toBe('n\n');
    expect(existsSync(join(root, 'gone.txt'))).toBe(false);
    expect(unwrap(await merge()).kind).toBe('nothing-to-do');
  });

  test('makes a commit of two parents, by the user, where both sides went on', async () => {
    const { root, sha, merge } = await setup();
    commitInMain(root, { 'a.txt': 'one\ntwo\nTHREE\n' });
    const before = git(root, 'rev-parse', 'HEAD');
    const merged = unwrap(await merge({ message: 'Take it' }));
    expect(merged.kind).toBe('merge');
    expect(git(root, 'log', '-1', '--format=%P|%an|%cn|%s')).toBe(`${before} ${sha}|Someone|Someone|Take it`);
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('ONE\ntwo\nTHREE\n');
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  test('makes one commit of one parent when squashing', async () => {
    const { root, merge } = await setup();
    const before = git(root, 'rev-parse', 'HEAD');
    expect(unwrap(await merge({ squash: true })).kind).toBe('squash');
    expect(git(root, 'log', '-1', '--format=%P')).toBe(before);
    expect(git(root, 'diff', '--stat', 'HEAD', 'ws/demo/r1')).toBe('');
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  test('goes on where it was killed after the files and before the branch', async () => {
    const { root, sha, merge } = await setup();
    const before = git(root, 'rev-parse', 'HEAD');
    git(root, 'read-tree', '-m', '-u', before, sha);
    expect(git(root, 'status', '--porcelain')).not.toBe('');
    expect(unwrap(await merge()).sha).toBe(sha);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  test('makes a merge commit when asked not to move on', async () => {
    const { root, merge } = await setup();
    expect(unwrap(await merge({ noFastForward: true })).kind).toBe('merge');
    expect(git(root, 'log', '-1', '--format=%P').split(' ')).toHaveLength(2);
  });

  test('leaves the changes of the user alone in files that it does not touch', async () => {
    const { root, merge } = await setup();
    commitInMain(root, { 'c.txt': 'c\n' });
    write(root, { 'b.txt': 'mine\n', staged: 's', untracked: 'u' });
    git(root, 'add', 'staged');
    unwrap(await merge());
    expect(git(root, 'status', '--porcelain')).toBe('M b.txt\nA  staged\n?? untracked');
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('mine\n');
  });

  test('does not take a file that was only touched for a changed one', async () => {
    const { root, merge } = await setup();
    sh(root, 'touch -d 2001-01-01 a.txt gone.txt');
    expect(unwrap(await merge()).kind).toBe('fast-forward');
  });
});

describe('a merge is refused, and everything stays as it is,', () => {
  const CASES: readonly (readonly [name: string, prepare: string, code: string, paths: readonly string[]])[] = [
    ['on a conflict', 'printf "uno\\ntwo\\nthree\\n" > a.txt; git commit -qam Beside', 'conflict', ['a.txt']],
    ['over a changed file', 'echo x >> a.txt', 'uncommitted-changes', ['a.txt']],
    [
      'over a staged file',
      'echo x >> a.txt; git add a.txt; git show HEAD:a.txt > a.txt',
      'uncommitted-changes',
      ['a.txt'],
    ],
    ['over a changed file that it would remove', 'echo x >> gone.txt', 'uncommitted-changes', ['gone.txt']],
    ['over an untracked file', 'mkdir new; echo x > new/file.txt', 'uncommitted-changes', ['new/file.txt']],
    ['over an untracked file in place of a folder', 'echo x > new', 'uncommitted-changes', ['new/file.txt']],
    [
      'over an ignored file',
      'echo "new" > .git/info/exclude; mkdir new; echo x > new/file.txt',
      'uncommitted-changes',
      ['new/file.txt'],
    ],
    [
      'over an ignored file in a folder in place of a file',
      'echo "*.log" > .git/info/exclude; mkdir -p new/file.txt; echo x > new/file.txt/x.log',
      'uncommitted-changes',
      ['new/file.txt'],
    ],
    ['on a detached HEAD', 'git checkout -q --detach', 'detached-head', []],
    [
      'during a merge',
      'git checkout -q -b o; git commit -q --allow-empty -m o; git checkout -q main; git merge -q --no-ff --no-commit o',
      'operation-under-way',
      [],
    ],
    ['without a user', 'git commit -q --allow-empty -m x; git config user.name ""', 'no-identity', []],
    [
      'over files of a filter that is not run',
      'git config filter.crypt.smudge cat; echo "* filter=crypt" > .git/info/attributes',
      'filtered-files',
      ['a.txt', 'gone.txt', 'new/file.txt'],
    ],
    ['for a run that is not there', 'git worktree remove -f -f r1; git branch -qD ws/demo/r1', 'no-branch', []],
  ];
  test.each(CASES)('%s', async (_, prepare, code, paths) => {
    const { root, merge } = await setup();
    sh(root, prepare);
    const before = [checkoutFingerprint(root), git(root, 'rev-parse', 'HEAD')];
    const refusal = refuse(await merge());
    expect({ code: refusal.code, paths: 'paths' in refusal ? refusal.paths : null }).toEqual({ code, paths });
    expect([checkoutFingerprint(root), git(root, 'rev-parse', 'HEAD')]).toEqual(before);
  });

  test('into a branch that is checked out elsewhere', async () => {
    const { root, merge } = await setup();
    const linked = join(temporary(), 'linked');
    git(root, 'worktree', 'add', '-q', linked, '-b', 'other');
    const before = fingerprint(linked);
    const refusal = refuse(await merge({ into: 'other' }));
    expect(refusal.code).toBe('checked-out-elsewhere');
    expect(refusal.message).toContain(linked);
    expect(fingerprint(linked)).toBe(before);
  });
});

describe('a merge into a branch that is checked out nowhere', () => {
  test('moves that branch only', async () => {
    const { root, sha, merge } = await setup();
    git(root, 'branch', 'other');
    const before = checkoutFingerprint(root);
    expect(unwrap(await merge({ into: 'other' }))).toMatchObject({ kind: 'fast-forward', sha, into: 'other' });
    expect(git(root, 'rev-parse', 'other')).toBe(sha);
    expect(checkoutFingerprint(root)).toBe(before);
  });

  test('works in a bare repository', async () => {
    const at = temporary();
    git(at, 'clone', '-q', '--bare', repositoryAt(join(at, 'r')), 'b.git');
    const bare = join(at, 'b.git');
    const workspace = await openAt(bare);
    mkdirSync(join(workspace.worktree, 'x'));
    write(workspace.worktree, { made: 'm' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    const repository = unwrap(await findRepository(bare));
    const merged = await mergeRun({
      repository,
      directory: bare,
      branch: 'ws/demo/r1',
      into: null,
      squash: false,
      noFastForward: false,
      message: null,
      secretIn: null,
      onTopOf: null,
    });
    expect(unwrap(merged)).toMatchObject({ kind: 'fast-forward', sha });
    expect(git(bare, 'rev-parse', 'main')).toBe(sha);
  });
});

test.skipIf(process.getuid?.() !== 0)('a merge that the disk has no room for puts everything back', async () => {
  const mount = temporary();
  try {
    sh(mount, `mount -t tmpfs -o size=3m tmpfs '${mount}'`);
  } catch {
    console.warn('skipped: no file system can be mounted here');
    return;
  }
  try {
    const root = repositoryAt(join(mount, 'r'), files);
    // Random letters: the objects take as much room as the file, and then the file does not fit.
    const text = randomBytes(525_000).toString('base64');
    git(root, 'branch', 'side');
    git(root, 'worktree', 'add', '-q', join(mount, 'side'), 'side');
    write(join(mount, 'side'), { 'a.txt': 'changed first\n', 'new/big': text });
    sh(join(mount, 'side'), 'git add -A && git commit -qm Big');
    rmSync(join(mount, 'side/new/big'));
    sh(mount, `head -c $(($(df --output=avail -B1 '${mount}' | tail -1) - 200000)) /dev/zero > fill`);
    const repository = unwrap(await findRepository(root));
    const refused = refuse(
      await mergeRun({
        repository,
        directory: root,
        branch: 'side',
        into: null,
        squash: false,
        noFastForward: false,
        message: null,
        secretIn: null,
        onTopOf: null,
      }),
    );
    expect(refused.code).toBe('disk-full');
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(git(root, 'log', '-1', '--format=%s')).toBe('Start');
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe(files['a.txt']);
    expect(existsSync(join(root, 'new/big'))).toBe(false);
  } finally {
    sh('/', `umount '${mount}'`);
  }
});

test.each([
  ['a file', "echo 'hunter2-hunter2' > leak.txt && git add leak.txt && git commit -qm fine"],
  [
    'a message',
    "git commit -q --allow-empty -m 'it is hunter2-hunter2' && echo x > more.txt && git add . && git commit -qm m",
  ],
])('what a step committed with a secret in %s is not merged, whatever vouches for it', async (_, script) => {
  const { root, tree, merge } = await setup();
  sh(tree, script);
  const before = checkoutFingerprint(root);
  const merged = await merge({ secretIn: createMask(['hunter2-hunter2'], ['TOKEN']).secretIn });
  expect(merged).toMatchObject({ ok: false, error: { code: 'secret-in-commit' } });
  expect(merged.ok ? '' : merged.error.message).toContain('TOKEN');
  expect(checkoutFingerprint(root)).toEqual(before);
  expect(await merge()).toMatchObject({ ok: true });
});

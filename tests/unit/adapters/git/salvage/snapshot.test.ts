import { chmodSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const begun = async () => {
  const files = { 'a.txt': 'a\n', 'b/c.txt': 'c\n', 'ünï cödé.txt': 'u\n', '.gitignore': 'ignored\n' };
  const root = repositoryAt(temporary(), files);
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  // As a failed attempt leaves it: changed, staged, untracked, ignored.
  write(tree, { 'a.txt': 'changed by the step\n', 'new.txt': 'n\n', staged: 's\n', ignored: 'i' });
  git(tree, 'add', 'staged');
  return { root, tree, workspace };
};

/** Everything that git sees of a worktree, and the bytes of its index. */
const looks = (tree: string) => ({
  status: sh(tree, 'git -c core.quotePath=false status --porcelain=v1 --untracked-files=all'),
  bytes: sh(
    tree,
    'find . -path ./.git -prune -o \\( -type f -o -type l \\) -print | LC_ALL=C sort | while read -r f; do printf "%s " "$f"; stat -c %A "$f"; if [ -L "$f" ]; then readlink "$f"; else sha256sum < "$f"; fi; done',
  ),
  staged: sh(tree, 'git diff --cached --raw'),
  heads: sh(tree, 'git symbolic-ref -q HEAD || true; git rev-parse HEAD; git for-each-ref refs/heads refs/ws'),
});

describe('a worktree that is put back to a snapshot', () => {
  test('is byte for byte what it was, whatever was done to it', async () => {
    const { tree, workspace } = await begun();
    const before = looks(tree);
    const snapshot = unwrap(await workspace.snapshot());
    write(tree, { 'a.txt': 'fixed\n', 'new.txt': 'other\n', 'more/made.txt': 'm\n', staged: 'x\n' });
    rmSync(join(tree, 'b'), { recursive: true });
    rmSync(join(tree, 'ünï cödé.txt'));
    chmodSync(join(tree, '.gitignore'), 0o755);
    symlinkSync('a.txt', join(tree, 'link'));
    git(tree, 'add', '--all');
    expect(looks(tree)).not.toEqual(before);
    unwrap(await workspace.revert(snapshot));
    expect(looks(tree)).toEqual(before);
    expect(existsSync(join(tree, 'more'))).toBe(false);
  });

  test.each([
    ['committed', 'git add --all && git commit --quiet --message "by a fix"'],
    ['amended the last commit', 'git commit --quiet --all --amend --message "by a fix"'],
    ['let go of the branch', 'git checkout --quiet --detach && git commit --quiet --all --message "by a fix"'],
    ['hid what it made', 'echo "*" > .gitignore && echo hidden > hidden && mkdir made && echo hidden > made/hidden'],
  ])('is what it was when a fix %s', async (_, script) => {
    const { tree, workspace } = await begun();
    const before = looks(tree);
    const snapshot = unwrap(await workspace.snapshot());
    sh(tree, script);
    expect(looks(tree)).not.toEqual(before);
    unwrap(await workspace.revert(snapshot));
    expect(looks(tree)).toEqual(before);
    expect(existsSync(join(tree, 'made'))).toBe(false);
  });

  test.each([
    ['no branch', 'git checkout --quiet --detach && git commit --quiet --all --message "by the step"'],
    ['a branch of the step', 'git checkout --quiet -b mine && git commit --quiet --all --message "by the step"'],
  ])('stands again on %s', async (_, script) => {
    const { tree, workspace } = await begun();
    sh(tree, script);
    const before = looks(tree);
    const snapshot = unwrap(await workspace.snapshot());
    sh(tree, 'echo fixed > a.txt; git commit --quiet --all --message "by a fix"');
    unwrap(await workspace.revert(snapshot));
    expect(looks(tree)).toEqual(before);
  });

  test('keeps ignored files as they have become', async () => {
    const { tree, workspace } = await begun();
    const snapshot = unwrap(await workspace.snapshot());
    write(tree, { ignored: 'installed by a fix' });
    unwrap(await workspace.revert(snapshot));
    expect(readFileSync(join(tree, 'ignored'), 'utf8')).toBe('installed by a fix');
  });

  test('may have been without an index', async () => {
    const { tree, workspace } = await begun();
    const index = git(tree, 'rev-parse', '--path-format=absolute', '--git-path', 'index');
    rmSync(index);
    const snapshot = unwrap(await workspace.snapshot());
    write(tree, { 'a.txt': 'fixed\n' });
    git(tree, 'add', '--all');
    unwrap(await workspace.revert(snapshot));
    expect(existsSync(index)).toBe(false);
    expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('changed by the step\n');
  });

  test('leaves links as links', async () => {
    const { tree, workspace } = await begun();
    symlinkSync('/etc/passwd', join(tree, 'out'));
    const snapshot = unwrap(await workspace.snapshot());
    rmSync(join(tree, 'out'));
    write(tree, { out: 'a file now' });
    unwrap(await workspace.revert(snapshot));
    expect(sh(tree, 'readlink out').trim()).toBe('/etc/passwd');
    expect(statSync('/etc/passwd').isFile()).toBe(true);
  });
});

describe('a fix that helped', () => {
  test('is a commit of its own before that of the step, and vouches for no attempt', async () => {
    const { root, tree, workspace } = await begun();
    write(tree, { 'a.txt': 'fixed\n' });
    const snapshot = unwrap(await workspace.snapshot());
    const fixed = unwrap(await workspace.commitFix(snapshot, attemptOf('lint', 2), 'Fix what a linter can fix'));
    write(tree, { 'report.txt': 'fine\n' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('lint', 2)));
    expect(git(tree, 'log', '--format=%s', '-2')).toBe('ws: lint\nws: Fix what a linter can fix');
    expect(git(tree, 'log', '-1', '--format=%(trailers:key=Ws-Fix,valueonly)', fixed ?? '').trim()).toBe('lint#2');
    expect(git(tree, 'show', '--format=', '--name-only', sha)).toBe('report.txt');
    // Another process reads the same from the history.
    const again = await openAt(root);
    expect(await again.checkpointed()).toEqual([{ step: 'lint', attempt: 2, sha }]);
  });

  test('that had changed nothing makes no commit', async () => {
    const { tree, workspace } = await begun();
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    const snapshot = unwrap(await workspace.snapshot());
    expect(unwrap(await workspace.commitFix(snapshot, attemptOf('lint', 2), 'Fix'))).toBeNull();
    expect(git(tree, 'rev-parse', 'HEAD')).toBe(sha);
  });
});

describe('a rollback', () => {
  test('puts branch and worktree back to the base, and a ref keeps what they held', async () => {
    const { root, tree, workspace } = await begun();
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    write(tree, { 'loose.txt': 'not committed' });
    unwrap(await workspace.rollback(attemptOf('ws.rollback')));
    const { base, branch } = workspace.place;
    expect(git(root, 'rev-parse', branch)).toBe(base);
    expect(git(tree, 'status', '--porcelain', '--untracked-files=all')).toBe('');
    expect(existsSync(join(tree, 'new.txt'))).toBe(false);
    expect(readFileSync(join(tree, 'ignored'), 'utf8')).toBe('i');
    expect(git(root, 'rev-parse', 'refs/ws/r1/rolled-back')).toBe(sha);
    expect(git(root, 'show', 'refs/ws/r1/salvage/ws_rollback/1:loose.txt')).toBe('not committed');
  });

  test('that is done again changes nothing, by whichever process', async () => {
    const { root, workspace } = await begun();
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    unwrap(await workspace.rollback(attemptOf('ws.rollback')));
    unwrap(await (await openAt(root)).rollback(attemptOf('ws.rollback', 2)));
    expect(git(root, 'rev-parse', 'refs/ws/r1/rolled-back')).toBe(sha);
  });
});

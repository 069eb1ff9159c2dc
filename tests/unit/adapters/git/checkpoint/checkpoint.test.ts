import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const fresh = async (files?: Record<string, string>) => {
  const root = repositoryAt(temporary(), files);
  const workspace = await openAt(root);
  return { root, workspace, tree: workspace.worktree };
};

describe('a checkpoint', () => {
  test('commits additions, changes, deletions, modes and links, and leaves out what is ignored', async () => {
    const { workspace, tree } = await fresh({
      'keep.txt': 'k',
      'gone.txt': 'g',
      'run.sh': 'x',
      '.gitignore': '*.log\n',
    });
    write(tree, { 'new/file.txt': 'n', 'keep.txt': 'changed', 'x.log': 'ignored' });
    rmSync(join(tree, 'gone.txt'));
    chmodSync(join(tree, 'run.sh'), 0o755);
    symlinkSync('keep.txt', join(tree, 'link'));
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    const changes = git(tree, 'diff', '--raw', '--no-renames', '--abbrev=4', `${sha}^`, sha).split('\n');
    expect(changes.map((line) => line.replace(/^:(\d+) (\d+) \S+ \S+ /, '$1 $2 '))).toEqual([
      '100644 000000 D\tgone.txt',
      '100644 100644 M\tkeep.txt',
      '000000 120000 A\tlink',
      '000000 100644 A\tnew/file.txt',
      '100644 100755 M\trun.sh',
    ]);
    expect(git(tree, 'rev-parse', workspace.place.branch)).toBe(sha);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('says which run, step and attempt it vouches for, and where the event log stood', async () => {
    const root = repositoryAt(temporary());
    const workspace = await openAt(root, 'r1', { auditHead: async () => ({ seq: 12, hash: 'ab'.repeat(32) }) });
    write(workspace.worktree, { b: 'b' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code', 3)));
    expect(git(root, 'log', '-1', '--format=%(trailers:only)', sha)).toBe(
      `Ws-Run: r1\nWs-Step: code\nWs-Attempt: 3\nWs-Audit: 12 ${'ab'.repeat(32)}`,
    );
    expect(await workspace.checkpointed()).toEqual([{ step: 'code', attempt: 3, sha }]);
  });

  test('makes no commit where nothing changed, and gives the last one', async () => {
    const { workspace, tree } = await fresh();
    expect(unwrap(await workspace.checkpoint(attemptOf('look')))).toBe(workspace.place.base);
    write(tree, { b: 'b' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    // Touched, but the same.
    write(tree, { b: 'b' });
    expect(unwrap(await workspace.checkpoint(attemptOf('look', 2)))).toBe(sha);
    expect(git(tree, 'rev-list', '--count', `${workspace.place.base}..HEAD`)).toBe('1');
  });

  test('is shared by the attempts that ask for it while another is under way', async () => {
    const { workspace, tree } = await fresh();
    const results = Array.from({ length: 10 }, async (_, at) => {
      await Promise.resolve();
      write(tree, { [`f${at}`]: `${at}` });
      return unwrap(await workspace.checkpoint(attemptOf(`s${at}`)));
    });
    const shas = new Set(await Promise.all(results));
    expect(shas.size).toBeLessThanOrEqual(2);
    expect((await workspace.checkpointed()).map(({ step }) => step).sort()).toEqual(
      Array.from({ length: 10 }, (_, at) => `s${at}`),
    );
    for (const { step, sha } of await workspace.checkpointed()) {
      expect(git(tree, 'cat-file', '-t', `${sha}:f${step.slice(1)}`)).toBe('blob');
    }
  });

  test('takes over the commits that a step made itself, and vouches for them', async () => {
    const { workspace, tree } = await fresh();
    write(tree, { own: 'o' });
    sh(tree, 'git add -A && git commit -qm Own');
    const own = git(tree, 'rev-parse', 'HEAD');
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'rev-parse', `${sha}^`)).toBe(own);
    const again = await openAt(tree);
    expect(await again.checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
  });

  // What a step may do to HEAD; its own commit, and every checkpoint before, must stay reachable from the branch.
  test.each([
    ['detaches HEAD', 'git checkout -q --detach && git commit -q --allow-empty -m own'],
    ['switches to a branch of its own', 'git checkout -q -b mine && git commit -q --allow-empty -m own'],
    ['switches to an unborn branch', 'git checkout -q --orphan mine && git commit -qm own'],
    ['resets the branch', 'git reset -q --hard HEAD~1 && git commit -q --allow-empty -m own'],
    ['amends the checkpoint', 'git commit -q --amend -m own'],
    [
      'deletes the branch',
      'git checkout -q --detach && git branch -qD ws/demo/r1 && git commit -q --allow-empty -m own',
    ],
    ['packs all refs', 'git commit -q --allow-empty -m own && git pack-refs --all'],
    [
      'stops in the middle of a rebase',
      'git commit -q --allow-empty -m own; GIT_SEQUENCE_EDITOR="sed -i 1ibreak" git rebase -q -i HEAD~1',
    ],
  ])('loses no commit when a step %s', async (_, script) => {
    const { workspace, tree } = await fresh();
    write(tree, { first: '1' });
    const first = unwrap(await workspace.checkpoint(attemptOf('first')));
    sh(tree, script);
    const own = git(tree, 'rev-parse', 'HEAD');
    write(tree, { second: '2' });
    const second = unwrap(await workspace.checkpoint(attemptOf('second')));
    expect(git(tree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r1');
    expect(git(tree, 'rev-parse', 'ws/demo/r1')).toBe(second);
    for (const sha of [first, own]) git(tree, 'merge-base', '--is-ancestor', sha, second);
    expect(git(tree, 'ls-tree', '--name-only', second).split('\n')).toContain('second');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    const third = unwrap(await workspace.checkpoint(attemptOf('third')));
    expect(third).toBe(second);
  });

  test('works where git knows nobody, as ws', async () => {
    const { workspace, tree, root } = await fresh();
    git(root, 'config', '--unset', 'user.name');
    git(root, 'config', '--unset', 'user.email');
    const before = process.env['GIT_CONFIG_GLOBAL'];
    process.env['GIT_CONFIG_GLOBAL'] = '/dev/null';
    try {
      write(tree, { b: 'b' });
      const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
      expect(git(root, 'log', '-1', '--format=%an <%ae> %cn <%ce>', sha)).toBe('ws <ws@localhost> ws <ws@localhost>');
    } finally {
      if (before === undefined) delete process.env['GIT_CONFIG_GLOBAL'];
      else process.env['GIT_CONFIG_GLOBAL'] = before;
    }
  });

  test('keeps file names byte for byte, whatever they are', async () => {
    const { workspace, tree } = await fresh();
    const names = [
      '-rf',
      '--all',
      'a b',
      'tab\there',
      'new\nline',
      '"quoted"',
      "it's",
      '$(touch pwned)',
      'ünï',
      ':(top)x',
      '*',
      '\\',
      '🙂',
      '#',
      'a;b',
    ];
    for (const name of names) writeFileSync(join(tree, name), name);
    writeFileSync(Buffer.concat([Buffer.from(`${tree}/raw-`), Buffer.from([0xff, 0xfe])]), 'raw');
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    const listed = sh(tree, `git ls-tree -z --name-only ${sha}`, { encoding: 'buffer' }).split('\0');
    for (const name of names) expect(listed).toContain(name);
    for (const name of names) rmSync(join(tree, name));
    const restored = await workspace.restore(attemptOf('code', 2));
    expect(unwrap(restored).salvaged).not.toBeNull();
    for (const name of names) expect(readFileSync(join(tree, name), 'utf8')).toBe(name);
  });

  test('records the commit of a submodule, and runs nothing in it', async () => {
    const library = repositoryAt(temporary());
    const root = repositoryAt(temporary());
    sh(root, `git -c protocol.file.allow=always submodule --quiet add '${library}' 'the lib' && git commit -qm Sub`);
    const workspace = await openAt(root);
    const tree = workspace.worktree;
    sh(tree, 'git -c protocol.file.allow=always submodule --quiet update --init');
    const sub = join(tree, 'the lib');
    const marker = join(root, 'pwned');
    sh(sub, `git config filter.evil.clean 'touch "${marker}"; cat' && echo '* filter=evil' > .gitattributes`);
    sh(
      sub,
      `echo more >> a.txt && git -c filter.evil.clean=cat -c user.name=a -c user.email=b commit -qam more && echo dirty >> a.txt`,
    );
    write(tree, { beside: 'b' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'rev-parse', `${sha}:the lib`)).toBe(git(sub, 'rev-parse', 'HEAD'));
    expect(git(tree, 'ls-tree', '--name-only', sha).split('\n')).toContain('beside');
    // What is in no commit of it is salvaged.
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(git(tree, 'show', `${salvaged ?? ''}:the lib/a.txt`)).toContain('dirty');
    expect(existsSync(marker)).toBe(false);
  });

  test('steps around a repository without a commit that a step made', async () => {
    const { workspace, tree } = await fresh();
    mkdirSync(join(tree, 'inner'));
    git(join(tree, 'inner'), 'init', '-q');
    write(tree, { 'inner/x': 'x', beside: 'b' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(tree, 'ls-tree', '--name-only', sha).split('\n')).toContain('beside');
  });

  test('is not led to another place by what a step plants', async () => {
    const { workspace, tree, root } = await fresh();
    const other = repositoryAt(temporary(), { precious: 'p' });
    // The worktree's own git file points elsewhere, its configuration too.
    git(root, 'config', 'extensions.worktreeConfig', 'true');
    git(tree, 'config', '--worktree', 'core.worktree', other);
    write(tree, { '.git': `gitdir: ${other}/.git\n`, b: 'b' });
    unwrap(await workspace.checkpoint(attemptOf('code')));
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(git(other, 'status', '--porcelain')).toBe('');
    expect(git(other, 'rev-list', '--count', '--all')).toBe('1');
    expect(readFileSync(join(tree, 'b'), 'utf8')).toBe('b');
  });

  test('keeps LFS pointers as they are', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
    const { workspace, tree, root } = await fresh({
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'a.bin': pointer,
    });
    git(root, 'config', 'filter.lfs.clean', 'false');
    git(root, 'config', 'filter.lfs.required', 'true');
    write(tree, { 'b.bin': pointer });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(sh(tree, `git show ${sha}:b.bin`)).toBe(pointer);
    expect(readFileSync(join(tree, 'a.bin'), 'utf8')).toBe(pointer);
  });
});

import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  attemptOf,
  checkoutFingerprint,
  git,
  openAt,
  refuse,
  repositoryAt,
  sh,
  temporary,
  unwrap,
  write,
} from '../rig.ts';

const opened = async () => {
  const root = repositoryAt(temporary('git'));
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  const gitDir = git(tree, 'rev-parse', '--absolute-git-dir');
  /** A repository that a step made up, with a filter that would run. */
  const fake = join(temporary('git'), 'fake.git');
  const marker = join(temporary('git'), 'ran');
  sh(root, `git clone -q --bare . '${fake}'`);
  sh(fake, `git config filter.evil.clean "touch '${marker}'; cat"`);
  return { root, workspace, tree, gitDir, fake, marker };
};

describe('a step that rewrites', () => {
  test.each(['checkpoint', 'restore'] as const)(
    'commondir has nothing run and no commit led astray by a %s',
    async (act) => {
      const { root, workspace, tree, gitDir, fake, marker } = await opened();
      const before = readFileSync(join(gitDir, 'commondir'), 'utf8');
      writeFileSync(join(gitDir, 'commondir'), `${fake}\n`);
      write(tree, { '.gitattributes': '* filter=evil\n', b: 'b' });
      if (act === 'checkpoint') {
        const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
        expect(git(root, 'cat-file', '-t', sha)).toBe('commit');
        expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(sha);
        expect(existsSync(join(fake, 'objects', sha.slice(0, 2), sha.slice(2)))).toBe(false);
      } else {
        const { salvaged } = unwrap(await workspace.restore(attemptOf('code', 2)));
        expect(git(root, 'show', `${salvaged ?? ''}:b`)).toBe('b');
      }
      expect(existsSync(marker)).toBe(false);
      expect(readFileSync(join(gitDir, 'commondir'), 'utf8')).toBe(before);
      expect(workspace.told().join()).toMatch(/commondir had been rewritten and is put back; it is kept as /);
      expect(workspace.told()).toEqual([]);
    },
  );

  test('objects/info/alternates does not keep our objects in its store', async () => {
    const { root, workspace, tree, fake } = await opened();
    write(tree, { b: 'only there' });
    const blob = sh(fake, `git hash-object -w '${join(tree, 'b')}'`).trim();
    const alternates = join(root, '.git/objects/info/alternates');
    write(root, { '.git/objects/info/alternates': `${join(fake, 'objects')}\n` });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(existsSync(alternates)).toBe(false);
    renameSync(fake, `${fake}.gone`);
    expect(git(root, 'cat-file', '-t', blob)).toBe('blob');
    expect(git(root, 'fsck', '--connectivity-only', sha)).toBe('');
  });

  test('gitdir leaves the worktree known to the repository', async () => {
    const { root, workspace, tree, gitDir } = await opened();
    writeFileSync(join(gitDir, 'gitdir'), '/nowhere/.git\n');
    write(tree, { b: 'b' });
    unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(root, 'worktree', 'list')).toContain(tree);
  });

  test('history by a replacement does not change what a checkpoint builds on', async () => {
    const { root, workspace, tree } = await opened();
    write(tree, { b: 'b' });
    const first = unwrap(await workspace.checkpoint(attemptOf('one')));
    const empty = sh(root, `git commit-tree -m forged $(git mktree </dev/null)`).trim();
    git(root, 'replace', first, empty);
    write(tree, { c: 'c' });
    const second = unwrap(await workspace.checkpoint(attemptOf('two')));
    expect(git(root, '--no-replace-objects', 'rev-parse', `${second}^`)).toBe(first);
    const again = await openAt(root);
    expect((await again.checkpointed()).map(({ step }) => step)).toEqual(['one', 'two']);
  });
});

describe('a step that takes the git folder of its worktree away', () => {
  test.each([
    [
      'and links it to that of the checkout',
      (gitDir: string, root: string) => `rm -rf '${gitDir}'; ln -s '${root}/.git' '${gitDir}'`,
    ],
    ['and leaves nothing', (gitDir: string) => `rm -rf '${gitDir}'`],
    ['and puts a file there', (gitDir: string) => `rm -rf '${gitDir}'; echo x > '${gitDir}'`],
    ['or its HEAD', (gitDir: string) => `rm '${gitDir}/HEAD'`],
    ['or makes a folder of its HEAD', (gitDir: string) => `rm '${gitDir}/HEAD'; mkdir '${gitDir}/HEAD'`],
    [
      'or links its HEAD to that of the checkout',
      (gitDir: string) => `rm '${gitDir}/HEAD'; ln -s ../../HEAD '${gitDir}/HEAD'`,
    ],
    ['or writes nonsense into its HEAD', (gitDir: string) => `echo nonsense > '${gitDir}/HEAD'`],
  ])('%s: the checkout stays as it is, and the run goes on', async (_, script) => {
    const { root, workspace, tree, gitDir } = await opened();
    write(root, { 'mine.txt': 'mine' });
    const before = checkoutFingerprint(root);
    write(tree, { b: 'b' });
    sh(tree, script(gitDir, root));
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(git(root, 'ls-tree', '--name-only', sha)).toBe('a.txt\nb');
    sh(git(tree, 'rev-parse', '--absolute-git-dir'), script('.', root).includes('rm -rf') ? 'true' : script('.', root));
    unwrap(await workspace.stand());
    expect(git(tree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r1');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(checkoutFingerprint(root)).toBe(before);
    expect(git(root, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
  });

  test('and links all of them elsewhere is refused', async () => {
    const { root, workspace, tree } = await opened();
    write(tree, { b: 'b' });
    const elsewhere = temporary('git');
    sh(root, `mv .git/worktrees .git/worktrees.x; ln -s '${elsewhere}' .git/worktrees`);
    expect(refuse(await workspace.checkpoint(attemptOf('code'))).message).toContain('move it out of the way');
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

test.each(['index', 'ws-index', 'ws-salvage-index', 'ws-aside-index', 'ws-mark', 'logs', 'config.worktree'])(
  'a link that a step puts at %s of its git folder is not written through',
  async (name) => {
    for (const act of ['checkpoint', 'restore'] as const) {
      const { root, workspace, tree, gitDir } = await opened();
      const theirs = join(root, name === 'logs' ? '.git/logs' : '.git/index');
      const before = checkoutFingerprint(root);
      const bytes = name === 'logs' ? '' : readFileSync(theirs, 'latin1');
      sh(tree, `rm -rf '${gitDir}/${name}'; ln -s '${theirs}' '${gitDir}/${name}'`);
      write(tree, { b: 'b' });
      expect(await workspace[act](attemptOf('code'))).toMatchObject({ ok: true });
      unwrap(await workspace.stand());
      expect(git(tree, 'status', '--porcelain')).toBe('');
      expect(checkoutFingerprint(root)).toBe(before);
      if (name !== 'logs') expect(readFileSync(theirs, 'latin1')).toBe(bytes);
      expect(workspace.told().join()).toContain('had been replaced by a link');
    }
  },
);

test('what is kept of a rewritten file does not go through a link', async () => {
  const { root, workspace, tree, gitDir } = await opened();
  const elsewhere = temporary('git');
  sh(tree, `ln -s '${elsewhere}' '${gitDir}/ws-replaced'; echo /nowhere > '${gitDir}/commondir'`);
  write(tree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  expect(readdirSync(elsewhere)).toEqual([]);
  expect(git(root, 'show', 'ws/demo/r1:b')).toBe('b');
});

test('a store of objects that was exchanged is refused', async () => {
  const { root, workspace, tree, fake } = await opened();
  renameSync(join(root, '.git/objects'), join(root, '.git/objects.real'));
  renameSync(join(fake, 'objects'), join(root, '.git/objects'));
  write(tree, { b: 'b' });
  const { code, message } = refuse(await workspace.checkpoint(attemptOf('code')));
  expect(code).toBe('workspace');
  expect(message).toContain('is not the folder it was');
});

test('a repository that borrows objects from another goes on borrowing them', async () => {
  const other = repositoryAt(temporary('git'));
  const root = join(temporary('git'), 'borrows');
  sh(other, `git clone -q --shared . '${root}'`);
  const workspace = await openAt(root);
  write(workspace.worktree, { b: 'b' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  expect(existsSync(join(root, '.git/objects/info/alternates'))).toBe(true);
  expect(workspace.told()).toEqual([]);
});

describe('where refs of the run would be written through a link', () => {
  test.each([
    ['refs/ws', '.git/refs/ws'],
    ['the folder of the run', '.git/refs/ws/r1'],
    ['the folder of branches of runs', '.git/refs/heads/ws'],
    ['the branch', '.git/refs/heads/ws/demo/r1'],
    ['logs of branches', '.git/logs/refs/heads/ws'],
  ])('a step that links %s to the checkout has nothing written there', async (_, path) => {
    const { root, workspace, tree } = await opened();
    const mine = join(root, 'mine');
    sh(root, `mv ${path} .git/was; cp -a .git/was '${mine}'; ln -s '${mine}' ${path}`);
    const before = sh(root, 'find mine -type f -exec cat {} +; find mine');
    write(tree, { b: 'b' });
    const { code, message } = refuse(await workspace.checkpoint(attemptOf('code')));
    expect(code).toBe('workspace');
    expect(message).toContain(`${join(root, path)} is a link`);
    expect(refuse(await workspace.stand().then(async () => workspace.restore(attemptOf('code', 2)))).message).toContain(
      'is a link',
    );
    expect(sh(root, 'find mine -type f -exec cat {} +; find mine')).toBe(before);
    sh(root, `rm ${path}; mv .git/was ${path}`);
    unwrap(await workspace.checkpoint(attemptOf('code')));
  });
});

import { chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeVersion, runGit } from '../../../../adapters/git/command/command.ts';
import { findRepository, hasCommit, makeStateDirectory, stateFolderOf, trackedAt } from '../../../../adapters/git/repository.ts';
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
  WORKTREES,
  write,
} from './rig.ts';

/** Makes one kind of repository in an empty folder; says from where it is used and where its state must lie. */
type Kind = (at: string) => { readonly from: string; readonly root: string };
const KINDS: Readonly<Record<string, Kind>> = {
  'its top level': (at) => ({ from: repositoryAt(join(at, 'r')), root: join(at, 'r') }),
  'a subfolder': (at) => ({
    from: join(repositoryAt(join(at, 'r'), { 'deep/er/a.txt': 'a\n' }), 'deep/er'),
    root: join(at, 'r'),
  }),
  'a linked worktree': (at) => {
    git(repositoryAt(join(at, 'r')), 'worktree', 'add', '-q', join(at, 'linked'));
    return { from: join(at, 'linked'), root: join(at, 'r') };
  },
  'a bare repository': (at) => {
    git(at, 'clone', '-q', '--bare', repositoryAt(join(at, 'r')), 'b.git');
    return { from: join(at, 'b.git'), root: join(at, 'b.git') };
  },
  'the worktree of a bare repository': (at) => {
    git(at, 'clone', '-q', '--bare', repositoryAt(join(at, 'r')), 'b.git');
    git(join(at, 'b.git'), 'worktree', 'add', '-q', join(at, 'linked'), '-b', 'other');
    return { from: join(at, 'linked'), root: join(at, 'b.git') };
  },
  'a submodule': (at) => {
    const library = repositoryAt(join(at, 'library'));
    sh(repositoryAt(join(at, 'r')), `git -c protocol.file.allow=always submodule --quiet add '${library}' sub`);
    return { from: join(at, 'r/sub'), root: join(at, 'r/sub') };
  },
  'a separate git folder': (at) => {
    repositoryAt(join(at, 'r'));
    git(join(at, 'r'), 'init', '-q', '--separate-git-dir', join(at, 'elsewhere'));
    return { from: join(at, 'r'), root: join(at, 'elsewhere') };
  },
  'a detached HEAD': (at) => {
    git(repositoryAt(join(at, 'r')), 'checkout', '-q', '--detach');
    return { from: join(at, 'r'), root: join(at, 'r') };
  },
  'a shallow clone': (at) => {
    git(repositoryAt(join(at, 'origin')), 'commit', '-q', '--allow-empty', '-m', 'Two');
    git(at, 'clone', '-q', '--depth=1', `file://${join(at, 'origin').replaceAll(' ', '%20')}`, 'r');
    return { from: join(at, 'r'), root: join(at, 'r') };
  },
  'a dirty checkout': (at) => {
    write(repositoryAt(join(at, 'r')), { 'a.txt': 'changed', untracked: 'u' });
    return { from: join(at, 'r'), root: join(at, 'r') };
  },
  'packed refs': (at) => {
    git(repositoryAt(join(at, 'r')), 'pack-refs', '--all');
    return { from: join(at, 'r'), root: join(at, 'r') };
  },
  'sha256 objects': (at) => {
    mkdirSync(join(at, 'r'));
    git(join(at, 'r'), 'init', '-q', '--object-format=sha256');
    return { from: repositoryAt(join(at, 'r')), root: join(at, 'r') };
  },
  'spaces and letters of all alphabets in its path': (at) => ({
    from: repositoryAt(join(at, 'ein Ördner 文件夹')),
    root: join(at, 'ein Ördner 文件夹'),
  }),
  'a newline in its path': (at) => ({ from: repositoryAt(join(at, 'two\nlines')), root: join(at, 'two\nlines') }),
};

describe('a repository', () => {
  test.each(Object.entries(KINDS))('can be worked in from %s, and stays as it is', async (_, kind) => {
    const { from, root } = kind(temporary());
    const before = fingerprint(
      from,
      (path) => path === 'worktrees' || /^(\.git\/)?(objects|refs|worktrees|logs)/.test(path),
    );
    const repository = unwrap(await findRepository(from));
    expect(repository.root).toBe(root);

    const workspace = await openAt(from);
    const tree = workspace.worktree;
    expect(tree).toBe(join(repository.worktrees, 'r1'));
    expect(dirname(repository.worktrees)).toBe(join(WORKTREES, 'worktrees'));
    expect(git(tree, 'status', '--porcelain')).toBe('');
    write(tree, { made: 'm' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    write(tree, { lost: 'l' });
    expect(unwrap(await workspace.restore(attemptOf('code', 2))).salvaged).toBe('refs/ws/r1/salvage/code/2');
    const again = await openAt(from);
    expect(again.place).toEqual(workspace.place);
    expect(await again.checkpointed()).toEqual([{ step: 'code', attempt: 1, sha }]);
    expect(existsSync(join(root, '.ws'))).toBe(false);
    expect(
      fingerprint(from, (path) => path === 'worktrees' || /^(\.git\/)?(objects|refs|worktrees|logs)/.test(path)),
    ).toBe(before);
  });

  test('is one for all its worktrees, and its state is unseen by git', async () => {
    const root = repositoryAt(temporary());
    git(root, 'worktree', 'add', '-q', join(root, '../linked'));
    await openAt(root);
    const found = unwrap(await findRepository(join(root, '../linked')));
    expect(found.root).toBe(root);
    expect(git(root, 'status', '--porcelain', '--untracked-files=all')).toBe('');
    rmSync(join(root, '../linked'), { recursive: true });
  });

  test('keeps its state where all its worktrees have it, for nobody else to look into, whatever the umask', async () => {
    const root = repositoryAt(temporary());
    git(root, 'worktree', 'add', '-q', join(root, '../linked'));
    const before = process.umask(0);
    try {
      const [one, other] = [await findRepository(root), await findRepository(join(root, '../linked'))].map(unwrap);
      expect(other?.worktrees).toBe(one?.worktrees);
      for (const repository of [one, other]) {
        if (repository === undefined) throw new Error('no repository');
        expect(unwrap(await makeStateDirectory(repository))).toBe(join(root, '.git/ws'));
        expect(stateFolderOf(repository)).toBe(join(root, '.git/ws'));
      }
      expect(statSync(join(root, '.git/ws')).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(before);
      rmSync(join(root, '../linked'), { recursive: true });
    }
  });

  test('is refused where there is none, with the next step', async () => {
    const problem = refuse(await findRepository(temporary()));
    expect(problem.code).toBe('not-a-repository');
    expect(problem.hint).toContain('git init');
  });

  test('is refused while it has no commit, with the next step', async () => {
    const at = temporary();
    git(at, 'init', '-q');
    const problem = refuse(await findRepository(at));
    expect(problem.code).toBe('repository-empty');
    expect(problem.hint).toContain('git commit');
  });

  test.skipIf(process.getuid?.() !== 0)('is refused where it belongs to somebody else', async () => {
    const root = repositoryAt(temporary());
    chownSync(root, 12_345, 12_345);
    chownSync(join(root, '.git'), 12_345, 12_345);
    const problem = refuse(await findRepository(root));
    expect(problem.code).toBe('dubious-ownership');
    expect(problem.hint).toContain(`safe.directory '${root}'`);
  });

  test('is refused where it is damaged, with what git says', async () => {
    const root = repositoryAt(temporary());
    rmSync(join(root, '.git/HEAD'));
    expect(refuse(await findRepository(root)).code).toBe('repository-unreadable');
  });

  test('keeps its state out of a link that was planted', async () => {
    const root = repositoryAt(temporary());
    const other = realpathSync(mkdtempSync(join(temporary(), 'x')));
    symlinkSync(other, join(root, '.git/ws'));
    expect(refuse(await makeStateDirectory(unwrap(await findRepository(root)))).code).toBe('workspace');
    expect(fingerprint(other)).toBe(fingerprint(temporary()));
  });
});

describe('git', () => {
  test('that is missing is named, with where to get it', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const answer = await runGit({ args: ['version'], place: { cwd: '/', gitDir: null, workTree: null } });
      expect(refuse(answer).message).toContain('install git');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test.each([
    ['git version 2.39.5', true],
    ['git version 2.36.0', true],
    ['git version 2.50.1 (Apple Git-155)', true],
    ['git version 3.0', true],
    ['git version 2.35.9', false],
    ['git version 1.99.9', false],
    ['something else', false],
  ])('%s is new enough: %s', (said, fits) => {
    expect(judgeVersion(said).ok).toBe(fits);
  });

  test('is asked to stop, and given time to, when the work is called off', async () => {
    const root = repositoryAt(temporary());
    const controller = new AbortController();
    const place = { cwd: root, gitDir: join(root, '.git'), workTree: root };
    // Reads its input to the end, which never comes.
    const running = runGit({
      args: ['hash-object', '--stdin-paths'],
      place,
      input: `${'a.txt\n'.repeat(3_000_000)}`,
      signal: controller.signal,
    });
    setImmediate(() => controller.abort());
    expect(refuse(await running).message).toContain('SIGTERM');
    expect(refuse(await runGit({ args: ['version'], place, signal: controller.signal })).message).toContain(
      'called off',
    );
  });

  test('does not inherit where to work from the caller', async () => {
    const root = repositoryAt(temporary());
    const other = repositoryAt(temporary());
    process.env['GIT_DIR'] = join(other, '.git');
    process.env['GIT_INDEX_FILE'] = join(other, 'index');
    try {
      expect(unwrap(await findRepository(root)).root).toBe(root);
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['GIT_INDEX_FILE'];
    }
  });
});

test('a run leaves index, HEAD, branch, configuration and files of the user as they are', async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', b: 'b' });
  write(root, { 'a.txt': 'changed', staged: 's', untracked: 'u' });
  git(root, 'add', 'staged');
  const before = checkoutFingerprint(root);
  const workspace = await openAt(root);
  write(workspace.worktree, { made: 'm', 'a.txt': 'other' });
  unwrap(await workspace.checkpoint(attemptOf('code')));
  write(workspace.worktree, { lost: 'l' });
  unwrap(await workspace.restore(attemptOf('code', 2)));
  expect(checkoutFingerprint(root)).toBe(before);
});

test.each([
  ['a format of the future', ['core.repositoryformatversion', '7'], 'format 7, and this git knows 1'],
  ['an extension of the future', ['extensions.wonders', 'true'], 'wonders'],
])('a repository of %s is told as what it is', async (_, [key = '', value = ''], says) => {
  const root = repositoryAt(temporary());
  if (key !== 'core.repositoryformatversion') git(root, 'config', 'core.repositoryformatversion', '1');
  git(root, 'config', key, value);
  const { message, hint } = refuse(await findRepository(root));
  expect(message).toContain(`the repository ${root} is of a newer kind than the git that is installed here can read: `);
  expect(message).toContain(says);
  expect(hint).toContain('Update git.');
});

test('names are understood in the checkout that was asked from, each of which has a HEAD of its own', async () => {
  const at = temporary();
  const root = repositoryAt(join(at, 'r'));
  const linked = join(at, 'linked');
  git(root, 'worktree', 'add', '-q', linked);
  write(linked, { own: 'x' });
  sh(linked, 'git add own; git commit -qm own');
  const [here, there] = [unwrap(await findRepository(root)), unwrap(await findRepository(linked))];
  expect([await hasCommit(here, 'HEAD~1'), await hasCommit(there, 'HEAD~1')]).toEqual([false, true]);
  expect([...(await trackedAt(here, 'HEAD', ['own']))].filter((each) => each !== '')).toEqual([]);
  expect(await trackedAt(there, 'HEAD', ['own'])).toContain('own');
});

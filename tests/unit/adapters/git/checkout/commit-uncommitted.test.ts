/** A commit of the checkout as it is, and what of the checkout it leaves alone. */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../../core/masking.ts';
import { commitUncommitted, type CommitRequest } from '../../../../../adapters/git/checkout/commit-uncommitted.ts';
import { uncommittedFiles } from '../../../../../adapters/git/checkout/uncommitted.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { fingerprint, git, refuse, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone.txt': 'g\n', 'sub/c.txt': 'c\n', '.gitignore': '*.log\n' };
const setup = (): string => repositoryAt(temporary(), files);

const isGitObject = (path: string): boolean => /^\.git\/(objects|ws)(\/|$)/.test(path);
/** Every byte and every time of the checkout and its git folder, but for objects. */
const everything = (root: string): string => fingerprint(root, isGitObject);

const commitOf = async (root: string, more: Partial<CommitRequest> = {}, from = root) => {
  const repository = unwrap(await findRepository(from));
  const uncommitted = unwrap(await uncommittedFiles(repository, from));
  if (uncommitted === null) throw new Error('no checkout is there');
  const how = { nestedRepositories: 'fail', secretIn: null, failpoint: () => undefined } as const;
  return commitUncommitted({ repository, uncommitted, ...how, ...more });
};

const treeOf = (root: string, sha: string | null): readonly string[] =>
  git(root, 'ls-tree', '-r', sha ?? '')
    .split('\n')
    .map((line) => line.replace(/^(\d+) (\w+) \w+\t/, '$1 '));

/** What `git status` finds where a commit is checked out over the files of the folder: nothing, if it is of these. */
const differences = (root: string, sha: string | null): string => {
  const index = join(temporary(), 'index');
  const env = { ...process.env, GIT_INDEX_FILE: index };
  sh(root, `git read-tree ${sha}`, { env });
  const seen = sh(
    root,
    'git update-index -q --refresh || true; git diff-files --name-only; git ls-files -o --exclude-standard',
    { env },
  );
  rmSync(index, { force: true });
  return seen;
};

describe('a commit of the checkout as it is', () => {
  const changes: readonly (readonly [what: string, change: (root: string) => void, names: readonly string[]])[] = [
    ['a changed file', (root) => write(root, { 'a.txt': 'mine\n' }), ['a.txt']],
    ['an untracked file, in a new folder', (root) => write(root, { 'new/deep/n.txt': 'n\n' }), ['new/deep/n.txt']],
    ['a file that was removed', (root) => unlinkSync(join(root, 'gone.txt')), ['gone.txt']],
    [
      'what is staged, and changed again since',
      (root) => {
        write(root, { 'a.txt': 'staged\n' });
        git(root, 'add', 'a.txt');
        write(root, { 'a.txt': 'later\n' });
      },
      ['a.txt'],
    ],
    [
      'a file that is to be added',
      (root) => {
        write(root, { 'intent.txt': 'i\n' });
        git(root, 'add', '--intent-to-add', 'intent.txt');
      },
      ['intent.txt'],
    ],
    ['a mode', (root) => chmodSync(join(root, 'a.txt'), 0o755), ['a.txt']],
    [
      'a link in place of a file, and a link that leads nowhere',
      (root) => {
        unlinkSync(join(root, 'a.txt'));
        symlinkSync('b.txt', join(root, 'a.txt'));
        symlinkSync('/nowhere', join(root, 'dead'));
      },
      ['a.txt', 'dead'],
    ],
    [
      'a folder in place of a file',
      (root) => {
        unlinkSync(join(root, 'a.txt'));
        write(root, { 'a.txt/inside': 'i\n' });
      },
      ['a.txt', 'a.txt/inside'],
    ],
    ['a name in another case', (root) => renameSync(join(root, 'a.txt'), join(root, 'A.txt')), ['a.txt', 'A.txt']],
    [
      'a name with a newline, quotes and letters beyond ASCII',
      (root) => write(root, { 'odd\n"é".txt': 'o\n' }),
      ['odd\n"é".txt'],
    ],
    [
      'a conflict that nobody has resolved',
      (root) => {
        sh(root, 'git checkout -qb other && echo theirs > a.txt && git commit -qam theirs && git checkout -q main');
        sh(root, 'echo ours > a.txt && git commit -qam ours && (git merge -q other || true)');
      },
      ['a.txt'],
    ],
  ];

  test.each(changes)('holds %s, and leaves every byte of the checkout and its index', async (_, change, names) => {
    const root = setup();
    change(root);
    const before = everything(root);
    const repository = unwrap(await findRepository(root));
    const found = unwrap(await uncommittedFiles(repository, root));
    const readable = found?.files.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
    expect(readable?.toSorted()).toEqual([...names].sort());
    const sha = unwrap(await commitOf(root));
    expect(everything(root)).toBe(before);
    expect(git(root, 'rev-parse', `${sha}^`)).toBe(git(root, 'rev-parse', 'HEAD'));
    expect(differences(root, sha)).toBe('');
  });

  test('leaves out what git ignores, and names a conflict', async () => {
    const root = setup();
    write(root, { 'x.log': 'x\n', 'sub/y.log': 'y\n', 'n.txt': 'n\n' });
    const sha = unwrap(await commitOf(root));
    expect(treeOf(root, sha)).toContain('100644 n.txt');
    expect(treeOf(root, sha).join(' ')).not.toContain('.log');
    sh(root, 'git checkout -qb other && echo theirs > a.txt && git commit -qam theirs && git checkout -q main');
    sh(root, 'echo ours > a.txt && git commit -qam ours && (git merge -q other || true)');
    const found = unwrap(await uncommittedFiles(unwrap(await findRepository(root)), root));
    expect(found?.unmerged).toEqual(['a.txt']);
  });

  test('leaves out what the user told git not to look at, as git status does', async () => {
    const root = setup();
    git(root, 'update-index', '--assume-unchanged', 'a.txt');
    git(root, 'update-index', '--skip-worktree', 'b.txt');
    write(root, { 'a.txt': 'hidden\n', 'b.txt': 'hidden\n', 'n.txt': 'n\n' });
    const found = unwrap(await uncommittedFiles(unwrap(await findRepository(root)), root));
    expect(found?.files).toEqual(['n.txt']);
    const sha = unwrap(await commitOf(root));
    expect(git(root, 'diff', '--name-only', 'HEAD', sha ?? '')).toBe('n.txt');
  });

  test('is none where nothing is changed, nor where a file was only touched', async () => {
    const root = setup();
    sh(root, 'touch -d 2001-01-01 a.txt');
    const found = unwrap(await uncommittedFiles(unwrap(await findRepository(root)), root));
    expect(found?.files).toEqual([]);
    expect(unwrap(await commitOf(root))).toBe(null);
  });

  test('is made from a folder below, from a linked worktree, and with a split index', async () => {
    const root = setup();
    git(root, 'update-index', '--split-index');
    write(root, { 'a.txt': 'mine\n' });
    expect(differences(root, unwrap(await commitOf(root, {}, join(root, 'sub'))))).toBe('');
    const linked = join(temporary(), 'linked');
    git(root, 'worktree', 'add', '-q', linked);
    write(linked, { 'only-here.txt': 'x\n' });
    const sha = unwrap(await commitOf(root, {}, linked));
    expect(treeOf(root, sha)).toContain('100644 only-here.txt');
    expect(git(root, 'show', `${sha}:a.txt`)).toBe('a');
  });

  test('records of a submodule the commit that it stands on, and runs nothing in it', async () => {
    const inner = repositoryAt(temporary());
    const root = setup();
    sh(root, `git -c protocol.file.allow=always submodule --quiet add '${inner}' module && git commit -qm module`);
    const module = join(root, 'module');
    sh(module, 'git -c user.name=a -c user.email=a@x commit -q --allow-empty -m on');
    write(module, { 'a.txt': 'inside\n' });
    const stands = git(module, 'rev-parse', 'HEAD');
    const before = everything(root);
    const sha = unwrap(await commitOf(root));
    expect(git(root, 'rev-parse', `${sha}:module`)).toBe(stands);
    expect(everything(root)).toBe(before);
  });

  test('is refused over a repository inside that no commit can hold, unless its files are to be taken', async () => {
    const root = setup();
    repositoryAt(join(root, 'clone'));
    expect(refuse(await commitOf(root)).message).toContain('clone is a repository of its own');
    const sha = unwrap(await commitOf(root, { nestedRepositories: 'files' }));
    expect(treeOf(root, sha)).toContain('100644 clone/a.txt');
  });

  test('is refused over a file with a secret, and over one that passes a filter which is not run', async () => {
    const root = setup();
    write(root, { '.env': 'TOKEN=correct-horse-battery\n' });
    const { secretIn } = createMask(['correct-horse-battery'], ['TOKEN']);
    expect(refuse(await commitOf(root, { secretIn })).message).toContain('the file .env holds the value of the secret');
    write(root, { '.gitattributes': '*.bin filter=mine\n', 'x.bin': 'x' });
    git(root, 'config', 'filter.mine.clean', 'tr x y');
    expect(refuse(await commitOf(root))).toMatchObject({ code: 'filtered-files', paths: ['x.bin'] });
  });

  test('removes what a killed one left, once it is old, and nothing of one that is at work', async () => {
    const root = setup();
    const state = join(root, '.git', 'ws');
    mkdirSync(join(state, 'uncommitted-old'), { recursive: true });
    mkdirSync(join(state, 'uncommitted-new'));
    sh(state, 'touch -d 2001-01-01 uncommitted-old');
    write(root, { 'n.txt': 'n\n' });
    unwrap(await commitOf(root));
    expect(readdirSync(state).filter((name) => name.startsWith('uncommitted-'))).toEqual(['uncommitted-new']);
    expect(existsSync(join(root, '.git', 'index.lock'))).toBe(false);
  });
});

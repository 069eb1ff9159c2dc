import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { collect } from '../../../../../adapters/git/gc/collect.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import {
  attemptOf,
  fingerprint,
  git,
  lockInProcess,
  openAt,
  refuse,
  repositoryAt,
  sh,
  temporary,
  unwrap,
  write,
} from '../rig.ts';

/** A checkout as most are: folders are ignored with a slash, which says nothing of a link. */
const checkout = (): string => {
  const root = repositoryAt(temporary(), { '.gitignore': 'node_modules/\n.env\n', 'a.txt': 'a\n' });
  write(root, { 'node_modules/x/index.js': 'x\n', '.env': 'KEY=1\n', 'config/local.yml': 'mine\n' });
  return root;
};

test('links and copies come from the checkout, and are in no checkpoint, salvage or snapshot', async () => {
  const root = checkout();
  const before = fingerprint(root, (path) => path.startsWith('.git'));
  const workspace = await openAt(root);
  const wanted = { link: ['node_modules'], copy: ['.env', 'config/local.yml'] };
  unwrap(await workspace.provisions.bringIn(wanted));
  const at = (path: string): string => join(workspace.worktree, path);
  expect(readlinkSync(at('node_modules'))).toBe(join(root, 'node_modules'));
  expect(readFileSync(at('.env'), 'utf8')).toBe('KEY=1\n');
  expect(lstatSync(at('config/local.yml')).isFile()).toBe(true);

  write(workspace.worktree, { 'b.txt': 'b\n' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('build')));
  expect(git(root, 'show', '--name-only', '--format=', sha)).toBe('b.txt');
  expect(unwrap(await workspace.restore(attemptOf('build', 2)))).toEqual({ salvaged: null });
  // What a lost attempt left is salvaged and cleaned away, and the links stay.
  write(workspace.worktree, { 'c.txt': 'c\n' });
  const { salvaged } = unwrap(await workspace.restore(attemptOf('build', 3)));
  expect(git(root, 'ls-tree', '-r', '--name-only', salvaged ?? '')).toBe('.gitignore\na.txt\nb.txt\nc.txt');
  expect(existsSync(at('c.txt'))).toBe(false);
  expect(existsSync(at('node_modules/x/index.js'))).toBe(true);
  expect(existsSync(at('config/local.yml'))).toBe(true);
  expect(fingerprint(root, (path) => path.startsWith('.git'))).toBe(before);
});

test('what is there already stays, and what the user has git ignore everywhere stays ignored', async () => {
  const root = checkout();
  git(root, 'config', 'core.excludesFile', join(root, '.git/mine'));
  write(root, { '.git/mine': '*.tmp\n' });
  const workspace = await openAt(root);
  write(workspace.worktree, { '.env': 'KEY=2\n', 'x.tmp': 'x\n' });
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: ['.env'] }));
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: ['.env'] }));
  expect(readFileSync(join(workspace.worktree, '.env'), 'utf8')).toBe('KEY=2\n');
  expect(unwrap(await workspace.restore(attemptOf('a')))).toEqual({ salvaged: null });
});

test('what the checkout does not have is told and passed over', async () => {
  const told: string[] = [];
  const workspace = await openAt(checkout(), 'r1', { tell: (line) => told.push(line) });
  unwrap(await workspace.provisions.bringIn({ link: ['vendor'], copy: ['.env.local'] }));
  expect(told).toEqual(['worktree.link: the checkout has no vendor', 'worktree.copy: the checkout has no .env.local']);
});

test.each<[string, (root: string, worktree: string) => void, object, string]>([
  ['is tracked', () => undefined, { link: ['a.txt'] }, 'a.txt is tracked by git'],
  [
    'leads out of the checkout',
    (root) => symlinkSync('/etc', join(root, 'out')),
    { link: ['out'] },
    'out of the checkout',
  ],
  [
    'lies behind a link out of the checkout',
    (root) => symlinkSync('/etc', join(root, 'out')),
    { copy: ['out/hostname'] },
    'out of the checkout',
  ],
  [
    'would be put behind a link out of the worktree',
    (root, worktree) => symlinkSync(join(root), join(worktree, 'config')),
    { copy: ['config/local.yml'] },
    'out of the worktree',
  ],
  ['is the git folder by another name', (root) => symlinkSync('.git', join(root, 'g')), { link: ['g'] }, 'out of'],
])('a path that %s is refused', async (_, plant, wanted, why) => {
  const root = checkout();
  const workspace = await openAt(root);
  plant(root, workspace.worktree);
  const failure = refuse(await workspace.provisions.bringIn({ link: [], copy: [], ...wanted }));
  expect(failure.message).toContain(why);
});

test('collecting takes the links away and never what they lead to', async () => {
  const root = checkout();
  const workspace = await openAt(root);
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: [] }));
  const repository = unwrap(await findRepository(root));
  const [collected] = unwrap(
    await collect({
      ...{ repository, lock: lockInProcess(), dryRun: false, isDriven: async () => false },
      candidates: [{ run: 'r1', workstream: 'demo', finishedAt: instant(1), discardedAt: null }],
      ...{ finishedBefore: instant(2), ignoredBefore: instant(0), discardedBefore: instant(0) },
    }),
  );
  expect(collected?.worktree.outcome).toBe('removed');
  expect(existsSync(workspace.worktree)).toBe(false);
  expect(readFileSync(join(root, 'node_modules/x/index.js'), 'utf8')).toBe('x\n');
});

test('a link to a checkout that has moved is made again', async () => {
  const root = checkout();
  const workspace = await openAt(root);
  symlinkSync('/nowhere', join(workspace.worktree, 'node_modules'));
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: [] }));
  expect(existsSync(join(workspace.worktree, 'node_modules/x'))).toBe(true);
  // A folder that a step made in its place is the step's.
  rmSync(join(workspace.worktree, 'node_modules'));
  mkdirSync(join(workspace.worktree, 'node_modules'));
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: [] }));
  expect(lstatSync(join(workspace.worktree, 'node_modules')).isDirectory()).toBe(true);
});

test('a pipe in a folder that is copied is passed over, and told', async () => {
  const root = checkout();
  sh(root, 'mkfifo config/pipe');
  const told: string[] = [];
  const workspace = await openAt(root, 'r1', { tell: (line) => told.push(line) });
  unwrap(await workspace.provisions.bringIn({ link: [], copy: ['config'] }));
  expect(told).toEqual(['worktree.copy: config/pipe is a pipe, a socket or a device, and is not copied']);
  expect(readdirSync(join(workspace.worktree, 'config'))).toEqual(['local.yml']);
});

test('what a step commits of what was brought in is taken out by its checkpoint, and its own git ignores it', async () => {
  const root = checkout();
  const workspace = await openAt(root);
  expect(workspace.provisions.excludes()).toBe(null);
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: ['config/local.yml'] }));
  const tree = workspace.worktree;
  write(tree, { 'b.txt': 'b\n' });
  const excludes = workspace.provisions.excludes() ?? '';
  expect(git(tree, '-c', `core.excludesFile=${excludes}`, 'status', '--porcelain')).toBe('?? b.txt');
  git(tree, 'add', '-f', '-A');
  git(tree, 'commit', '-qm', 'mine');
  const sha = unwrap(await workspace.checkpoint(attemptOf('build')));
  expect(git(tree, 'ls-tree', '-r', '--name-only', sha).split('\n')).toEqual(['.gitignore', 'a.txt', 'b.txt']);
  expect(existsSync(join(tree, 'config/local.yml'))).toBe(true);
});

test.each([
  ['staged', 'git add -f -A'],
  ['committed', 'git add -f -A; git commit -qm mine'],
])('what a lost attempt has %s of what was brought in stays where it lies for the next one', async (how, script) => {
  const root = checkout();
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  unwrap(await workspace.provisions.bringIn({ link: ['node_modules'], copy: ['.env', 'config/local.yml'] }));
  write(tree, { 'b.txt': 'b\n' });
  sh(tree, script);
  const { salvaged } = unwrap(await workspace.restore(attemptOf('build', 2)));
  expect(existsSync(join(tree, 'b.txt'))).toBe(false);
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('KEY=1\n');
  expect(readFileSync(join(tree, 'config/local.yml'), 'utf8')).toBe('mine\n');
  expect(readlinkSync(join(tree, 'node_modules'))).toBe(join(root, 'node_modules'));
  const held = git(root, 'log', '--name-only', '--format=', salvaged ?? '').split('\n');
  expect(held.includes('b.txt')).toBe(true);
  expect(held.includes('.env')).toBe(how === 'committed');
  expect(git(root, 'ls-tree', '-r', '--name-only', salvaged ?? '')).not.toContain('.env');
});

test('a fix that is taken back leaves what was brought in where it lies', async () => {
  const root = checkout();
  const workspace = await openAt(root);
  unwrap(await workspace.provisions.bringIn({ link: [], copy: ['.env'] }));
  const before = unwrap(await workspace.snapshot());
  sh(workspace.worktree, 'git add -f .env; echo c > c.txt');
  unwrap(await workspace.revert(before));
  expect(existsSync(join(workspace.worktree, 'c.txt'))).toBe(false);
  expect(readFileSync(join(workspace.worktree, '.env'), 'utf8')).toBe('KEY=1\n');
});

test('names of what was brought in are no patterns', async () => {
  const root = checkout();
  write(root, { '[a].txt': 'mine\n', '.git/info/exclude': '\\[a\\].txt\n' });
  const workspace = await openAt(root);
  unwrap(await workspace.provisions.bringIn({ link: [], copy: ['[a].txt'] }));
  write(workspace.worktree, { 'a.txt': 'changed\n' });
  sh(workspace.worktree, 'git add -f -A');
  const sha = unwrap(await workspace.checkpoint(attemptOf('build')));
  expect(git(root, 'show', '--name-only', '--format=', sha)).toBe('a.txt');
  expect(git(root, 'show', `${sha}:a.txt`)).toBe('changed');
});

test.each(['link', 'copy'] as const)(
  'worktree.%s brings nothing into a submodule, which could not be fetched any more',
  async (key) => {
    const library = repositoryAt(temporary('git'), { 'lib.txt': 'l\n' });
    const root = checkout();
    sh(root, `git -c protocol.file.allow=always submodule --quiet add '${library}' lib && git commit -qm Sub`);
    write(root, { 'lib/node_modules/x': 'x\n' });
    const workspace = await openAt(root);
    const wanted = { link: [], copy: [], [key]: ['lib/node_modules'] };
    const { message } = refuse(await workspace.provisions.bringIn(wanted));
    expect(message).toMatch(
      new RegExp(`^worktree\\.${key}: lib/node_modules lies in the submodule lib, which is empty`),
    );
    expect(readdirSync(join(workspace.worktree, 'lib'))).toEqual([]);
    expect(refuse(await workspace.provisions.bringIn({ ...wanted, [key]: ['lib'] })).message).toContain(
      'lib is tracked',
    );
  },
);

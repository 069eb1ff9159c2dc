import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPatches } from '../../../../../adapters/git/patch/patches.ts';
import type { Patch } from '../../../../../core/patch.ts';
import { git, openAt, refuse, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const FILES = { 'a.txt': 'one\ntwo\nthree\n', 'gone.txt': 'x\n', 'run.sh': 'true\n', '.gitignore': 'ignored\n' };

const open = async (files: Readonly<Record<string, string>> = FILES) => {
  const root = repositoryAt(temporary(), files);
  const { worktree } = await openAt(root);
  return { worktree, patches: createPatches({ commonDir: join(root, '.git') }) };
};

const change = (worktree: string): void => {
  write(worktree, { 'a.txt': 'one\n2\nthree\n', 'new/ü b.txt': 'new\n', ignored: 'no\n' });
  writeFileSync(join(worktree, 'data.bin'), Buffer.from([0, 255, 1, 10, 0]));
  chmodSync(join(worktree, 'run.sh'), 0o755);
  sh(worktree, 'rm gone.txt');
};

const PATHS = ['a.txt', 'new/ü b.txt', 'data.bin', 'run.sh', 'gone.txt', 'ignored'];

const made = async (): Promise<Patch> => {
  const { worktree, patches } = await open();
  const before = unwrap(await patches.treeOf(worktree));
  change(worktree);
  return unwrap(await patches.since(worktree, before, PATHS)).patch;
};

const withText = (patch: Patch, turn: (text: string) => string): Patch => ({
  ...patch,
  text: Buffer.from(turn(Buffer.from(patch.text).toString('latin1')), 'latin1'),
});

test('what changed is changed likewise in another repository, bytes and modes and what is gone', async () => {
  const patch = await made();
  expect(patch.files.map(({ path }) => path).toSorted()).toEqual(PATHS.filter((path) => path !== 'ignored').toSorted());
  const { worktree, patches } = await open();
  unwrap(await patches.apply(worktree, patch));
  expect(readFileSync(join(worktree, 'a.txt'), 'utf8')).toBe('one\n2\nthree\n');
  expect(readFileSync(join(worktree, 'new/ü b.txt'), 'utf8')).toBe('new\n');
  expect([...readFileSync(join(worktree, 'data.bin'))]).toEqual([0, 255, 1, 10, 0]);
  expect(statSync(join(worktree, 'run.sh')).mode & 0o100).toBe(0o100);
  expect(existsSync(join(worktree, 'gone.txt'))).toBe(false);
  expect(existsSync(join(worktree, 'ignored'))).toBe(false);
});

test('only the paths that are asked for are in it, and the index is not touched', async () => {
  const { worktree, patches } = await open();
  const before = unwrap(await patches.treeOf(worktree));
  change(worktree);
  const status = git(worktree, 'status', '--porcelain');
  const { patch } = unwrap(await patches.since(worktree, before, ['a.txt']));
  expect(patch.files.map(({ path }) => path)).toEqual(['a.txt']);
  expect(git(worktree, 'status', '--porcelain')).toBe(status);
});

test('what is applied already stays as it is', async () => {
  const patch = await made();
  const { worktree, patches } = await open();
  unwrap(await patches.apply(worktree, patch));
  const status = git(worktree, 'status', '--porcelain');
  unwrap(await patches.apply(worktree, patch));
  expect(git(worktree, 'status', '--porcelain')).toBe(status);
  expect(readFileSync(join(worktree, 'a.txt'), 'utf8')).toBe('one\n2\nthree\n');
});

test('a file that is not as it was is left alone, with all others', async () => {
  const patch = await made();
  // It would apply with an offset: exactly that, or nothing.
  const { worktree, patches } = await open({ ...FILES, 'a.txt': 'zero\none\ntwo\nthree\n' });
  expect(refuse(await patches.apply(worktree, patch))).toEqual({ kind: 'differs', path: 'a.txt' });
  expect(git(worktree, 'status', '--porcelain')).toBe('');
});

test('a new file is not written over one that is there', async () => {
  const patch = await made();
  const { worktree, patches } = await open({ ...FILES, 'data.bin': 'mine\n' });
  expect(refuse(await patches.apply(worktree, patch))).toEqual({ kind: 'differs', path: 'data.bin' });
});

test.each(['link', 'repository'])('what makes a %s is no patch', async (kind) => {
  const { worktree, patches } = await open();
  const before = unwrap(await patches.treeOf(worktree));
  if (kind === 'link') symlinkSync('/etc/passwd', join(worktree, 'x'));
  else sh(worktree, 'git init -q x && cd x && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x');
  const paths = kind === 'link' ? ['x'] : ['x', 'x/'];
  const patch = await patches.since(worktree, before, paths);
  // Of a repository inside there are only its files, and here there is none.
  if (kind === 'repository') expect(unwrap(patch).patch.files).toEqual([]);
  else expect(refuse(patch).message).toContain('a link');
});

const SAME = '0'.repeat(40);

test.each<[string, (patch: Patch) => Patch, string]>([
  ['a path out of the worktree', (patch) => ({ ...patch, files: [{ path: '../x', from: null, to: null }] }), 'unsafe'],
  ['a file of git', (patch) => ({ ...patch, files: [{ path: '.git/config', from: null, to: null }] }), 'unsafe'],
  [
    'a text that changes another file than it says',
    (patch) => withText(patch, (text) => text.replaceAll('new/', 'old/')),
    'unsafe',
  ],
  [
    'a text that leads into git',
    (patch) => withText(patch, (text) => text.replaceAll('data.bin', '.git/config')),
    'differs',
  ],
  [
    'a text that leads out',
    (patch) => withText(patch, (text) => text.replaceAll('data.bin', '../../data.bin')),
    'differs',
  ],
  [
    'a text that makes a link',
    (patch) => withText(patch, (text) => text.replace('new file mode 100644', 'new file mode 120000')),
    'unsafe',
  ],
  ['a text that changes more', (patch) => ({ ...patch, files: patch.files.slice(1) }), 'unsafe'],
  [
    'a text that changes less',
    (patch) => ({ ...patch, files: [...patch.files, { path: 'z', from: null, to: { mode: '100644', id: SAME } }] }),
    'unsafe',
  ],
  ['a text that is none', (patch) => ({ ...patch, text: Buffer.from('no patch') }), 'differs'],
])('%s is refused, and nothing is written', async (_, turn, kind) => {
  const patch = turn(await made());
  const { worktree, patches } = await open();
  const refused = await patches.apply(worktree, patch);
  expect(refuse(refused).kind).toBe(kind);
  expect(git(worktree, 'status', '--porcelain')).toBe('');
  expect(existsSync(join(worktree, '../x'))).toBe(false);
});

/** Every kind of repository that users have. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkoutDigest,
  eventsIn,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

const WORKSTREAM = {
  version: 1,
  id: 'kind',
  steps: [
    { id: 'write', run: 'echo made > made.txt' },
    { id: 'look', needs: ['write'], access: 'read', run: 'cat made.txt' },
  ],
};
const FILES = { 'README.md': 'hello\n', 'w.json': WORKSTREAM };

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

/** Runs the workstream from `directory` and checks that its work is on its branch. */
const runs = async (directory: string, file = 'w.json'): Promise<StatusJson> => {
  const ended = await ws(directory, ['run', file]);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const status = await wsJson<StatusJson>(directory, ['status']);
  expect(git(directory, 'show', `${status.branch}:made.txt`)).toBe('made');
  return status;
};

describe('a run', () => {
  test('goes on in a repository that was moved, as its log names no place of the machine', async () => {
    const repository = makeRepository(join(folder, 'repo'));
    const define = (root: string, script: string): void =>
      writeFiles(root, {
        'plans/w.json': {
          version: 1,
          id: 'moved',
          steps: [
            { id: 'write', tool: 'manual', with: { prompt: 'Write the page' } },
            { id: 'look', needs: ['write'], run: script },
          ],
        },
      });
    define(repository, 'cat page.md');
    expect((await ws(repository, ['run', 'plans/w.json'])).code).toBe(3);
    const { run, worktree } = await wsJson<StatusJson>(repository, ['status']);
    const log = (await ws(repository, ['events', run, '--json'])).stdout;
    expect(log).not.toContain(folder);
    expect(eventsIn(log)[0]).toMatchObject({ options: { source: 'plans/w.json', concurrency: null } });

    const moved = join(folder, 'elsewhere');
    renameSync(repository, moved);

    const source = join(moved, 'plans/w.json');
    expect(await wsJson<object>(moved, ['list'])).toMatchObject([{ run, worktree, source }]);
    expect(await wsJson<object>(moved, ['status', run])).toMatchObject({ worktree });
    expect((await ws(moved, ['show', run])).stdout).toContain(`worktree  ${worktree}`);
    define(moved, 'cat another.md');
    const refused = await ws(moved, ['resume', run]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${source} has changed`);

    define(moved, 'cat page.md');
    writeFiles(worktree, { 'page.md': 'one\n' });
    expect((await ws(moved, ['answer', run, 'write', 'accept'])).code).toBe(0);
    const resumed = await ws(moved, ['resume', run]);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    const { branch } = await wsJson<StatusJson>(moved, ['status', run]);
    expect(git(moved, 'show', `${branch}:page.md`)).toBe('one');
    expect((await ws(moved, ['audit', 'verify'])).code).toBe(0);
  });
});

describe('ws run works', () => {
  test('without a git identity, in a folder with spaces and letters beyond ASCII', async () => {
    const repository = makeRepository(join(folder, 'mein schönes  repo ✓'), FILES);
    const status = await runs(repository);
    expect(git(repository, 'log', '-1', '--format=%an', status.branch)).toBe('ws');
  });

  test('beside a dirty checkout, which it leaves as it is', async () => {
    const repository = makeRepository(join(folder, 'repo'), FILES);
    writeFiles(repository, { 'README.md': 'changed\n', 'new.txt': 'new\n', 'staged.txt': 'staged\n' });
    git(repository, 'add', 'staged.txt');
    const before = checkoutDigest(repository);
    await runs(repository);
    expect(checkoutDigest(repository)).toBe(before);
    expect(git(repository, 'status', '--porcelain')).not.toContain('.ws');
  });

  test('from a subfolder', async () => {
    const repository = makeRepository(join(folder, 'repo'), { ...FILES, 'deep/er/file': '' });
    await runs(join(repository, 'deep/er'), '../../w.json');
    expect(existsSync(join(repository, '.git/ws/state.db'))).toBe(true);
  });

  test('on a detached HEAD', async () => {
    const repository = makeRepository(join(folder, 'repo'), FILES);
    git(repository, 'checkout', '-q', '--detach');
    await runs(repository);
  });

  test('in a shallow clone', async () => {
    const origin = makeRepository(join(folder, 'origin'), FILES);
    writeFiles(origin, { 'more.txt': '' });
    git(origin, 'add', '-A');
    git(origin, 'commit', '-qm', 'second');
    git(folder, 'clone', '-q', '--depth', '1', `file://${origin}`, 'shallow');
    await runs(join(folder, 'shallow'));
  });

  test('in a linked worktree, and in the worktree of a bare repository', async () => {
    const origin = makeRepository(join(folder, 'origin'), FILES);
    git(origin, 'worktree', 'add', '-q', join(folder, 'linked'), '-b', 'other');
    await runs(join(folder, 'linked'));
    git(folder, 'clone', '-q', '--bare', origin, 'bare.git');
    git(join(folder, 'bare.git'), 'worktree', 'add', '-q', join(folder, 'of bare'), 'main');
    await runs(join(folder, 'of bare'));
  });

  test('with a submodule and an LFS pointer, which stay what they are', async () => {
    const library = makeRepository(join(folder, 'library'));
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
    const repository = makeRepository(join(folder, 'repo'), {
      ...FILES,
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'big.bin': pointer,
    });
    git(repository, 'submodule', '--quiet', 'add', library, 'library');
    git(repository, 'commit', '-qm', 'submodule');
    const status = await runs(repository);
    expect(git(repository, 'ls-tree', status.branch, 'library')).toBe(git(repository, 'ls-tree', 'main', 'library'));
    expect(git(repository, 'show', `${status.branch}:big.bin`)).toBe(pointer.trim());
  });
});

describe('ws run says what is wrong and exits 2', () => {
  test('where there is no repository', async () => {
    writeFiles(folder, FILES);
    const ended = await ws(folder, ['run', 'w.json']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/git init/);
  });

  test('in a repository without a commit', async () => {
    const repository = join(folder, 'empty');
    writeFiles(repository, FILES);
    git(repository, 'init', '-q');
    const ended = await ws(repository, ['run', 'w.json']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/commit/);
  });

  test('for a base that does not exist', async () => {
    const repository = makeRepository(join(folder, 'repo'), FILES);
    const ended = await ws(repository, ['run', 'w.json', '--base', 'nowhere']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('nowhere');
  });
});

describe('ws merge', () => {
  test('brings the work into the branch of the checkout', async () => {
    const repository = makeRepository(join(folder, 'repo'), FILES);
    await runs(repository);
    expect((await ws(repository, ['merge'])).code).toBe(0);
    expect(readFileSync(join(repository, 'made.txt'), 'utf8')).toBe('made\n');
  });

  test('refuses a conflict, names the file, and leaves everything as it was', async () => {
    const repository = makeRepository(join(folder, 'repo'), FILES);
    await runs(repository);
    writeFiles(repository, { 'made.txt': 'something else\n' });
    git(repository, 'add', '-A');
    git(repository, 'commit', '-qm', 'mine');
    const before = checkoutDigest(repository);
    const ended = await ws(repository, ['merge']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('made.txt');
    expect(checkoutDigest(repository)).toBe(before);
    expect(git(repository, 'status', '--porcelain')).toBe('');
  });
});

/** Work that is not committed: told, taken into a run, and merged back beside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkoutDigest, git, writeFiles } from '../../../rig/ws.ts';
import { ws } from './command-line.ts';
import { aScene, eventsOf, newest } from './scene.ts';

const { root, home, define } = aScene();
// What vitest calls any is compared, never used.
const has = (text: string): unknown => expect.stringContaining(text);

const FILES = { 'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n', 'b.txt': 'b\n' };

/** All is committed, by a user whom git knows. */
const begin = async (script: string, config = '') => {
  define({ work: script });
  writeFiles(root(), { ...FILES, ...(config === '' ? {} : { 'ws.config.yaml': config }) });
  git(root(), 'config', 'user.name', 'Ada');
  git(root(), 'config', 'user.email', 'ada@example.org');
  git(root(), 'add', '-A');
  git(root(), 'commit', '-qm', 'define');
  return home();
};
const read = (name: string): string => readFileSync(join(root(), name), 'utf8');
const tip = (): string => git(root(), 'rev-parse', 'main');
const status = (): string => git(root(), 'status', '--porcelain');

describe('a run from a checkout with uncommitted changes', () => {
  test('says in one line how many files are not in it, and how they would be', async () => {
    const at = await begin('test ! -e new.txt');
    expect((await ws(['run', 'example.json'], at)).err).not.toContain('uncommitted');
    writeFiles(root(), { 'a.txt': 'mine\n', 'new.txt': 'n\n' });
    const said = await ws(['run', 'example.json'], at);
    expect(said.code).toBe(0);
    expect(said.err.split('\n').filter((line) => line.includes('uncommitted'))).toEqual([
      '2 uncommitted files of your checkout are not in this run; to start with what you have: ws run example.json --with-changes',
    ]);
    const elsewhere = await ws(['run', 'example.json', '--base', 'HEAD~1'], at);
    expect(elsewhere.err).toContain(
      '2 uncommitted files of your checkout are not in this run, which starts from HEAD~1',
    );
  });

  test('with --with-changes begins with them, and leaves every byte of the checkout', async () => {
    const at = await begin('cat new.txt a.txt > seen.txt');
    writeFiles(root(), { 'a.txt': 'mine\n', 'new.txt': 'n\n' });
    git(root(), 'add', 'a.txt');
    const before = checkoutDigest(root());
    const said = await ws(['run', 'example.json', '--with-changes'], at);
    expect(said).toMatchObject({ code: 0, err: has('2 uncommitted files of your checkout are in this run') });
    expect(said.err).not.toContain('made again');
    expect(checkoutDigest(root())).toBe(before);
    const { id, base } = await newest(at.store);
    for (const look of ['status', 'show'])
      expect((await ws([look, id], at)).out).toMatch(
        new RegExp(`changes +what was not committed when it began \\(${base?.slice(0, 10) ?? ''}\\)`),
      );
    expect(JSON.parse((await ws(['status', id, '--json'], at)).out)).toMatchObject({ changes: base });
    expect(git(root(), 'rev-parse', `refs/ws/${id}/base`)).toBe(base);
    expect(git(root(), 'rev-parse', `${base}^`)).toBe(tip());
    expect(git(root(), 'show', `ws/example/${id}:seen.txt`)).toBe('n\nmine');
    expect((await ws(['diff', id, '--stat'], at)).out).not.toContain('new.txt');
    const [created] = await eventsOf(at.store, id);
    expect(created).toMatchObject({ type: 'run.created', options: { base, changes: base } });
  });

  test('where nothing is uncommitted, starts from HEAD', async () => {
    const at = await begin('true');
    expect((await ws(['run', 'example.json', '--with-changes'], at)).code).toBe(0);
    expect((await newest(at.store)).base).toBe(tip());
  });

  test('cannot start from elsewhere as well', async () => {
    const at = await begin('true');
    writeFiles(root(), { 'a.txt': 'mine\n' });
    const said = await ws(['run', 'example.json', '--with-changes', '--base', 'HEAD~1'], at);
    expect(said).toMatchObject({ code: 2, err: has('Leave one of the two out') });
  });

  test.each([
    ['yes', [], {}, true],
    ['yes', ['--no-with-changes'], {}, false],
    ['no', [], {}, false],
    ['ask', [], { input: 'y\n', isTyped: true }, true],
    ['ask', [], { input: '\n', isTyped: true }, false],
    ['ask', [], { input: 'y\n' }, false],
    ['ask', ['--json'], { input: 'y\n', isTyped: true }, false],
    ['ask', ['--with-changes'], { input: 'n\n', isTyped: true }, true],
  ])('goes by run.withChanges: %s, with %j and %j', async (mode, options, terminal, isTaken) => {
    const at = await begin('true', `run: { withChanges: ${mode} }\n`);
    writeFiles(root(), { 'a.txt': 'mine\n' });
    const said = await ws(['run', 'example.json', ...options], at, terminal);
    expect(said.code).toBe(0);
    expect(said.err.includes('start the run with them?')).toBe(
      mode === 'ask' && 'isTyped' in terminal && options.length === 0,
    );
    expect((await newest(at.store)).base === tip()).toBe(!isTaken);
    expect(said.err).toContain(isTaken ? 'is in this run' : 'is not in this run');
  });

  test('is refused where one of them holds a secret of the workstream', async () => {
    define({ work: 'true' }, { secrets: ['TOKEN'] });
    const at = await home({ env: { TOKEN: 'correct-horse-battery' } });
    writeFiles(root(), { '.env': 'TOKEN=correct-horse-battery\n' });
    const said = await ws(['run', 'example.json', '--with-changes'], at);
    expect(said).toMatchObject({ code: 2, err: has('the file .env holds the value of the secret TOKEN') });
    expect(await at.store.runs({ statuses: null, workstream: null, limit: 1 })).toEqual([]);
  });
});

describe('ws merge of such a run', () => {
  const changes = { 'a.txt': 'one\nTWO\nthree\nfour\nfive\nsix\nseven\n', 'new.txt': 'n\n' };

  test('takes over only what the run changed, into the checkout that is still dirty, and can be taken back', async () => {
    const at = await begin('cat new.txt > copy.txt; echo changed > b.txt');
    writeFiles(root(), changes);
    await ws(['run', 'example.json', '--with-changes'], at);
    const before = tip();
    expect((await ws(['merge'], at)).out).toContain('into main: 2 files');
    expect(git(root(), 'rev-parse', 'main^')).toBe(before);
    expect(git(root(), 'diff', '--name-only', before, 'main')).toBe('b.txt\ncopy.txt');
    expect(status()).toBe('M a.txt\n?? new.txt');
    expect([read('a.txt'), read('new.txt'), read('copy.txt'), read('b.txt')]).toEqual([
      changes['a.txt'],
      'n\n',
      'n\n',
      'changed\n',
    ]);
    expect((await ws(['merge'], at)).out).toContain('nothing to merge');
    expect((await ws(['merge', '--undo', '--json'], at)).code).toBe(0);
    expect([tip(), status(), read('b.txt')]).toEqual([before, 'M a.txt\n?? new.txt', 'b\n']);
  });

  test.each([
    ['the same lines', 'echo theirs > a.txt', ['a.txt']],
    ['other lines of the same file', 'echo eight >> a.txt', ['a.txt']],
    ['an untracked file', 'echo more >> new.txt', ['new.txt']],
    ['an untracked file by removing it', 'rm new.txt', ['new.txt']],
    ['a file by putting it back as it is committed', 'git checkout -q HEAD~1 -- a.txt', ['a.txt']],
    ['one of them by removing it, and others', 'rm new.txt; echo c > c.txt; echo b2 > b.txt', ['new.txt']],
    ['one where the lines conflict, and another', 'echo theirs > a.txt; rm new.txt', ['a.txt', 'new.txt']],
    ['both, one by removing it', 'rm a.txt; echo more >> new.txt; echo c > c.txt', ['a.txt', 'new.txt']],
  ])('names the paths where the run changed %s, and changes nothing', async (_, script, paths) => {
    const at = await begin(script);
    writeFiles(root(), changes);
    await ws(['run', 'example.json', '--with-changes'], at);
    const [digest, before] = [checkoutDigest(root()), tip()];
    const said = await ws(['merge'], at);
    expect(said.code).toBe(1);
    for (const path of paths) expect(said.err).toContain(`    ${path}\n`);
    expect(said.err).not.toContain('c.txt');
    expect([checkoutDigest(root()), tip()]).toEqual([digest, before]);
    // As it says: what was not committed is, and all of the run goes on top.
    git(root(), 'add', '-A');
    git(root(), 'commit', '-qm', 'mine');
    expect((await ws(['merge'], at)).code).toBe(0);
    expect(status()).toBe('');
    expect(git(root(), 'diff', 'main', `ws/example/${(await newest(at.store)).id}`)).toBe('');
  });

  test('says so where the run changed nothing', async () => {
    const at = await begin('true');
    writeFiles(root(), changes);
    await ws(['run', 'example.json', '--with-changes'], at);
    const before = tip();
    expect((await ws(['merge'], at)).out).toContain('nothing to merge');
    expect([tip(), status()]).toEqual([before, 'M a.txt\n?? new.txt']);
  });

  test('goes by what the first run began with where it was retried', async () => {
    define({ first: 'echo first > first.txt', second: 'test -e go; cat new.txt > copy.txt' });
    const at = await begin('true');
    define({ first: 'echo first > first.txt', second: 'grep -q go new.txt && cat new.txt > copy.txt' });
    git(root(), 'commit', '-qam', 'two steps');
    writeFiles(root(), { 'new.txt': 'n\n' });
    expect((await ws(['run', 'example.json', '--with-changes'], at)).code).toBe(1);
    define({ first: 'echo first > first.txt', second: 'cat new.txt > copy.txt' });
    git(root(), 'commit', '-qam', 'mended');
    expect((await ws(['retry'], at)).code).toBe(0);
    expect((await ws(['merge'], at)).out).toContain('into main: 2 files');
    expect(git(root(), 'show', '--name-only', '--format=', 'main')).toBe('copy.txt\nfirst.txt');
    expect(status()).toBe('?? new.txt');
  });
});

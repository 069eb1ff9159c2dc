/** What steps leave that fail or were only to read: it is nobody else's work, it is kept, and it goes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
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

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(() => removeFolder(folder));

const go = async (steps: readonly object[], more: object = {}, env: Record<string, string> = {}) => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'left', steps, ...more } });
  return ws(repository, ['run', 'w.json', '--json'], { env });
};
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const filesOf = async (step: string) => {
  const { branch } = await statusOf();
  const sha = git(repository, 'log', '--format=%H', `--grep=^Ws-Step: ${step}$`, `main..${branch}`);
  return sha === '' ? null : git(repository, 'diff-tree', '-r', '--no-commit-id', '--name-only', sha).split('\n');
};
const salvaged = async (step: string, path: string) => {
  const { run } = await statusOf();
  return git(repository, 'show', `refs/ws/${run}/salvage/${step}/1:${path}`);
};
const isClean = async () => git((await statusOf()).worktree, 'status', '--porcelain') === '';

const FAILS = { id: 'fails', run: 'echo junk > junk.txt; echo junk >> README.md; exit 1', continueOnError: true };
const NEXT = { id: 'next', run: 'test ! -e junk.txt; echo next > next.txt' };

describe('what a step leaves that fails', () => {
  test.each(['shared', 'exclusive'])(
    'is kept and put back before another begins, whatever wrote it: %s',
    async (access) => {
      const ended = await go([
        { ...FAILS, access },
        { ...NEXT, needs: 'fails' },
      ]);
      expect(ended.code, ended.stdout + ended.stderr).toBe(0);
      expect(await filesOf('next')).toEqual(['next.txt']);
      expect(await salvaged('fails', 'junk.txt')).toBe('junk');
      expect(await isClean()).toBe(true);
      const tidied = eventsIn(ended.stdout).filter(({ type }) => type === 'run.tidied');
      expect(tidied).toMatchObject([{ left: ['fails'], unexplained: [], trouble: null }]);
    },
  );

  test('is kept and put back before the run ends', async () => {
    const ended = await go([{ ...FAILS, continueOnError: false }]);
    expect(ended.code).toBe(1);
    expect(await salvaged('fails', 'junk.txt')).toBe('junk');
    expect(await isClean()).toBe(true);
  });

  test('is kept of one that is timed out', async () => {
    await go([{ ...FAILS, run: 'echo junk > junk.txt; sleep 30', timeout: '1s' }]);
    expect(await salvaged('fails', 'junk.txt')).toBe('junk');
    expect(await isClean()).toBe(true);
  });

  test('is the work of its own next attempt where it is tried again', async () => {
    const again = 'test -e half.txt || { echo half > half.txt; exit 1; }; echo rest > rest.txt';
    expect((await go([{ id: 'again', run: again, retry: { limit: 1, backoff: { initial: '1ms' } } }])).code).toBe(0);
    expect(await filesOf('again')).toEqual(['half.txt', 'rest.txt']);
  });

  test('is cleared up by whoever takes the run up, where ws dies before', async () => {
    // At places where the disk, git or a process is touched, until none is left to die at; in the long lane at each.
    const steps = [FAILS, { ...NEXT, needs: 'fails' }];
    const names: string[] = [];
    for (let at = 5; at < 200; at += process.env['WS_LONG'] === undefined ? 23 : 1) {
      const crashed = await go(steps, {}, { WS_CRASH_AT: String(at) });
      if (crashed.code === 0) break;
      const resumed = await ws(repository, ['resume']);
      if (resumed.code !== 0 && /no runs/.test(resumed.stderr)) continue;
      names.push((await statusOf()).run);
      expect(await filesOf('next'), `crash ${at}`).toEqual(['next.txt']);
      expect(await isClean(), `crash ${at}`).toBe(true);
    }
    expect(names.length).toBeGreaterThan(0);
  }, 120_000);
});

describe('what two steps may both have written', () => {
  test('is told by the commit, and by ws diff', async () => {
    // What they wait for lies beside the repository, in a folder whose name holds a space.
    const wait = (name: string): string => `for i in $(seq 500); do test -e "$AT/${name}" && break; sleep 0.02; done`;
    const ended = await go(
      [
        { id: 'one', run: `echo one > one.txt; touch "$AT/one"; ${wait('other')}` },
        { id: 'other', run: `${wait('one')}; echo other > other.txt` },
        { id: 'tell', run: 'touch "$AT/other"', access: 'read', needs: 'other' },
      ],
      { concurrency: 3, env: { AT: folder } },
    );
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const { branch, run } = await statusOf();
    const shared = (step: string) =>
      git(repository, 'log', '--format=%(trailers:key=Ws-Shared-With,valueonly)', `--grep=^Ws-Step: ${step}$`, branch);
    expect(shared('other')).toContain('one');
    const shown = await ws(repository, ['diff', run, 'other']);
    expect(shown.stdout.split('\n')[0]).toBe('# Ws-Shared-With: one');
  });
});

describe('a script that is only to read, and writes', () => {
  const READS = { id: 'reads', run: 'echo junk > junk.txt', access: 'read' };
  const steps = [READS, { id: 'next', run: 'echo next > next.txt', needs: 'reads' }];

  test('lets the run fail at its end, which names it and the paths, and nobody else commits them', async () => {
    const ended = await go(steps);
    expect(ended.code).toBe(1);
    const failed = eventsIn(ended.stdout).find(({ type }) => type === 'run.failed');
    expect(JSON.stringify(failed)).toMatch(/read-only-violated: junk\.txt .*reads/);
    expect(await filesOf('next')).toEqual(['next.txt']);
    expect(await salvaged('reads', 'junk.txt')).toBe('junk');
    expect(await isClean()).toBe(true);
  });

  test.each([
    [
      'commits',
      'echo junk > junk.txt; git add junk.txt; git -c user.name=x -c user.email=y commit -qm sneaky',
      'junk.txt',
    ],
    ['commits nothing', 'git -c user.name=x -c user.email=y commit -q --allow-empty -m sneaky', 'HEAD'],
    ['takes commits off the branch', 'git reset -q --hard HEAD~1', 'second.txt'],
    ['switches to another branch', 'git checkout -q -b other', 'HEAD'],
    ['goes to another commit', 'git checkout -q --detach HEAD~1', 'second.txt'],
    ['hides what it changes', 'git update-index --assume-unchanged second.txt; echo x >> second.txt', 'second.txt'],
    ['hides it otherwise', 'git update-index --skip-worktree second.txt; echo x >> second.txt', 'second.txt'],
  ])('lets the run fail where it %s', async (_, script, path) => {
    writeFiles(repository, { 'second.txt': 'second\n' });
    git(repository, 'add', '-A');
    git(repository, 'commit', '-qm', 'second');
    const ended = await go([{ id: 'reads', run: script, access: 'read' }]);
    expect(ended.code).toBe(1);
    const failed = eventsIn(ended.stdout).find(({ type }) => type === 'run.failed');
    expect(JSON.stringify(failed)).toContain('read-only-violated');
    expect(JSON.stringify(failed)).toContain('reads');
    expect(JSON.stringify(failed)).toContain(path);
    const { branch } = await wsJson<{ branch: string }>(repository, ['status']);
    expect(git(repository, 'rev-parse', branch)).toBe(git(repository, 'rev-parse', 'HEAD'));
  });

  test('is only told of where the workstream says so', async () => {
    const ended = await go(steps, { readViolations: 'warn' });
    expect(ended.code, ended.stderr).toBe(0);
    expect(eventsIn(ended.stdout).find(({ type }) => type === 'run.tidied')).toMatchObject({
      unexplained: ['junk.txt'],
      readers: ['reads'],
    });
    expect((await ws(repository, ['show'])).stdout).toContain('read-only-violated: junk.txt');
  });

  test('may write what git ignores', async () => {
    writeFiles(repository, { '.gitignore': '*.txt\n*.log\n' });
    git(repository, 'add', '--all');
    git(repository, 'commit', '-qm', 'Ignore');
    expect((await go([{ ...READS, id: 'build' }])).code).toBe(0);
  });
});

test('what a person left in the worktree while the run waited is no violation of those that read', async () => {
  const steps = [
    { id: 'reads', run: 'true', access: 'read' },
    { id: 'person', tool: 'manual', with: { prompt: 'Do it' }, needs: 'reads', access: 'read' },
    { id: 'more', run: 'true', access: 'read', needs: 'reads' },
  ];
  for (const [answer, file] of [
    ['accept', 'kept.md'],
    ['skip', 'left.md'],
  ] as const) {
    expect((await go(steps)).code).toBe(3);
    const { run, worktree, branch } = await statusOf();
    writeFiles(worktree, { [file]: 'by hand\n' });
    await ws(repository, ['answer', run, 'person', answer]);
    const ended = await ws(repository, ['resume']);
    expect(ended.code, answer + ended.stdout + ended.stderr).toBe(0);
    if (answer === 'accept') expect(git(repository, 'show', `${branch}:${file}`)).toBe('by hand');
    else expect(await salvaged('person', file)).toBe('by hand');
    expect(existsSync(join(worktree, 'left.md'))).toBe(false);
  }
  expect(readFileSync(join(repository, 'README.md'), 'utf8')).not.toContain('junk');
});

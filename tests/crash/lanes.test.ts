/** ws dies while lanes fork, work and are merged: gone on with, they come to the same end. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  repository = makeRepository(join(folder, 'repo'), { 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n' });
});
afterEach(() => removeFolder(folder));

const lane = (id: string, line: number) => ({
  ...{ id, isolation: 'step', access: 'exclusive', acceptance: [{ run: 'test -e a.txt' }] },
  run: `sed -i '${line}s/$/ ${id}/' a.txt; echo ${id} > ${id}.new`,
});

test.each([
  ...['git.lane.before-fork', 'git.lane.forked', 'git.lane.laid-out', 'git.checkpoint.after-commit', 'lane.checked'],
  ...['git.lane.before-merge', 'git.lane.committed', 'git.lane.moved', 'git.lane.merged'],
])('at %s, three times in a row', async (point) => {
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'laned', concurrency: 3, lanes: { max: 2, recheck: 'always' } },
      steps: [
        lane('a', 1),
        lane('b', 5),
        lane('c', 9),
        { id: 'd', needs: ['a', 'b', 'c'], run: 'cat a.txt b.new c.new > d.txt' },
      ],
    },
  });
  const env = { WS_CRASH_AT: point };
  expect((await ws(repository, ['run', 'w.json'], { env })).signal).toBe('SIGKILL');
  for (let nth = 0; nth < 2; nth++) await ws(repository, ['resume'], { env });
  const ended = await ws(repository, ['resume', '--json']);
  const { branch, status, run } = await wsJson<StatusJson>(repository, ['status']);
  expect(status, ended.stdout + ended.stderr).toBe('succeeded');
  expect(git(repository, 'show', `${branch}:a.txt`)).toBe('1 a\n2\n3\n4\n5 b\n6\n7\n8\n9 c');
  expect(git(repository, 'show', `${branch}:d.txt`).split('\n')).toHaveLength(11);
  const merged = git(
    repository,
    'log',
    '--merges',
    '--first-parent',
    '--format=%(trailers:key=Ws-Step,valueonly)',
    branch,
  );
  expect(
    merged
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  ).toEqual(['a/ws.merge', 'b/ws.merge', 'c/ws.merge']);
  expect(git(repository, 'worktree', 'list', '--porcelain')).not.toContain(`${run}.lane`);
  expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
  expect(eventsIn(ended.stdout).filter(({ type }) => type === 'step.failed')).toEqual([]);
});

test.each([
  ...[['lane.proposed', 3] as const, ['git.lane.committed', 3] as const, ['git.lane.moved', 3] as const],
  // What takes ws down three times in a row while a program is at work is not begun a fourth time.
  ...[['git.lane.merged', 3] as const, ['lane.judged', 2] as const],
])(
  'at %s while a gate looks at lanes together and searches for the guilty one, %d times in a row',
  async (point, times) => {
    writeFiles(repository, {
      'w.json': {
        ...{ version: 1, id: 'laned', concurrency: 4, integration: { gate: '! test -e bad.new' } },
        steps: [lane('a', 1), lane('bad', 5), lane('c', 9)],
      },
    });
    const env = { WS_CRASH_AT: point };
    expect((await ws(repository, ['run', 'w.json'], { env })).signal).toBe('SIGKILL');
    for (let nth = 1; nth < times; nth++) await ws(repository, ['resume'], { env });
    const ended = await ws(repository, ['resume', '--json']);
    const { branch, status, steps } = await wsJson<StatusJson>(repository, ['status']);
    expect(status, ended.stdout + ended.stderr).toBe('failed');
    expect(git(repository, 'show', `${branch}:a.txt`)).toBe('1 a\n2\n3\n4\n5\n6\n7\n8\n9 c');
    const tops = steps.filter(({ id }) => !id.includes('/')).map((step) => `${step.id} ${step.status}`);
    expect(tops.sort()).toEqual(['a succeeded', 'bad failed', 'c succeeded']);
    expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
  },
);

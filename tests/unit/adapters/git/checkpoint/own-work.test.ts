import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, temporary, unwrap, write } from '../rig.ts';

const FILES = {
  'a.txt': 'a\n',
  'src/one.ts': '1\n',
  'src/two.ts': '2\n',
  'gone/by/now.txt': 'x\n',
  '.gitignore': '*.log\nout/\n',
};

/** A worktree in which step `early` has ended without a checkpoint, having done something, and `late` has begun since. */
const opened = async (early: (tree: string) => void) => {
  const workspace = await openAt(repositoryAt(temporary(), FILES));
  const tree = workspace.worktree;
  await workspace.begin(attemptOf('early'));
  await workspace.begin(attemptOf('company'));
  early(tree);
  await workspace.leave(attemptOf('early'));
  workspace.forget(attemptOf('company'));
  await workspace.begin(attemptOf('late'));
  const commit = async (step = 'late') => {
    const sha = unwrap(await workspace.checkpoint(attemptOf(step)));
    const changed = git(tree, 'diff-tree', '-r', '--no-commit-id', '--no-renames', '--name-status', '--root', sha);
    const shared = git(tree, 'log', '-1', '--format=%(trailers:key=Ws-Shared-With,valueonly,separator=%x2C)', sha);
    return { changed: changed === '' ? [] : changed.split('\n'), shared, sha };
  };
  return { workspace, tree, commit };
};

describe('a checkpoint holds what changed while its step was at work, and not what lay there before:', () => {
  const left: readonly (readonly [string, (tree: string) => void])[] = [
    ['a new file', (tree) => write(tree, { 'junk.txt': 'junk' })],
    ['a new folder', (tree) => write(tree, { 'junk/deep/er.txt': 'junk', 'junk/b.txt': 'junk' })],
    ['a change', (tree) => write(tree, { 'src/one.ts': 'junk' })],
    ['a deletion', (tree) => rmSync(join(tree, 'src/one.ts'))],
    ['a folder deleted', (tree) => rmSync(join(tree, 'gone'), { recursive: true })],
    ['a move', (tree) => renameSync(join(tree, 'src/one.ts'), join(tree, 'src/three.ts'))],
    ['a link', (tree) => symlinkSync('a.txt', join(tree, 'link'))],
    [
      'what was staged',
      (tree) => {
        write(tree, { 'junk.txt': 'junk' });
        git(tree, 'add', 'junk.txt');
      },
    ],
  ];
  test.each(left)('%s', async (_, early) => {
    const { tree, commit } = await opened(early);
    write(tree, { 'src/new.ts': 'late\n', 'late.txt': 'late\n' });
    const { changed, shared } = await commit();
    expect(changed).toEqual(['A\tlate.txt', 'A\tsrc/new.ts']);
    expect(shared).toBe('');
    expect(git(tree, 'status', '--porcelain')).not.toBe('');
  });

  test('nothing where the step did nothing: then there is no commit', async () => {
    const { tree, commit } = await opened((at) => write(at, { 'junk.txt': 'junk' }));
    const { sha } = await commit();
    expect(sha).toBe(git(tree, 'rev-parse', 'HEAD'));
    expect(git(tree, 'rev-list', '--count', 'HEAD')).toBe('1');
  });
});

describe('nothing of a step is left out of its checkpoint:', () => {
  const done: readonly (readonly [string, (tree: string) => void, readonly string[]])[] = [
    ['the same written again', (tree) => write(tree, { 'junk.txt': 'junk' }), ['A\tjunk.txt']],
    ['a folder moved into place', (tree) => renameSync(join(tree, 'out'), join(tree, 'dist')), ['A\tdist/old.js']],
    ['a file moved into place', (tree) => renameSync(join(tree, 'old.log'), join(tree, 'new.txt')), ['A\tnew.txt']],
    ['a deletion', (tree) => rmSync(join(tree, 'src/one.ts')), ['D\tsrc/one.ts']],
    ['a folder gone', (tree) => rmSync(join(tree, 'gone'), { recursive: true }), ['D\tgone/by/now.txt']],
    [
      'a folder where a file was',
      (tree) => {
        rmSync(join(tree, 'a.txt'));
        mkdirSync(join(tree, 'a.txt'));
        write(tree, { 'a.txt/in.txt': 'x' });
      },
      ['D\ta.txt', 'A\ta.txt/in.txt'],
    ],
    [
      'a link where a folder was',
      (tree) => {
        rmSync(join(tree, 'gone'), { recursive: true });
        symlinkSync('src', join(tree, 'gone'));
      },
      ['A\tgone', 'D\tgone/by/now.txt'],
    ],
    [
      'old files that git no longer ignores',
      (tree) => write(tree, { '.gitignore': '' }),
      ['M\t.gitignore', 'A\tjunk.txt', 'A\told.log', 'A\tout/old.js'],
    ],
  ];
  test.each(done)('%s', async (_, late, want) => {
    const { tree, commit } = await opened((at) => write(at, { 'junk.txt': 'junk', 'old.log': 'x', 'out/old.js': 'x' }));
    late(tree);
    const { changed } = await commit();
    // What stands in the root has changed with it, and may be the late step's as far as anybody can tell.
    expect(changed.filter((line) => want.includes(line))).toEqual(want);
  });
});

test('what two steps may both have written says so, and the rest is left to the other one', async () => {
  const { workspace, tree, commit } = await opened((at) => write(at, { 'junk.txt': 'junk' }));
  await workspace.begin(attemptOf('beside'));
  write(tree, { 'src/two.ts': 'late or beside\n' });
  const { changed, shared } = await commit();
  expect(changed).toEqual(['M\tsrc/two.ts']);
  expect(shared).toBe('beside');
  write(tree, { 'src/one.ts': 'beside\n' });
  const next = await commit('beside');
  expect(next.changed).toEqual(['M\tsrc/one.ts']);
  expect(next.shared).toBe('');
});

describe('what a failed step may have left in the checkpoint of one beside it', () => {
  const failedBeside = async () => {
    const workspace = await openAt(repositoryAt(temporary(), FILES));
    for (const step of ['bad', 'sleeper']) await workspace.begin(attemptOf(step));
    write(workspace.worktree, { 'a.txt': 'half' });
    rmSync(join(workspace.worktree, 'gone'), { recursive: true });
    await workspace.leave(attemptOf('bad'));
    return workspace;
  };

  test('is told once nobody writes any more, by both their names, and nothing of it is lost', async () => {
    const workspace = await failedBeside();
    const sha = unwrap(await workspace.checkpoint(attemptOf('sleeper')));
    expect(git(workspace.worktree, 'show', `${sha}:a.txt`)).toBe('half');
    expect(git(workspace.worktree, 'log', '-1', '--format=%B', sha)).toContain('Ws-Shared-With: bad');
    const tidied = unwrap(await workspace.tidy({ left: [attemptOf('bad')], readers: [] }));
    expect(tidied).toEqual({ salvaged: null, unexplained: [], taken: [{ step: 'bad', by: ['sleeper'] }] });
  });

  test('is nothing to tell where its next attempt succeeds, or the other one failed too', async () => {
    const again = await failedBeside();
    unwrap(await again.checkpoint(attemptOf('sleeper')));
    await again.begin(attemptOf('bad', 2));
    unwrap(await again.checkpoint(attemptOf('bad', 2)));
    expect(unwrap(await again.tidy({ left: [attemptOf('bad', 2)], readers: [] })).taken).toEqual([]);
    const both = await failedBeside();
    const left = [attemptOf('bad'), attemptOf('sleeper')];
    const { salvaged, taken } = unwrap(await both.tidy({ left, readers: [] }));
    expect([salvaged, taken]).toEqual(['refs/ws/r1/salvage/bad/1', []]);
  });
});

test('what a step writes over what another one left says so', async () => {
  const { tree, commit } = await opened((at) => write(at, { 'src/one.ts': 'half', 'src/two.ts': 'half' }));
  write(tree, { 'src/two.ts': 'late\n' });
  const { changed, shared } = await commit();
  expect(changed).toEqual(['M\tsrc/two.ts']);
  expect(shared).toBe('early');
});

test('steps that end together share a commit, and are named as sharing where they were at work together', async () => {
  const { workspace, tree } = await opened(() => undefined);
  workspace.forget(attemptOf('early'));
  await workspace.begin(attemptOf('beside'));
  write(tree, { 'src/two.ts': 'one of them\n' });
  const [one, other] = await Promise.all([
    workspace.checkpoint(attemptOf('late')),
    workspace.checkpoint(attemptOf('beside')),
  ]);
  expect(unwrap(one)).toBe(unwrap(other));
  const message = git(tree, 'log', '-1', '--format=%B', unwrap(one));
  for (const line of ['Ws-Step: late', 'Ws-Step: beside', 'Ws-Shared-With: late', 'Ws-Shared-With: beside'])
    expect(message.split('\n')).toContain(line);
});

test('what an attempt before left is the work of its step, and is in its checkpoint', async () => {
  const { workspace, tree, commit } = await opened((at) => write(at, { 'half.txt': 'half' }));
  await workspace.pause(attemptOf('reader'));
  await workspace.begin(attemptOf('early', 2));
  write(tree, { 'src/two.ts': 'rest\n' });
  expect((await commit('early')).changed).toEqual(['A\thalf.txt', 'M\tsrc/two.ts']);
});

test('who was alone has all in the checkpoint, as has who was never said to begin', async () => {
  const workspace = await openAt(repositoryAt(temporary(), FILES));
  write(workspace.worktree, { 'junk.txt': 'junk' });
  const sha = unwrap(await workspace.checkpoint(attemptOf('late')));
  expect(git(workspace.worktree, 'show', `${sha}:junk.txt`)).toBe('junk');
});

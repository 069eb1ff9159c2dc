import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { gitAt, type Git } from '../../../../../adapters/git/command/configured.ts';
import { plainAddress, pushTo } from '../../../../../adapters/git/remote/push.ts';
import type { Push } from '../../../../../core/publisher.ts';
import { git, makeRepository, writeFiles } from '../../../../rig/ws.ts';
import { temporary } from '../rig.ts';

let repository = '';
let bare = '';
let here: Git;
beforeEach(() => {
  const root = temporary();
  repository = makeRepository(join(root, 'repo'));
  git(repository, 'config', 'user.name', 'Ada');
  git(repository, 'config', 'user.email', 'ada@example.org');
  bare = join(root, 'bare.git');
  git(root, 'init', '-q', '--bare', bare);
  git(repository, 'remote', 'add', 'origin', bare);
  const gitDir = join(repository, '.git');
  here = gitAt({ cwd: repository, gitDir, workTree: null }, gitDir);
});

const commit = (text: string): string => {
  writeFiles(repository, { 'a.txt': text });
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', text);
  return git(repository, 'rev-parse', 'HEAD');
};
const push = (more: Partial<Push> = {}) =>
  pushTo(
    here,
    {
      remote: 'origin',
      ref: 'refs/heads/feature',
      commit: git(repository, 'rev-parse', 'HEAD'),
      message: null,
      isDry: false,
      ...more,
    },
    new AbortController().signal,
  );
const there = (ref: string): string => git(bare, 'for-each-ref', '--format=%(objectname)', ref);

test('a branch is made, moved forwards, and left where it is there', async () => {
  expect(await push()).toEqual({ ok: true, value: { change: 'created', url: bare } });
  expect(await push()).toMatchObject({ value: { change: 'same' } });
  const second = commit('second');
  expect(await push()).toMatchObject({ value: { change: 'moved' } });
  expect(there('refs/heads/feature')).toBe(second);
});

test('what others pushed is not thrown away', async () => {
  const base = git(repository, 'rev-parse', 'HEAD');
  const other = commit('of somebody else');
  git(repository, 'push', '-q', 'origin', 'HEAD:refs/heads/feature');
  git(repository, 'reset', '-q', '--hard', base);
  commit('ours');
  expect(await push()).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  expect(there('refs/heads/feature')).toBe(other);
});

describe('a tag', () => {
  const tag = { ref: 'refs/tags/v1' };
  test('is annotated where it says something, and leaves none here', async () => {
    expect(await push({ ...tag, message: 'First\n\n- all of it' })).toMatchObject({ value: { change: 'created' } });
    expect(git(bare, 'tag', '-l', '-n9', 'v1')).toContain('all of it');
    expect(git(repository, 'tag')).toBe('');
    expect(await push({ ...tag, message: 'First' })).toMatchObject({ value: { change: 'same' } });
  });

  test('does not move, not even forwards', async () => {
    await push(tag);
    commit('second');
    expect(await push(tag)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });
});

test('only looked at, nothing is changed', async () => {
  expect(await push({ isDry: true })).toMatchObject({ value: { change: 'created' } });
  expect(there('refs/heads')).toBe('');
});

test.each([
  [{ remote: '--upload-pack=touch x' }, '/with/remote'],
  [{ remote: 'nowhere' }, '/with/remote'],
  [{ ref: 'refs/heads/a..b' }, '/with'],
  [{ ref: 'refs/heads/-x y' }, '/with'],
])('what is no remote and no name is told: %j', async (more, pointer) => {
  expect(await push(more)).toMatchObject({ ok: false, error: { code: 'bad-input', pointer } });
});

test('hooks of the repository do not run, and a remote that cannot be reached is a failure', async () => {
  writeFiles(repository, { '.git/hooks/pre-push': '#!/bin/sh\ntouch "$PWD/ran"\nexit 1\n' });
  git(repository, 'config', 'core.hooksPath', '.git/hooks');
  expect(await push()).toMatchObject({ value: { change: 'created' } });
  expect(await push({ remote: join(bare, 'gone') })).toMatchObject({ ok: false, error: { code: 'workspace' } });
});

test('a password in an address is not shown', () => {
  expect(plainAddress('https://ada:secret@example.org/a.git')).toBe('https://example.org/a.git');
  expect(plainAddress('git@example.org:a.git')).toBe('git@example.org:a.git');
});

/** `ws merge` and `ws merge --undo` on a real repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, writeFiles } from '../../../../rig/ws.ts';
import { ws } from '../command-line.ts';
import { aScene } from '../scene.ts';

const { root, home, define } = aScene();

/** The user has an identity, and has committed the definition. */
const begin = async (script: string) => {
  define({ work: script });
  git(root(), 'config', 'user.name', 'Ada');
  git(root(), 'config', 'user.email', 'ada@example.org');
  git(root(), 'add', '-A');
  git(root(), 'commit', '-qm', 'define');
  const at = await home();
  expect((await ws(['run', 'example.json'], at)).code).toBe(0);
  return { at, before: git(root(), 'rev-parse', 'main') };
};
// What vitest calls any is compared, never used.
const has = (text: string): unknown => expect.stringContaining(text);
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const tip = (): string => git(root(), 'rev-parse', 'main');

describe('a merge without changes says so and makes no commit', () => {
  test.each([
    ['nothing was changed', 'true'],
    ['all was changed back, by commits', 'echo a > a; git add a; git commit -qm a; git rm -q a; git commit -qm b'],
  ])('where %s', async (_, script) => {
    const { at } = await begin(script);
    git(root(), 'commit', '-q', '--allow-empty', '-m', 'beside');
    const before = tip();
    const merged = await ws(['merge'], at);
    expect(merged).toMatchObject({
      code: 0,
      out: like(/^nothing to merge: ws\/example\/\w+ has no change/),
    });
    expect(tip()).toBe(before);
    const document = JSON.parse((await ws(['merge', '--json'], at)).out) as object;
    expect(document).toMatchObject({ kind: 'nothing-to-do', commit: before, into: 'main', files: 0 });
  });

  test('where it was merged before', async () => {
    const { at } = await begin('echo a > a.txt');
    await ws(['merge', '--squash'], at);
    const after = tip();
    expect((await ws(['merge'], at)).out).toContain('no commit was made');
    expect(tip()).toBe(after);
  });
});

describe('ws merge --undo', () => {
  test.each([
    ['that moved the branch on', [], false],
    ['as one commit', ['--squash'], false],
    ['of two sides', [], true],
  ])('takes a merge back %s, and it can be done again', async (_, options, goesOn) => {
    const { at } = await begin('echo a > a.txt; echo changed > README.md');
    if (goesOn) git(root(), 'commit', '-q', '--allow-empty', '-m', 'beside');
    const before = tip();
    writeFiles(root(), { 'mine.txt': 'mine\n' });
    expect((await ws(['merge', ...options], at)).code).toBe(0);
    const after = tip();
    const undone = await ws(['merge', '--undo'], at);
    expect(undone).toMatchObject({
      code: 0,
      out: has(`main stands at ${before.slice(0, 10)} again, 2 files`),
    });
    expect(tip()).toBe(before);
    expect(git(root(), 'status', '--porcelain')).toBe('?? mine.txt');
    expect(readFileSync(join(root(), 'README.md'), 'utf8')).toBe('hello\n');
    expect((await ws(['merge', '--undo'], at)).code).toBe(2);
    expect((await ws(['merge', ...options], at)).code).toBe(0);
    expect(git(root(), 'rev-parse', 'main^{tree}')).toBe(git(root(), 'rev-parse', `${after}^{tree}`));
  });

  test('says what it did as JSON', async () => {
    const { at, before } = await begin('echo a > a.txt');
    await ws(['merge'], at);
    const document = JSON.parse((await ws(['merge', '--undo', '--json'], at)).out) as object;
    expect(document).toMatchObject({ commit: before, into: 'main', files: 1 });
  });

  test('is refused once the branch has moved on, and says how a commit takes it back', async () => {
    const { at } = await begin('echo a > a.txt');
    await ws(['merge'], at);
    git(root(), 'commit', '-q', '--allow-empty', '-m', 'later');
    const stood = tip();
    const undone = await ws(['merge', '--undo'], at);
    expect(undone).toMatchObject({ code: 1, err: like(/no longer stands[^]*git revert/) });
    expect(tip()).toBe(stood);
  });

  test('is refused over a file that was changed since, which is named', async () => {
    const { at } = await begin('echo a > a.txt');
    await ws(['merge'], at);
    writeFiles(root(), { 'a.txt': 'mine\n' });
    const stood = tip();
    expect(await ws(['merge', '--undo'], at)).toMatchObject({ code: 1, err: has('    a.txt') });
    expect(tip()).toBe(stood);
    expect(readFileSync(join(root(), 'a.txt'), 'utf8')).toBe('mine\n');
  });

  test('moves the branch alone where another is checked out', async () => {
    const { at, before } = await begin('echo a > a.txt');
    await ws(['merge'], at);
    git(root(), 'checkout', '-q', '-b', 'other', before);
    expect((await ws(['merge', '--undo'], at)).code).toBe(0);
    expect(tip()).toBe(before);
    expect(git(root(), 'status', '--porcelain')).toBe('');
  });

  test('says of a run that was not merged that there is nothing to take back', async () => {
    const { at } = await begin('echo a > a.txt');
    expect(await ws(['merge', '--undo'], at)).toMatchObject({
      code: 2,
      err: has('no merge of run'),
    });
  });
});

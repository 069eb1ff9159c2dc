/** `ws retry`: which commit it starts from. */
import { describe, expect, test } from 'vitest';
import { git, writeFiles } from '../../../../rig/ws.ts';
import { ws } from '../command-line.ts';
import { aScene, eventsOf, newest, runCount } from '../scene.ts';

const { root, home, define } = aScene();
// What vitest calls any is compared, never used.
const has = (text: string): unknown => expect.stringContaining(text);
const head = (): string => git(root(), 'rev-parse', 'HEAD');
const commit = (files: Readonly<Record<string, string>>): string => {
  writeFiles(root(), files);
  git(root(), 'add', '-A');
  git(root(), 'commit', '-qm', 'later');
  return head();
};

/** first, which writes a file, and last, which fails as long as no file tells it to go on. */
const begin = async () => {
  define({ first: 'echo first > first.txt', last: 'test -e go.txt' });
  git(root(), 'add', '-A');
  git(root(), 'commit', '-qm', 'define');
  const at = await home();
  expect((await ws(['run', 'example.json'], at)).code).toBe(1);
  return { at, failed: await newest(at.store) };
};

describe('ws retry', () => {
  test('says which commit it starts from: the work of what succeeded', async () => {
    const { at, failed } = await begin();
    const said = await ws(['retry'], at);
    const { id, base } = await newest(at.store);
    expect(base).toBe(git(root(), 'rev-parse', `ws/example/${failed.id}`));
    expect(said.err).toContain(`run ${id}, after ${failed.id}, starts from commit ${base?.slice(0, 10)}\n`);
    expect(said.err).not.toContain('has moved on');
    const shown = await ws(['show', id], at);
    expect(shown.out).toContain(`retry of  run ${failed.id}, from ${base?.slice(0, 10)}, with 1 step of it\n`);
    expect((await ws(['show', failed.id], at)).out).not.toContain('retry of');
  });

  test('hints at what the checkout has come to since, which the new run does not have though it has the new file', async () => {
    const { at, failed } = await begin();
    commit({ 'go.txt': '' });
    define({ first: 'echo first > first.txt', last: 'test ! -e go.txt && echo "the new file" > last.txt' });
    commit({});
    const said = await ws(['retry', failed.id], at);
    expect(said.code).toBe(0);
    expect(said.err).toContain(
      `your checkout has moved on: 2 commits of it are not in this run; to do all steps again from there: ws retry ${failed.id} --base HEAD\n`,
    );
  });

  test('says of a file that starts from a branch what has come to that', async () => {
    git(root(), 'branch', 'release');
    define({ first: 'exit 1' }, { base: 'release' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    commit({ 'x.txt': 'x' });
    expect((await ws(['retry'], at)).err).not.toContain('has moved on');
    git(root(), 'branch', '-f', 'release', 'HEAD');
    expect((await ws(['retry'], at)).err).toContain('release has moved on: 1 commit of it is not in this run');
  });

  test.each([
    ['HEAD', []],
    ['main', []],
    ['HEAD~1', []],
    ['HEAD', ['--json']],
  ])('--base %s starts from there %j and does every step again', async (ref, options) => {
    const { at, failed } = await begin();
    commit({ 'go.txt': '' });
    commit({ 'more.txt': '' });
    const base = git(root(), 'rev-parse', ref);
    const said = await ws(['retry', failed.id, '--base', ref, ...options], at);
    const { id, base: begun } = await newest(at.store);
    expect(said).toMatchObject({ code: 0, err: has(`starts from commit ${base.slice(0, 10)}`) });
    expect(said.err).not.toContain('has moved on');
    expect(begun).toBe(base);
    const started = (await eventsOf(at.store, id)).flatMap((event) =>
      event.type === 'step.started' ? [event.step] : [],
    );
    expect(started).toEqual(['first', 'last']);
    expect(git(root(), 'diff', '--name-only', base, `ws/example/${id}`)).toBe('first.txt');
  });

  test('--base also of a run that has succeeded', async () => {
    const { at, failed } = await begin();
    commit({ 'go.txt': '' });
    expect((await ws(['retry', failed.id, '--base', 'HEAD'], at)).code).toBe(0);
    expect((await ws(['retry', '--base', 'HEAD'], at)).code).toBe(0);
    expect((await ws(['retry'], at)).code).toBe(2);
  });

  test.each([
    [['--base', 'nowhere'], 'there is no commit "nowhere" to start from'],
    [['--base', '--all'], 'there is no commit "--all" to start from'],
    [['--base', 'HEAD', '--from', 'first'], '--from and --base say two things'],
    [['--from', 'frist'], 'it has: first, last'],
  ])('refuses %j, and starts nothing', async (options, why) => {
    const { at } = await begin();
    expect(await ws(['retry', ...options], at)).toMatchObject({ code: 2, err: has(why) });
    expect(await runCount(at.store)).toBe(1);
  });

  test('--base of a run that began with changes leaves them out', async () => {
    const { at } = await begin();
    writeFiles(root(), { 'mine.txt': 'm' });
    await ws(['run', 'example.json', '--with-changes'], at);
    await ws(['retry', '--base', 'HEAD'], at);
    const { id } = await newest(at.store);
    const [created] = await eventsOf(at.store, id);
    expect(created?.type === 'run.created' && created.options).toMatchObject({ base: head() });
    expect(created?.type === 'run.created' && 'changes' in created.options).toBe(false);
  });
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { git } from '../../../rig/ws.ts';
import { ws } from '../cli/command-line.ts';
import { aScene, runCount } from '../cli/scene.ts';

const { root, home, define } = aScene();

/** A commit with one path more, which no file need be there for. */
const track = (path: string): void => {
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: root(), input: 'x' }).toString().trim();
  git(root(), 'update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
  git(root(), 'commit', '-qm', 'path');
};

const toldEverywhere = async (message: string, hint: string): Promise<void> => {
  const at = await home();
  for (const argv of [
    ['run', 'example.json'],
    ['run', 'example.json', '--dry-run'],
  ]) {
    const said = await ws(argv, at);
    expect(said.code).toBe(2);
    expect(said.err).toContain(message);
    expect(said.err).toContain(hint);
  }
  expect(await runCount(at.store)).toBe(0);
  expect(git(root(), 'worktree', 'list').split('\n')).toHaveLength(1);
};

test.each([
  ['ws', []],
  ['ws', ['pack-refs', '--all']],
  ['ws/example', []],
])('the branch %s is told as what is in the way, %j, and no run is left', async (branch, then) => {
  define({ a: 'true' });
  git(root(), 'branch', branch);
  if (then.length > 0) git(root(), ...then);
  await toldEverywhere(`the branch "${branch}" is in the way`, `git branch -m ${branch} ${branch}-old`);
  const doctor = await ws(['doctor'], await home());
  expect(doctor.out).toMatch(branch === 'ws' ? /✖ branches +the branch "ws" is in the way/ : /✔ branches/);
  expect(doctor.code).toBe(branch === 'ws' ? 1 : 0);
  git(root(), 'branch', '-m', branch, `${branch}-old`);
  expect((await ws(['run', 'example.json', '--dry-run'], await home())).code).toBe(0);
});

test('a retry is kept from no branch either', async () => {
  const at = await home();
  define({ a: 'false' });
  expect((await ws(['run', 'example.json', '--id', 'first'], at)).code).toBe(1);
  git(root(), 'branch', '-m', 'ws/example/first', 'kept');
  git(root(), 'branch', 'ws');
  const said = await ws(['retry', 'first'], at);
  expect(said).toMatchObject({ code: 2 });
  expect(said.err).toContain('the branch "ws" is in the way');
  expect(await runCount(at.store)).toBe(1);
});

const DEEP = `${'d'.repeat(200)}/`.repeat(20);

test.each([
  ['a name', 'é'.repeat(128), 'longer than the file system can hold (256 bytes)', 'shorter name'],
  ['a path', `${DEEP}${'d'.repeat(76)}`, 'longer than the file system can hold (4096 bytes)', 'shorter name'],
  ['a path below the worktree', `${DEEP}${'d'.repeat(75)}`, 'no worktree with it could be removed', 'worktrees.root'],
])('%s that is too long is told, and no run is left', async (_, path, message, hint) => {
  define({ a: 'true' });
  track(path);
  await toldEverywhere(message, hint);
  const doctor = await ws(['doctor'], await home());
  expect(doctor.out).toMatch(/✖ paths/);
  // A sentence goes on below where the terminal is narrower than it.
  expect(doctor.out.replaceAll(/\n {14}/g, ' ')).toContain(message);
});

test('a name of 255 bytes runs', async () => {
  define({ a: 'true' });
  track('d'.repeat(255));
  const at = await home();
  expect((await ws(['run', 'example.json'], at)).code).toBe(0);
  expect((await ws(['doctor'], at)).out).toMatch(/✔ paths +the longest that git tracks has 255 bytes/);
});

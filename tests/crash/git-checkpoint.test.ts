import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { tmpdir } from 'node:os';
import { runId } from '../../core/id.ts';
import { findRepository } from '../../adapters/git/repository.ts';
import {
  attemptOf,
  checkoutFingerprint,
  git,
  openAt,
  repositoryAt,
  temporary,
  unwrap,
  write,
} from '../unit/adapters/git/rig.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws-git-run-'));
  buildSync({
    entryPoints: [join(import.meta.dirname, 'fixtures/git-run.ts')],
    outfile: join(folder, 'git-run.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every checkpoint that was reported is kept by the branch, nothing is stuck, and the repository is whole. */
const expectWhole = async (root: string, run: string, reported: string): Promise<void> => {
  const workspace = await openAt(root, run);
  const known = await workspace.checkpointed();
  for (const line of reported
    .trim()
    .split('\n')
    .filter((each) => each !== '')) {
    const [step, sha] = line.split(' ');
    expect(known).toContainEqual({ step, attempt: 1, sha });
  }
  unwrap(await workspace.restore(attemptOf('again', 1, run)));
  const tree = workspace.worktree;
  expect(git(tree, 'status', '--porcelain')).toBe('');
  write(tree, { again: run });
  const sha = unwrap(await workspace.checkpoint(attemptOf('again', 1, run)));
  for (const { sha: each } of known) git(root, 'merge-base', '--is-ancestor', each, sha);
  expect(git(root, 'rev-parse', `ws/demo/${run}`)).toBe(sha);
  // Whatever was lost on the way is kept: a salvage holds it, or it was never there.
  for (const ref of git(root, 'for-each-ref', '--format=%(refname)', `refs/ws/${run}/salvage`).split('\n')) {
    if (ref !== '') expect(git(root, 'ls-tree', '--name-only', ref)).toContain('a.txt');
  }
};

test('a crash at any failpoint leaves a run that goes on', async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  const before = checkoutFingerprint(root);
  let crashes = 0;
  for (let at = 1; ; at += 1) {
    const run = `r${at}`;
    const child = spawnSync(process.execPath, [join(folder, 'git-run.mjs'), root, run, `${at}`], { encoding: 'utf8' });
    rmSync(join(root, '.git/ws/test-lock'), { recursive: true, force: true });
    await expectWhole(root, run, child.stdout);
    if (child.status === 0) break;
    expect(child.signal, child.stderr).toBe('SIGKILL');
    crashes += 1;
  }
  // Refs, worktree and checkout: 6. Each of two steps: salvage and restore 4, checkpoint 5.
  expect(crashes).toBe(24);
  expect(git(root, 'fsck', '--no-dangling')).toBe('');
  expect(checkoutFingerprint(root)).toBe(before);
});

test('a kill at any point of taking over a worktree loses nothing, and the next goes on in it', async () => {
  const every = process.env['WS_LONG'] === undefined ? 2 : 1;
  let crashes = 0;
  for (let at = 1; ; at += every) {
    const root = repositoryAt(temporary(), { 'a.txt': 'a\n', '.gitignore': 'node_modules\n' });
    const before = await openAt(root, 'r1');
    write(before.worktree, { 'node_modules/x.js': 'x\n', 'built.txt': 'built\n' });
    const tip = unwrap(await before.checkpoint(attemptOf('build', 1, 'r1')));
    write(before.worktree, { 'half.txt': 'half\n' });
    const child = spawnSync(process.execPath, [join(folder, 'git-run.mjs'), root, 'r2', `${at}`, 'r1']);
    if (child.status === 0) break;
    rmSync(join(root, '.git/ws/test-lock'), { recursive: true, force: true });
    const takesOver = { run: runId('r1'), workstream: 'demo', attempt: attemptOf('late', 1, 'r1'), secretIn: null };
    const again = await openAt(root, 'r2', { takesOver });
    const kept = git(root, 'for-each-ref', '--format=%(refname)', 'refs/ws/r1/salvage').split('\n');
    expect(git(root, 'show', `${kept[0] ?? ''}:half.txt`), `point ${at}`).toBe('half');
    expect(readFileSync(join(again.worktree, 'node_modules/x.js'), 'utf8')).toBe('x\n');
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(tip);
    expect(git(again.worktree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/ws/demo/r2');
    // From here on it is the run's own work that is killed.
    if (existsSync(join(again.worktree, 'lost-one'))) break;
    expect(git(again.worktree, 'status', '--porcelain')).toBe('');
    expect(git(root, 'fsck', '--no-dangling')).toBe('');
    crashes += 1;
  }
  // Refs 2, taking over 5, and in it salvage and restore 4.
  expect(crashes).toBeGreaterThanOrEqual(Math.floor(11 / every));
});

test('ten processes that open ten runs at once all get their worktree', async () => {
  const root = repositoryAt(
    temporary(),
    Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, `${at}`])),
  );
  const ends = Array.from({ length: 10 }, (_, at) => {
    const child = spawn(process.execPath, [join(folder, 'git-run.mjs'), root, `p${at}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.resume();
    return new Promise((resolve) => child.once('exit', resolve));
  });
  expect(await Promise.all(ends)).toEqual(Array.from({ length: 10 }, () => 0));
  const repository = unwrap(await findRepository(root));
  for (let at = 0; at < 10; at += 1) {
    const tree = join(repository.worktrees, `p${at}`);
    expect(git(tree, 'log', '--format=%s')).toBe('ws: two\nws: one\nStart');
    expect(git(tree, 'status', '--porcelain')).toBe('');
  }
});

/** The git processes that this process has started and that still run. */
const ownGits = (): readonly number[] =>
  readdirSync('/proc/self/task').flatMap((thread) => {
    const path = `/proc/self/task/${thread}/children`;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return text
      .split(' ')
      .filter((each) => each !== '')
      .map(Number)
      .filter(isGit);
  });

const isGit = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'git\n';
  } catch {
    return false;
  }
};

const KILLS = process.env['WS_LONG'] === undefined ? 100 : 500;

test.skipIf(!existsSync('/proc/self/task'))(
  `after each of ${KILLS} kills of a git process the next checkpoint is made`,
  async () => {
    const seed = Number(process.env['WS_SEED'] ?? 20_261_121);
    let state = seed;
    const random = (limit: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * limit);
    };
    const root = repositoryAt(
      temporary(),
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`f${at}`, `${at}`])),
    );
    const before = checkoutFingerprint(root);
    const workspace = await openAt(root);
    const tree = workspace.worktree;
    const shas: string[] = [];
    let kills = 0;
    let stale = 0;
    for (let round = 0; kills < KILLS && round < KILLS * 5; round += 1) {
      write(tree, Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, `${round} ${at}`])));
      let isDone = false;
      const working = (
        round % 5 === 4 ? workspace.restore(attemptOf('s', round)) : workspace.checkpoint(attemptOf('s', round))
      ).finally(() => (isDone = true));
      let patience = random(200);
      // A killer that looks at each turn of the event loop, and strikes once after a random number of them.
      const strike = (): void => {
        if (isDone) return;
        const [victim] = patience <= 0 ? ownGits() : [];
        patience -= 1;
        if (victim === undefined) return void setImmediate(strike);
        process.kill(victim, 'SIGKILL');
        kills += 1;
      };
      setImmediate(strike);
      await working;
      if (readdirSync(join(root, '.git/worktrees/r1')).some((name) => name.endsWith('.lock'))) stale += 1;
      write(tree, { last: `${round}` });
      shas.push(unwrap(await workspace.checkpoint(attemptOf('t', round))));
    }
    console.log(
      `seed ${seed}: ${kills} kills, ${shas.length} rounds, ${stale} left a lock behind for the next to clear`,
    );
    expect(kills).toBe(KILLS);
    expect(git(root, 'rev-parse', 'ws/demo/r1')).toBe(shas.at(-1));
    for (const sha of shas) git(root, 'merge-base', '--is-ancestor', sha, 'ws/demo/r1');
    expect(git(root, 'fsck', '--no-dangling')).toBe('');
    expect(checkoutFingerprint(root)).toBe(before);
  },
);

/** A kill at any point of taking over the state of an earlier `ws` loses nothing of it, and an earlier `ws` never works on half of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asIfNeverMoved, unpackEarlierState } from '../rig/earlier-state.ts';
import { git, makeFolder, removeFolder, writeFiles, ws, wsJson } from '../rig/ws.ts';

type Listed = { readonly run: string; readonly status: string; readonly worktree: string };

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = unpackEarlierState(folder);
  asIfNeverMoved(repository);
});
afterEach(() => removeFolder(folder));

const listed = (): Promise<readonly Listed[]> => wsJson<readonly Listed[]>(repository, ['list']);

/** Every file of all worktrees and logs, by its place within them. */
const below = (root: string): readonly string[] =>
  existsSync(root)
    ? readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    : [];

const filesOfRuns = (): readonly string[] =>
  [...below(join(repository, '.ws/runs')), ...below(join(repository, '.git/ws/runs'))]
    .filter((path) => !path.endsWith('/lock'))
    .sort();

test('a kill at any point is made good by the next command', async () => {
  const runs = filesOfRuns();
  const database = new Database(join(repository, '.ws/state.db'), { readonly: true });
  const events = database.prepare('SELECT count(*) FROM events').pluck().get();
  database.close();
  let kills = 0;
  for (let at = 1; ; at += 1) {
    removeFolder(folder);
    mkdirSync(folder);
    unpackEarlierState(folder);
    asIfNeverMoved(repository);
    const ended = await ws(repository, ['list'], { env: { WS_CRASH_AT: `${at}` } });
    if (ended.signal === 'SIGKILL') kills += 1;
    // Half moved or whole: what 0.1.0 would open refuses it, or is all there is.
    const rows = await listed();
    expect(rows, `killed at ${at}`).toHaveLength(18);
    expect(filesOfRuns(), `killed at ${at}`).toEqual(runs);
    for (const { worktree, status } of rows)
      expect([status, existsSync(worktree)], `killed at ${at}: ${worktree}`).toEqual([status, true]);
    expect(lstatSync(join(repository, '.ws/state.db')).isDirectory()).toBe(true);
    expect(existsSync(join(repository, '.ws/.gitignore'))).toBe(false);
    expect(existsSync(join(repository, '.git/ws/taking-over'))).toBe(false);
    expect(git(repository, 'status', '--porcelain', '--', '.ws')).toBe('');
    const taken = new Database(join(repository, '.git/ws/state.db'), { readonly: true });
    expect(taken.prepare('SELECT count(*) FROM events').pluck().get()).toBe(events);
    taken.close();
    if (ended.signal !== 'SIGKILL') break;
  }
  expect(kills).toBeGreaterThanOrEqual(9);
});

describe('the state of an earlier ws', () => {
  test('is left alone while another process drives a run of it, which is said, exit 4', async () => {
    const [run = ''] = readdirSync(join(repository, '.ws/runs'));
    const lock = new Database(join(repository, '.ws/runs', run, 'lock'));
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    const refused = await ws(repository, ['list']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(`run ${run} is driven by another process`);
    expect(lstatSync(join(repository, '.ws/state.db')).isFile()).toBe(true);
    lock.close();
    expect(await listed()).toHaveLength(18);
  });

  test('is left alone while another process has it open', async () => {
    const open = new Database(join(repository, '.ws/state.db'));
    open.prepare('SELECT count(*) FROM events').get();
    const refused = await ws(repository, ['list']);
    expect(refused.code, refused.stderr).toBe(4);
    open.close();
    expect(await listed()).toHaveLength(18);
  });

  test('is told of in one line; what is changed or locked stays, is told and found, and what a project brings stays', async () => {
    writeFiles(repository, { '.ws/plugins/mine/manifest.json': '{}', '.ws/notes.txt': 'mine\n' });
    const worktrees = join(repository, '.ws/worktrees');
    const clean = readdirSync(worktrees).filter((run) => git(join(worktrees, run), 'status', '--porcelain') === '');
    const [locked = ''] = clean;
    git(repository, 'worktree', 'unlock', join(worktrees, locked));
    git(repository, 'worktree', 'lock', '--reason', 'mine', join(worktrees, locked));
    const first = await ws(repository, ['list']);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr.trim().split('\n')).toHaveLength(1);
    expect(first.stderr).toContain(`${join(worktrees, locked)} stays: it is locked: mine`);
    expect(first.stderr).toContain('stays: it holds changes that no commit holds');
    const places = new Map((await listed()).map(({ run, worktree }) => [run, worktree]));
    expect(places.get(locked)).toBe(join(worktrees, locked));
    for (const run of clean.slice(1)) expect(places.get(run)?.startsWith(worktrees)).toBe(false);
    expect(git(repository, 'status', '--porcelain', '-uall', '--', '.ws').split('\n')).toEqual([
      ...['?? .ws/notes.txt', '?? .ws/plugins/mine/manifest.json'],
    ]);
    expect((await ws(repository, ['list'])).stderr).toBe('');
  });

  test('that is damaged is refused with the next step, and nothing of it is touched', async () => {
    writeFileSync(join(repository, '.ws/state.db'), 'no database at all');
    const refused = await ws(repository, ['list']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('cannot be taken over');
    expect(below(join(repository, '.ws/runs')).length).toBeGreaterThan(0);
  });

  test('cannot be opened by an earlier ws any more: where its database stood stands a folder', async () => {
    await listed();
    expect(() => new Database(join(repository, '.ws/state.db'))).toThrow(/unable to open/);
    // As an earlier ws does that is refused.
    writeFileSync(join(repository, '.ws/.gitignore'), '*\n');
    await listed();
    expect(existsSync(join(repository, '.ws/.gitignore'))).toBe(false);
  });
});

test('the state of an earlier ws is sealed before anything moves: its schema is newer than any', async () => {
  await ws(repository, ['list'], { env: { WS_CRASH_AT: '2' } });
  const database = new Database(join(repository, '.ws/state.db'), { readonly: true });
  expect(database.prepare('SELECT max(number) FROM migrations').pluck().get()).toBe(1_000_000);
  database.close();
  expect(execFileSync('ls', [join(repository, '.ws')], { encoding: 'utf8' })).toContain('runs');
});

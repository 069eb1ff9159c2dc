import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { acquireFileLock, openRunLocks } from '../../../../core/state/sqlite/locks.ts';
import { aFolder } from '../../../unit/core/state/sqlite/scratch.ts';
import { startProgram, type Program } from './program.ts';

const run = runId('locked');

/** A program that is about to take the lock of the run. */
const aCandidate = async (folder: string): Promise<Program> => {
  const program = startProgram('hold-lock', [folder, run]);
  expect(await program.line()).toBe('ready');
  return program;
};

describe('the lock of a run', () => {
  test('is held by exactly one of twenty processes that want it at once', async () => {
    const folder = aFolder();
    const candidates = await Promise.all(Array.from({ length: 20 }, () => aCandidate(folder)));
    for (const candidate of candidates) candidate.go();
    const said = await Promise.all(candidates.map((candidate) => candidate.line()));
    expect(said.filter((line) => line === 'held')).toHaveLength(1);
    expect(said.filter((line) => line === 'refused')).toHaveLength(19);
  });

  test('is free as soon as its holder was killed, twenty times in a row', async () => {
    const folder = aFolder();
    const locks = openRunLocks({ directoryOf: (id) => join(folder, id) });
    const holders = await Promise.all(Array.from({ length: 20 }, () => aCandidate(folder)));
    for (const holder of holders) {
      holder.go();
      expect(await holder.line()).toBe('held');
      expect(await locks.acquire(run)).toBeNull();
      await holder.kill();
      const lock = await locks.acquire(run);
      expect(lock).not.toBeNull();
      await lock?.[Symbol.asyncDispose]();
    }
  });

  test('is not taken from a holder that stands still', async () => {
    const folder = aFolder();
    const holder = await aCandidate(folder);
    holder.go();
    expect(await holder.line()).toBe('held');
    holder.signal('SIGSTOP');
    const waited = await acquireFileLock(join(folder, run, 'lock'), { waitMs: 300, signal: null });
    expect(waited).toBeNull();
    holder.signal('SIGCONT');
    await holder.kill();
    const lock = await acquireFileLock(join(folder, run, 'lock'), { waitMs: 0, signal: null });
    expect(lock).not.toBeNull();
    await lock?.[Symbol.asyncDispose]();
  });

  test('keeps out a second caller in the same process, and lets it in afterwards', async () => {
    const locks = openRunLocks({ directoryOf: (id) => join(folder, id) });
    const folder = aFolder();
    const first = await locks.acquire(run);
    expect(await locks.acquire(run)).toBeNull();
    const other = await locks.acquire(runId('another'));
    expect(other).not.toBeNull();
    await first?.[Symbol.asyncDispose]();
    await first?.[Symbol.asyncDispose]();
    const second = await locks.acquire(run);
    expect(second).not.toBeNull();
    await second?.[Symbol.asyncDispose]();
    await other?.[Symbol.asyncDispose]();
    expect(existsSync(join(folder, run, 'lock-journal'))).toBe(false);
  });
});

/** Every way in which somebody takes a lock's files from under it; the folder of the run is `run`. */
const removals: readonly (readonly [string, (folder: string) => void])[] = [
  ['the lock in the folder of the run', (folder) => rmSync(join(folder, run, 'lock'))],
  ['the folder of the run', (folder) => rmSync(join(folder, run), { recursive: true })],
  ['the lock beside the folders', (folder) => rmSync(join(folder, '.locks', run))],
  ['the folder of locks', (folder) => rmSync(join(folder, '.locks'), { recursive: true })],
  [
    'a lock that is replaced',
    (folder) => {
      renameSync(join(folder, run, 'lock'), join(folder, run, 'lock.old'));
      writeFileSync(join(folder, run, 'lock'), '');
    },
  ],
];

describe('a lock that is removed behind its holder', () => {
  test.each(removals)('keeps others out all the same: %s', async (_, remove) => {
    const folder = aFolder();
    const locks = openRunLocks({ directoryOf: (id) => join(folder, id) });
    const lock = await locks.acquire(run);
    remove(folder);
    for (let tries = 0; tries < 3; tries++) {
      const candidate = await aCandidate(folder);
      candidate.go();
      expect(await candidate.line()).toBe('refused');
    }
    expect(lock?.isHeld()).toBe(true);
    // It was put back: now the other one may go as well.
    rmSync(join(folder, '.locks'), { recursive: true });
    expect(await locks.acquire(run)).toBeNull();
    expect(lock?.isHeld()).toBe(true);
    await lock?.[Symbol.asyncDispose]();
    const next = await locks.acquire(run);
    expect(next).not.toBeNull();
    await next?.[Symbol.asyncDispose]();
  });

  test('is lost where all of it is gone and another process has taken it', async () => {
    const folder = aFolder();
    const locks = openRunLocks({ directoryOf: (id) => join(folder, id) });
    const lock = await locks.acquire(run);
    rmSync(join(folder, run), { recursive: true });
    rmSync(join(folder, '.locks'), { recursive: true });
    const other = await aCandidate(folder);
    other.go();
    expect(await other.line()).toBe('held');
    expect(lock?.isHeld()).toBe(false);
    expect(lock?.lost.aborted).toBe(true);
    await other.kill();
    // Who has lost it does not get it back.
    expect(lock?.isHeld()).toBe(false);
    await lock?.[Symbol.asyncDispose]();
  });
});

describe('a lock on a file', () => {
  test('is waited for until it is free', async () => {
    const path = join(aFolder(), 'deep', 'git.lock');
    const first = await acquireFileLock(path, { waitMs: 0, signal: null });
    const waiting = acquireFileLock(path, { waitMs: 20_000, signal: null });
    await first?.[Symbol.asyncDispose]();
    const second = await waiting;
    expect(second).not.toBeNull();
    await second?.[Symbol.asyncDispose]();
  });

  test('is no longer waited for when the signal aborts', async () => {
    const path = join(aFolder(), 'git.lock');
    const first = await acquireFileLock(path, { waitMs: 0, signal: null });
    const control = new AbortController();
    const waiting = acquireFileLock(path, { waitMs: 20_000, signal: control.signal });
    control.abort();
    expect(await waiting).toBeNull();
    await first?.[Symbol.asyncDispose]();
  });
});

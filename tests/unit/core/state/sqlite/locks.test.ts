import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../../../../core/id.ts';
import { acquireFileLock, openRunLocks } from '../../../../../core/state/sqlite/locks.ts';

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ws-locks-'));
  mkdirSync(join(base, 'runs'));
  writeFileSync(join(base, 'theirs'), 'theirs');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const RUN = runId('r1');
const plants: readonly (readonly [string, (path: string) => void])[] = [
  ['a file', (path) => writeFileSync(path, '')],
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a folder', (path) => void mkdirSync(path)],
  ['a link', (path) => symlinkSync(join(base, 'theirs'), path)],
];

test.each(plants)(
  '%s in the place of the folder of locks or of a lock is kept beside it, and the lock holds',
  async (_name, plant) => {
    for (const place of ['runs/.locks', 'runs/r1', 'runs/.locks/r1', 'runs/r1/lock']) {
      rmSync(join(base, 'runs'), { recursive: true });
      mkdirSync(join(base, place, '..'), { recursive: true });
      plant(join(base, place));
      const locks = openRunLocks({ directoryOf: (run) => join(base, 'runs', run) });
      const held = await locks.acquire(RUN);
      expect(held?.isHeld()).toBe(true);
      expect(await locks.acquire(RUN)).toBeNull();
      expect(lstatSync(join(base, 'runs/.locks/r1')).isFile()).toBe(true);
      expect(readFileSync(join(base, 'theirs'), 'utf8')).toBe('theirs');
      await held?.[Symbol.asyncDispose]();
    }
  },
);

test.each(plants.slice(1))('%s in the place of the lock of a repository is kept beside it', async (_name, plant) => {
  plant(join(base, 'lock'));
  const options = { waitMs: 0, signal: null };
  await using held = await acquireFileLock(join(base, 'lock'), options);
  expect(held).not.toBeNull();
  expect(await acquireFileLock(join(base, 'lock'), options)).toBeNull();
});

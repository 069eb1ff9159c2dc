/** RELIABILITY row 17: a disk that fills up in the middle of a run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

/** A disk of its own, `megabytes` large; null where this user may not mount one. */
const mountDisk = (folder: string, megabytes: number): string | null => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    return null;
  }
};

const canMount = ((): boolean => {
  const folder = makeFolder();
  const disk = mountDisk(folder, 1);
  if (disk !== null) execFileSync('umount', [disk]);
  removeFolder(folder);
  return disk !== null;
})();

describe.skipIf(!canMount)('a full disk', () => {
  test('keeps nobody from looking around and making room, and what cannot be done harms nothing', async () => {
    const folder = makeFolder();
    const disk = mountDisk(folder, 16);
    if (disk === null) throw new Error('could mount a moment ago');
    try {
      const repository = makeRepository(join(disk, 'repo'));
      const env = { WS_MACHINE_STATE: join(disk, 'machine'), TMPDIR: disk };
      const script = 'head -c 500000 /dev/urandom > a.bin; seq 50000';
      writeFiles(folder, { 'w.json': { version: 1, id: 'old', steps: [{ id: 'a', run: script }] } });
      const started = ['run', join(folder, 'w.json')];
      expect((await ws(repository, started, { env })).code).toBe(0);
      expect((await ws(repository, ['merge'], { env })).code).toBe(0);
      const filler = join(disk, 'filler');
      const fill = (): void =>
        void spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'oflag=append', 'conv=notrunc'], { stdio: 'ignore' });
      const kept = (): readonly string[] => readdirSync(join(repository, '.git/ws'));
      fill();
      expect((await ws(repository, ['list'], { env })).stdout).toContain('succeeded');
      fill();
      const database = readFileSync(join(repository, '.git/ws/state.db'));
      const full = await ws(repository, ['repair'], { env });
      expect([full.code, full.stderr]).toEqual([2, expect.stringContaining('no room')]);
      expect(readFileSync(join(repository, '.git/ws/state.db')).equals(database)).toBe(true);
      expect(kept().filter((name) => /damaged|rebuilt|reading/.test(name))).toEqual([]);
      rmSync(filler);
      expect((await ws(repository, ['audit', 'verify'], { env })).code).toBe(0);
      expect((await ws(repository, started, { env })).code).toBe(0);
      fill();
      const options = ['--keep', '0', '--older-than', '0s', '--logs', '0s'];
      const collected = await ws(repository, ['gc', ...options], { env });
      expect(collected.code, collected.stderr).toBe(0);
      expect(collected.stdout).toContain('removed worktree');
      expect((await ws(repository, ['audit', 'verify'], { env })).code).toBe(0);
    } finally {
      execFileSync('umount', [disk]);
      removeFolder(folder);
    }
  });

  test.each([6, 8, 12, 20])('of %i MB pauses the run; with room again it is resumed to its end', async (megabytes) => {
    const folder = makeFolder();
    const disk = mountDisk(folder, megabytes);
    if (disk === null) throw new Error('could mount a moment ago');
    try {
      const repository = makeRepository(join(disk, 'repo'));
      const filler = join(disk, 'filler');
      // Fills the disk once, to the last byte; when it is tried again there is nothing left to do.
      const fill = `test -e "$FILLER" || { cat /dev/zero > "$FILLER" 2>/dev/null || true; }`;
      const noisy = (id: string, needs: readonly string[]) => ({
        id,
        needs,
        run: `echo ${id} > ${id}.txt; echo "n=${id}" >> "$WS_OUTPUT"`,
      });
      writeFiles(folder, {
        'w.json': {
          version: 1,
          id: 'full',
          env: { FILLER: filler },
          steps: [noisy('a', []), { id: 'fill', needs: ['a'], run: fill }, noisy('b', ['fill']), noisy('c', ['b'])],
        },
      });
      const first = await ws(repository, ['run', join(folder, 'w.json'), '--json']);
      expect(first.code, first.stderr).toBe(3);
      expect(first.stderr).toMatch(/disk/);
      rmSync(filler);
      // The step that filled the disk may be tried again, and must not fill it again.
      writeFiles(disk, { filler: '' });
      const second = await ws(repository, ['resume']);
      expect(second.code, second.stdout + second.stderr).toBe(0);
      const status = await wsJson<StatusJson>(repository, ['status']);
      expect(status.steps.map(({ status: kind, failures }) => `${kind} ${failures}`)).toEqual(
        Array(4).fill('succeeded 0'),
      );
      expect(git(repository, 'show', `${status.branch}:c.txt`)).toBe('c');
      git(repository, 'fsck', '--no-dangling');
      expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
    } finally {
      execFileSync('umount', ['-l', disk]);
      removeFolder(folder);
    }
  });

  test('that fills up while a run is being undone pauses it; with room again it is undone to its end', async () => {
    const folder = makeFolder();
    const disk = mountDisk(folder, 8);
    if (disk === null) throw new Error('could mount a moment ago');
    try {
      const repository = makeRepository(join(disk, 'repo'));
      const filler = join(disk, 'filler');
      const compensate = `test -e "$FILLER" || { cat /dev/zero > "$FILLER" 2>/dev/null || true; }`;
      writeFiles(folder, {
        'w.json': {
          version: 1,
          id: 'full',
          env: { FILLER: filler },
          steps: [
            { id: 'a', run: 'echo a > a.txt', compensate: 'echo undone > a.txt' },
            { id: 'b', needs: ['a'], run: 'echo b > b.txt', compensate },
            { id: 'c', needs: ['b'], run: 'exit 1' },
          ],
        },
      });
      const first = await ws(repository, ['run', join(folder, 'w.json'), '--json']);
      expect(first.code, first.stdout + first.stderr).toBe(3);
      expect(first.stderr).toMatch(/disk/);
      rmSync(filler);
      writeFiles(disk, { filler: '' });
      const second = await ws(repository, ['resume']);
      expect(second.code, second.stdout + second.stderr).toBe(1);
      const status = await wsJson<StatusJson>(repository, ['status']);
      expect(status).toMatchObject({ status: 'failed' });
      expect(git(repository, 'show', `${status.branch}:a.txt`)).toBe('undone');
    } finally {
      execFileSync('umount', ['-l', disk]);
      removeFolder(folder);
    }
  });
});

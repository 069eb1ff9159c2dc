/** A kill at every point of a run that begins with what is not committed, until its steps are at work. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  checkoutDigest,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  userEnvironment,
  writeFiles,
  ws,
} from '../rig/ws.ts';

/** By then the run has its branch; the long lane goes on to its end. */
const POINTS = process.env['WS_LONG'] === '1' ? 1000 : 12;

const definition = { version: 1, id: 'dirty', steps: [{ id: 'copy', run: 'cat new.txt mine.txt > copy.txt' }] };

/** Tells whether the run was killed, or had come to its end before. */
const killAt = async (point: number): Promise<boolean> => {
  const folder = makeFolder('ws dirty ');
  try {
    const repository = makeRepository(join(folder, 'repo'), { 'w.json': definition, 'mine.txt': 'old\n' });
    writeFiles(repository, { 'mine.txt': 'mine\n', 'new.txt': 'new\n' });
    const before = checkoutDigest(repository);
    const head = git(repository, 'rev-parse', 'HEAD');
    const env = { WS_CRASH_AT: String(point), WS_SYNCHRONOUS: 'normal' };
    const first = await ws(repository, ['run', 'w.json', '--with-changes'], { env });
    const wasKilled = first.signal === 'SIGKILL';
    expect(checkoutDigest(repository)).toBe(before);
    // What nothing names is not kept for ever.
    execFileSync('git', ['gc', '--quiet'], { cwd: repository, env: userEnvironment(folder) });
    const resumed = wasKilled ? await ws(repository, ['resume']) : first;
    const isUnborn = resumed.code === 2 && resumed.stderr.includes('no runs');
    const ended = isUnborn ? await ws(repository, ['run', 'w.json', '--with-changes']) : resumed;
    // Its last event was written: nothing is left to resume.
    expect([0, 2], `point ${point}: ${ended.stderr}`).toContain(ended.code);
    expect(checkoutDigest(repository)).toBe(before);
    git(repository, 'config', 'user.name', 'Ada');
    git(repository, 'config', 'user.email', 'ada@example.org');
    const merged = await ws(repository, ['merge']);
    expect(merged.code, `point ${point}: ${merged.stderr}`).toBe(0);
    expect(git(repository, 'diff', '--name-only', head, 'HEAD')).toBe('copy.txt');
    expect(readFileSync(join(repository, 'copy.txt'), 'utf8')).toBe('new\nmine\n');
    expect(git(repository, 'status', '--porcelain')).toBe('M mine.txt\n?? new.txt');
    return wasKilled;
  } finally {
    removeFolder(folder);
  }
};

test('with every kill the run is resumed, or started anew, to the same end, and the checkout is left alone', async () => {
  let killed = 0;
  while (killed < POINTS && (await killAt(killed + 1))) killed += 1;
  expect(killed).toBeGreaterThan(8);
}, 300_000);

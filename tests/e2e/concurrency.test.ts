/** RELIABILITY row 7: one driver a run, and any number of runs a repository. */
import { mkfifoSync } from '../rig/fifo.ts';
import { openSync, closeSync, writeSync, constants } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkoutDigest,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  startWs,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => removeFolder(folder));

describe('one run', () => {
  test('is driven by one of 20 processes that resume it at once; 19 exit 4', async () => {
    const gate = join(folder, 'gate');
    mkfifoSync(gate);
    const repository = makeRepository(join(folder, 'repo'), {
      // The second step waits at the gate, so that the run is sure to be driven while the others try.
      'w.json': {
        version: 1,
        id: 'gated',
        env: { GATE: gate },
        steps: [
          { id: 'a', run: 'true' },
          { id: 'b', needs: ['a'], run: 'read -r line < "$GATE"' },
        ],
      },
    });
    // The first driver is killed when the step has started: the run is left behind, ready to be taken up.
    const first = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => {
        if (line.includes('"step.started"') && line.includes('"b"')) child.kill('SIGKILL');
      },
    });
    expect((await first.ended).signal).toBe('SIGKILL');

    let refused = 0;
    let open: (() => void) | null = null;
    const everyoneElseRefused = new Promise<void>((resolve) => {
      open = resolve;
    });
    const all = Array.from({ length: 20 }, async () => {
      const ended = await ws(repository, ['resume', '--json']);
      if (ended.code === 4) refused += 1;
      if (refused === 19) open?.();
      return ended.code;
    });
    await everyoneElseRefused;
    const writer = openSync(gate, constants.O_RDWR);
    writeSync(writer, 'go\n');
    const codes = await Promise.all(all);
    closeSync(writer);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(codes.filter((code) => code === 4)).toHaveLength(19);
  });
});

describe('one repository', () => {
  test('runs 10 workstreams at once, each in a worktree of its own', async () => {
    const repository = makeRepository(join(folder, 'repo'), {
      'w.json': {
        version: 1,
        id: 'many',
        steps: ['a', 'b', 'c'].map((id) => ({ id, run: `echo "$WS_RUN_ID" > ${id}.txt` })),
      },
    });
    const before = checkoutDigest(repository);
    const ended = await Promise.all(Array.from({ length: 10 }, () => ws(repository, ['run', 'w.json', '--json'])));
    expect(ended.map(({ code, stderr }) => (code === 0 ? 'succeeded' : stderr))).toEqual(
      Array.from({ length: 10 }, () => 'succeeded'),
    );
    const runs = await wsJson<{ run: string; status: string }[]>(repository, ['list']);
    expect(runs).toHaveLength(10);
    for (const { run } of runs) {
      const status = await wsJson<StatusJson>(repository, ['status', run]);
      expect(status.status).toBe('succeeded');
      expect(git(repository, 'show', `${status.branch}:a.txt`)).toBe(run);
    }
    expect(checkoutDigest(repository)).toBe(before);
    git(repository, 'fsck', '--no-dangling');
  });
});

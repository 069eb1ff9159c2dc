import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { realClock } from '../../../../adapters/machine/clock.ts';
import { openHoldings } from '../../../../core/state/sqlite/holdings.ts';
import { randomFrom } from '../../../rig/random.ts';
import { makeFolder, removeFolder } from '../../../rig/ws.ts';

const WORKER = resolve(import.meta.dirname, '../../../rig/pool-worker.ts');
const CLAIMS = process.env['WS_LONG'] === undefined ? 150 : 1_000;

let folder = '';
afterEach(() => removeFolder(folder));

/** Works off so many claims, killed now and then and begun again; gives how often it was. */
const worker = async (seed: number, count: number): Promise<number> => {
  const random = randomFrom(seed);
  let [left, kills] = [count, 0];
  while (left > 0) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', WORKER, folder, String(seed * 1_000 + kills), String(left)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const dies = kills < 3 ? 1 + random.below(Math.ceil(count / 3)) : Number.MAX_SAFE_INTEGER;
    let done = 0;
    const lines = createInterface({ input: child.stdout });
    // It is killed while it holds what it has just told of.
    lines.on('line', () => {
      done += 1;
      if (done === dies) child.kill('SIGKILL');
    });
    const code = await new Promise<number | null>((settle) => child.on('close', settle));
    left -= done;
    if (code === null) kills += 1;
    else expect(code).toBe(0);
  }
  return kills;
};

describe('pools of the machine', () => {
  test(`three processes, killed at any time, take ${CLAIMS} times each: no pool is exceeded, and all come to their turn`, async () => {
    folder = makeFolder();
    const kills = await Promise.all([1, 2, 3].map((seed) => worker(seed, CLAIMS)));
    expect(kills.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
    const opened = await openHoldings({ folder, clock: realClock() });
    expect(opened.ok).toBe(true);
    if (!opened.ok) return;
    const held = await opened.value.take(
      [{ pool: 'b', amount: 3, size: 3, overtaking: 3 }],
      { repository: '/r', run: 'last', step: 'x' },
      new AbortController().signal,
    );
    expect(held).toMatchObject({ ok: true });
    await opened.value[Symbol.asyncDispose]();
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock')).length).toBeLessThan(4);
  });
});

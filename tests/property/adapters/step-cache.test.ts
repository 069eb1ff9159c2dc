import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPatches } from '../../../adapters/git/patch/patches.ts';
import { ok } from '../../../core/result.ts';
import type { CacheAsk, StepCache } from '../../../core/step-cache.ts';
import { checkHistory, TRACKED, type Sums } from '../../rig/cached-history.ts';
import { plainPatches } from '../../rig/plain-patches.ts';
import { git, makeFolder, makeRepository, removeFolder } from '../../rig/ws.ts';

const isLong = process.env['WS_LONG'] !== undefined;
const PLAIN = isLong ? 2_000 : 250;
const REAL = isLong ? 1_000 : 3;

let folder = '';
beforeAll(() => {
  folder = makeFolder();
});
afterAll(() => removeFolder(folder));

const plainWorld = (seed: number): Parameters<typeof checkHistory>[1] => {
  const [worktree, state] = [join(folder, `${seed} w`), join(folder, `${seed} s`)];
  for (const path of [worktree, state]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  return { worktree, state, patches: plainPatches('ignored'), steps: 24 };
};

const histories = async (count: number, world: (seed: number) => Parameters<typeof checkHistory>[1]): Promise<Sums> => {
  const sums = { attempts: 0, hits: 0, missed: 0 };
  for (let seed = 1; seed <= count; seed++) {
    const place = world(seed);
    const seen = await checkHistory(seed, place);
    sums.attempts += seen.attempts;
    sums.hits += seen.hits;
    sums.missed += seen.missed;
    rmSync(place.state, { recursive: true });
  }
  console.log(`${count} histories: ${sums.attempts} attempts, ${sums.hits} hits, ${sums.missed} needless misses`);
  return sums;
};

describe('what the cache gives', () => {
  test(`${PLAIN} random histories have the trees and outputs that they have without a cache`, async () => {
    const { attempts, hits, missed } = await histories(PLAIN, plainWorld);
    expect(hits).toBeGreaterThan(attempts / 20);
    expect(missed).toBeLessThan(hits / 20);
  });

  test.each<[string, (ask: CacheAsk) => CacheAsk]>([
    ['a variable that counts', (ask) => ({ ...ask, rule: { ...ask.rule, env: [] } })],
    ['a file that counts', (ask) => ({ ...ask, rule: { ...ask.rule, inputs: ['src/c'] } })],
    ['whose change it was', (ask) => ({ ...ask, call: { ...ask.call, changed: async () => ok(TRACKED) } })],
  ])('it is seen where %s is not looked at', async (_, blinded) => {
    const blind = (cache: StepCache): StepCache => ({ look: (ask) => cache.look(blinded(ask)) });
    const wrong = async (): Promise<void> => {
      for (let seed = 10_001; seed <= 10_300; seed++) await checkHistory(seed, plainWorld(seed), blind);
    };
    await expect(wrong()).rejects.toThrow('seed');
  });

  test(`${REAL} of them in worktrees of git`, async () => {
    const repository = makeRepository(join(folder, 'real'), { '.gitignore': 'ignored\n' });
    const patches = createPatches({ commonDir: join(repository, '.git') });
    const { hits } = await histories(REAL, (seed) => {
      const [worktree, state] = [join(folder, `${seed} real`), join(folder, `${seed} s`)];
      git(repository, 'worktree', 'add', '-q', '--detach', worktree);
      mkdirSync(state);
      return { worktree, state, patches, steps: 20 };
    });
    expect(hits).toBeGreaterThan(0);
  });
});

/** RELIABILITY row 1: a crash at every single point where one can matter. */
import { describe, expect, test } from 'vitest';
import {
  calmAttemptsOf,
  DEFINITION,
  inspect,
  makeScene,
  removeScene,
  twelveSteps,
  type Outcome,
} from '../rig/crash-run.ts';
import { ws } from '../rig/ws.ts';

const LANES = 2;
const FAST = { WS_SYNCHRONOUS: 'normal' };

/** Runs the scene with a crash at the n-th failpoint; gives null where the run came to its end without reaching it. */
const crashAt = async (
  n: number,
  calm: Outcome,
  calmAttempts: ReadonlyMap<string, number>,
): Promise<'crashed' | 'uncrashed'> => {
  const scene = makeScene(twelveSteps);
  try {
    const first = await ws(scene.repository, ['run', DEFINITION, '--json'], {
      env: { ...FAST, WS_CRASH_AT: String(n) },
    });
    if (first.signal !== 'SIGKILL') {
      expect(first.code, first.stderr).toBe(0);
      return 'uncrashed';
    }
    const resumed = await ws(scene.repository, ['resume'], { env: FAST });
    // Before the run was written down there is nothing to resume, and nothing lost: it is simply started.
    const isUnborn = resumed.code === 2 && resumed.stderr.includes('no runs');
    const second = isUnborn ? await ws(scene.repository, ['run', DEFINITION], { env: FAST }) : resumed;
    expect(second.code, `failpoint ${n}: ${second.stdout}${second.stderr}`).toBe(0);
    const outcome = await inspect(scene, 1, calmAttempts);
    expect(outcome, `failpoint ${n}`).toEqual(calm);
    return 'crashed';
  } catch (error) {
    throw new Error(`failpoint ${n}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    removeScene(scene);
  }
};

describe('a crash at any failpoint', () => {
  test('is resumed to the same end, every invariant intact, at 100 % of the points', async () => {
    const scene = makeScene(twelveSteps);
    const calmRun = await ws(scene.repository, ['run', DEFINITION, '--json'], { env: FAST });
    expect(calmRun.code, calmRun.stderr).toBe(0);
    const calm = await inspect(scene, 0, new Map());
    const calmAttempts = await calmAttemptsOf(scene);
    removeScene(scene);

    let next = 1;
    let crashed = 0;
    let isOver = false;
    const lane = async (): Promise<void> => {
      while (!isOver) {
        const end = await crashAt(next++, calm, calmAttempts);
        if (end === 'crashed') crashed += 1;
        else isOver = true;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    console.log(`${crashed} failpoints, each crashed at once and resumed`);
    expect(crashed).toBeGreaterThan(60);
  });
});

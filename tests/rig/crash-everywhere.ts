/** A run that is crashed at each of its failpoints in turn, and resumed. */
import { expect } from 'vitest';
import {
  calmAttemptsOf,
  DEFINITION,
  inspect,
  makeScene,
  pathOf,
  removeScene,
  type Outcome,
  type Scene,
} from './crash-run.ts';
import { ws } from './ws.ts';

const LANES = 2;

export type Course = {
  readonly workstream: (diary: string) => object;
  readonly end: 'succeeded' | 'failed';
  /** How `ws` exits. */
  readonly code: number;
  /** Every which failpoint is crashed at. */
  readonly every: number;
};

const environment = (scene: Scene, more: Readonly<Record<string, string>> = {}) => ({
  env: { WS_SYNCHRONOUS: 'normal', PATH: pathOf(scene), ...more },
});

/** Runs the scene with a crash at the n-th failpoint; tells whether the run came to its end without reaching it. */
const crashAt = async (
  n: number,
  course: Course,
  calm: Outcome,
  calmAttempts: ReadonlyMap<string, number>,
): Promise<'crashed' | 'uncrashed'> => {
  const scene = makeScene(course.workstream);
  try {
    const first = await ws(
      scene.repository,
      ['run', DEFINITION, '--json'],
      environment(scene, { WS_CRASH_AT: String(n) }),
    );
    if (first.signal !== 'SIGKILL') {
      expect(first.code, first.stderr).toBe(course.code);
      return 'uncrashed';
    }
    const resumed = await ws(scene.repository, ['resume'], environment(scene));
    // Before the run was written down there is nothing to resume, and nothing lost: it is simply started.
    const isUnborn = resumed.code === 2 && resumed.stderr.includes('no runs');
    const second = isUnborn ? await ws(scene.repository, ['run', DEFINITION], environment(scene)) : resumed;
    // After the last event there is nothing to resume either: the run has ended.
    const isOver = second.code === 0 && course.code !== 0;
    expect(isOver ? course.code : second.code, `failpoint ${n}: ${second.stdout}${second.stderr}`).toBe(course.code);
    const outcome = await inspect(scene, 1, calmAttempts, course.end);
    expect(outcome, `failpoint ${n}`).toEqual(calm);
    return 'crashed';
  } catch (error) {
    throw new Error(`failpoint ${n}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    removeScene(scene);
  }
};

/** Crashes the course everywhere; gives how often. Throws where an invariant breaks or the end is another than without a crash. */
export const crashEverywhere = async (course: Course): Promise<number> => {
  const scene = makeScene(course.workstream);
  const calmRun = await ws(scene.repository, ['run', DEFINITION, '--json'], environment(scene));
  expect(calmRun.code, calmRun.stdout + calmRun.stderr).toBe(course.code);
  const calm = await inspect(scene, 0, new Map(), course.end);
  const calmAttempts = await calmAttemptsOf(scene);
  removeScene(scene);

  let next = 1;
  let crashed = 0;
  let isOver = false;
  const lane = async (): Promise<void> => {
    while (!isOver) {
      const point = next;
      next += course.every;
      const end = await crashAt(point, course, calm, calmAttempts);
      if (end === 'crashed') crashed += 1;
      else isOver = true;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  console.log(`${crashed} failpoints, each crashed at once and resumed`);
  return crashed;
};

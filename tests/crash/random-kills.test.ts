/** RELIABILITY row 2: kill -9 at any moment, recovery included. */
import { expect, test } from 'vitest';
import { calmAttemptsOf, DEFINITION, inspect, makeScene, removeScene, twentySteps } from '../rig/crash-run.ts';
import { randomFrom } from '../rig/random.ts';
import { startWs, ws, type Ended } from '../rig/ws.ts';

const KILLS = process.env['WS_LONG'] === undefined ? 100 : 1_000;
const SEED = Number(process.env['WS_SEED'] ?? '1');
/** Nothing else in these runs waits for a person. */
const QUARANTINED = 3;
const FAST = { WS_SYNCHRONOUS: 'normal' };

/** Runs a command and kills it when it has printed `lines` lines; some land in the start, some in the recovery. */
const killed = (cwd: string, args: readonly string[], lines: number): Promise<Ended> => {
  let seen = 0;
  const running = startWs(cwd, [...args, '--json'], {
    env: FAST,
    onLine: (_, child) => {
      seen += 1;
      if (seen === lines) child.kill('SIGKILL');
    },
  });
  return running.ended;
};

test(`${KILLS} random kills lose nothing, run nothing twice and leave nobody behind`, async () => {
  const calmScene = makeScene(twentySteps);
  expect((await ws(calmScene.repository, ['run', DEFINITION, '--json'], { env: FAST })).code).toBe(0);
  const calm = await inspect(calmScene, 0, new Map());
  const calmAttempts = await calmAttemptsOf(calmScene);
  removeScene(calmScene);
  const random = randomFrom(SEED);
  let kills = 0;
  let runs = 0;
  let lifted = 0;
  while (kills < KILLS) {
    const scene = makeScene(twentySteps);
    let killsHere = 0;
    let ended = await killed(scene.repository, ['run', DEFINITION], 1 + random.below(40));
    while (ended.signal === 'SIGKILL' || ended.code === QUARANTINED) {
      // Kills at random may meet the same step three times in a row: as a person would, we know better.
      const isLifting = ended.code === QUARANTINED;
      killsHere += isLifting ? 0 : 1;
      lifted += isLifting ? 1 : 0;
      // A resumed run tells fewer events; the first few lines lie in the recovery itself.
      ended = await killed(
        scene.repository,
        isLifting ? ['resume', '--again'] : ['resume'],
        killsHere < 12 ? 1 + random.below(25) : Number.MAX_SAFE_INTEGER,
      );
    }
    expect(ended.code, `seed ${SEED}: ${ended.stderr}`).toBe(0);
    expect(await inspect(scene, killsHere, calmAttempts), `seed ${SEED}`).toEqual(calm);
    removeScene(scene);
    kills += killsHere;
    runs += 1;
  }
  console.log(`${kills} kills in ${runs} runs, ${lifted} quarantines lifted`);
});

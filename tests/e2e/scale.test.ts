/** Ten thousand real steps in one run. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, startWs, wsJson, type StatusJson } from '../rig/ws.ts';

const STEPS = 10_000;

/**
 * The live heap of such a run is 29 MB from beginning to end. With no more than this, a leak of 3 kB a step would end
 * the process; without a limit, V8 lets garbage lie and the resident size says nothing of leaks.
 */
const HEAP_MB = 56;

test('a run of 10,000 steps ends within a heap that leaves no room for a leak', async () => {
  const folder = makeFolder();
  try {
    const steps = Array.from({ length: STEPS }, (_, at) => ({ id: `s${at}`, run: 'true', access: 'read' }));
    const repository = makeRepository(join(folder, 'repo'), {
      'w.json': { version: 1, id: 'many', concurrency: 4, steps },
    });
    let succeeded = 0;
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
      onLine: (line) => {
        if (line.includes('"step.succeeded"')) succeeded += 1;
      },
    });
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(succeeded).toBe(STEPS);
    const status = await wsJson<StatusJson>(repository, ['status']);
    expect(status.steps.filter(({ status: kind, attempts }) => kind === 'succeeded' && attempts === 1)).toHaveLength(
      STEPS,
    );
  } finally {
    removeFolder(folder);
  }
}, 400_000);

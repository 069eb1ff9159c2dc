/** Ten thousand real steps in one run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder, startWs, wsJson, type StatusJson } from '../rig/ws.ts';

const STEPS = 10_000;

/** Resident memory of a process in MB; null where it cannot be read. */
const residentMb = (pid: number): number | null => {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    return null;
  }
};

test('a run of 10,000 steps ends, and its memory stays flat', async () => {
  const folder = makeFolder();
  try {
    const steps = Array.from({ length: STEPS }, (_, at) => ({ id: `s${at}`, run: 'true', access: 'read' }));
    const repository = makeRepository(join(folder, 'repo'), {
      'w.json': { version: 1, id: 'many', concurrency: 4, steps },
    });
    let succeeded = 0;
    const seenMb: number[] = [];
    const running = startWs(repository, ['run', 'w.json', '--json'], {
      onLine: (line, child) => {
        if (!line.includes('"step.succeeded"')) return;
        succeeded += 1;
        const mb = succeeded % 500 === 0 && child.pid !== undefined ? residentMb(child.pid) : null;
        if (mb !== null) seenMb.push(mb);
      },
    });
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(succeeded).toBe(STEPS);
    const status = await wsJson<StatusJson>(repository, ['status']);
    expect(status.steps.filter(({ status: kind, attempts }) => kind === 'succeeded' && attempts === 1)).toHaveLength(
      STEPS,
    );
    const early = Math.max(...seenMb.slice(1, 6));
    const late = Math.max(...seenMb.slice(-5));
    console.log(`resident: ${early.toFixed(0)} MB after 1,000 to 3,000 steps, ${late.toFixed(0)} MB at the end`);
    // A leak of 4 kB a step would show as 30 MB; the garbage collector alone moves less than that.
    expect(late - early).toBeLessThan(30);
  } finally {
    removeFolder(folder);
  }
}, 400_000);

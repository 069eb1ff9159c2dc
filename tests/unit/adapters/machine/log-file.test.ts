import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directLog } from '../../../../adapters/machine/log-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws log '));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the note of a cap stands at the cap, whatever is written while it is put there', async () => {
  for (let round = 0; round < 20; round++) {
    const path = join(folder, `${round}.log`);
    const log = directLog(path, 1000);
    // Two at once, so that one writes while the engine cuts what the other wrote; each ends by itself.
    let running = 2;
    for (const child of [1, 2].map(() =>
      spawn('sh', ['-c', 'yes | head -c 2000000'], { stdio: ['ignore', log.fd, 'ignore'] }),
    ))
      child.once('exit', () => running--);
    while (running > 0) {
      log.look();
      await new Promise(setImmediate);
    }
    await log.finish();
    const text = readFileSync(path, 'latin1');
    expect(text.slice(0, 1000)).toBe('y\n'.repeat(500));
    expect(text.slice(1000)).toMatch(
      /^\n\[ws: output capped at 1000 bytes\]\n\[ws: the last \d+ bytes of the output follow\]\n[y\n]+$/,
    );
  }
});

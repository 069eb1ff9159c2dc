/** The live view on a real pseudo-terminal of 80 columns. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { widthOf } from '../../../../../interfaces/cli/fit.ts';

// script(1) of util-linux gives a program a terminal; other systems have another one of that name.
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script');

test.skipIf(!hasScript)(
  'draws over its frame, lets finished steps scroll away and never writes beyond 80 columns',
  () => {
    const root = mkdtempSync(join(tmpdir(), 'ws live '));
    try {
      const demo = `${process.execPath} --import tsx tests/unit/interfaces/cli/fixtures/live-demo.ts '${root}'`;
      const { CI: _, NO_COLOR: __, ...env } = process.env;
      const said = execFileSync('script', ['-qec', `stty cols 80 rows 24; ${demo}`, '/dev/null'], {
        encoding: 'utf8',
        env: { ...env, TERM: 'xterm-256color' },
      });
      expect(said).toContain('\u001b[?25l');
      expect(said.lastIndexOf('\u001b[?25h')).toBeGreaterThan(said.lastIndexOf('\u001b[?25l'));
      expect(said).toMatch(/\u001b\[\d*A/);
      const lines = stripVTControlCharacters(said).split(/[\r\n]+/);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
      for (const part of [
        /▶ fetch.*working hard/,
        /↻ bbb.*again in \ds/,
        /✔ fetch {2}succeeded/,
        /0\/2 done/,
        /merge {3}ws merge n3w1/,
      ]) {
        expect(lines.some((line) => part.test(line))).toBe(true);
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);

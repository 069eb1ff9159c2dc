/** The live view on a real pseudo-terminal of 80 columns. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, makeRepository, removeFolder } from '../../../../rig/ws.ts';
import { widthOf } from '../../../../../interfaces/cli/fit.ts';
import { rowsOf } from '../../../../../interfaces/cli/view/live.ts';

// script(1) of util-linux gives a program a terminal; other systems have another one of that name.
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script');

test.skipIf(!hasScript)(
  'draws over its frame, lets finished steps scroll away and never writes beyond 80 columns',
  () => {
    const folder = makeFolder('ws live ');
    try {
      const long = 'b'.repeat(64);
      const root = makeRepository(join(folder, 'repo'), {
        'example.json': {
          ...{ version: 1, id: 'example', title: 'An example' },
          steps: [
            // Long enough to be seen: the view draws every 100 ms.
            {
              id: 'fetch',
              leaves: ['nothing-of-it'],
              access: 'read',
              run: `printf '\\033[31m%s\\033[0m\\n' '${'working hard '.repeat(20)}'; exec sleep 1`,
            },
            {
              id: long,
              needs: ['fetch'],
              access: 'read',
              run: 'test "$WS_ATTEMPT" = 2',
              retry: { limit: 1, backoff: { initial: '2s' } },
            },
          ],
        },
      });
      const demo = `${process.execPath} --import tsx tests/unit/interfaces/cli/fixtures/live-demo.ts '${root}'`;
      const { CI: _, NO_COLOR: __, ...env } = process.env;
      const said = execFileSync('script', ['-qec', `stty cols 80 rows 24; ${demo}`, '/dev/null'], {
        encoding: 'utf8',
        env: { ...env, TERM: 'xterm-256color' },
      });
      expect(said).toContain('\u001b[?25l');
      expect(said.lastIndexOf('\u001b[?25h')).toBeGreaterThan(said.lastIndexOf('\u001b[?25l'));
      expect(said).toMatch(/\u001b\[\d*A/);
      // What else is said while the frame is drawn stands above it.
      expect(said).toMatch(/\u001b\[Gfetch: leaves nothing-of-it, which is not there/);
      const lines = stripVTControlCharacters(said).split(/[\r\n]+/);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
      for (const part of [
        /▶ fetch.*working hard/,
        /↻ bbb.*again in \ds/,
        /✔ fetch {2}succeeded/,
        /0\/2 done/,
        /branch {2}ws\/example\/[a-z0-9]{10}/,
      ]) {
        expect(lines.some((line) => part.test(line))).toBe(true);
      }
    } finally {
      removeFolder(folder);
    }
  },
);

test.each([
  [['a'.repeat(79), 'b'], 80, 2],
  [['a'.repeat(79), 'b'], 40, 3],
  [['\u001b[31m' + 'a'.repeat(40) + '\u001b[39m', ''], 40, 2],
])('lines take the rows that a resized terminal breaks them into', (lines, columns, rows) => {
  expect(rowsOf(lines, columns)).toBe(rows);
});

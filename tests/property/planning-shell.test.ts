import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileScript } from '../../core/planning/shell/script.ts';

const SCRIPTS = process.env['WS_LONG'] === undefined ? 300 : 20_000;
const shells = ['/bin/sh', '/bin/bash'].filter((path) => existsSync(path));

// Pieces of scripts that run nothing by themselves; each value tries to leave whatever it may stand in.
const pieces = [
  '${{ 1 }}',
  '${{ 1 }}',
  '${{ 1 }}',
  '${{ 1 }}',
  'echo ',
  ': ',
  ' ',
  ' ',
  '\n',
  ';',
  '; ',
  '&& ',
  '|| ',
  '| cat ',
  '"',
  '"',
  "'",
  "'",
  '$(',
  ')',
  '(',
  '`',
  '${x:-',
  '}',
  '$((1+',
  '))',
  '\\',
  '$',
  '#',
  ' # ',
  'cat <<A\n',
  "cat <<'A'\n",
  'cat <<-A\n',
  '\nA\n',
  '\tA\n',
  'case x in x) ',
  ';; ',
  ' esac',
  'x=',
  'if true; then ',
  '; fi',
  'f() { ',
  '; }; f ',
  '{ ',
  '; }',
  '[ a = ',
  ' ]',
  'eval ',
  'sh -c ',
  '[[ a == ',
  ' ]]',
  '-eq ',
  '((',
  '<',
  '> out ',
  '2>&1 ',
  'for i in ',
  '; do ',
  '; done',
  'A',
  'a[',
  ']',
  '=(',
  '!',
  "$'",
  '$"',
  '"$(',
  ')"',
];
const values = [
  '$(touch owned)',
  '`touch owned`',
  '"; touch owned; "',
  "'; touch owned; '",
  '\'"; touch owned; "\'',
  '\n touch owned\n',
  '\nA\ntouch owned\n',
  '; touch owned #',
  '}$(touch owned)',
  'a[$(touch owned)]',
  ') touch owned;; esac; touch owned; (',
  '& touch owned &',
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws-shell-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('whatever script is accepted, no shell runs a value', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 }),
      fc.nat(values.length - 1),
      (parts, place) => {
        const compiled = compileScript(parts.join(''));
        fc.pre(compiled.ok && compiled.value.variables.length > 0);
        if (!compiled.ok) return;
        accepted += 1;
        const env = Object.fromEntries(compiled.value.variables.map(({ name }) => [name, values[place] ?? '']));
        for (const shell of shells) {
          spawnSync(shell, ['-c', compiled.value.text], {
            cwd: folder,
            env: { PATH: '/usr/bin:/bin', ...env },
            timeout: 5000,
            input: '',
          });
          expect(readdirSync(folder)).not.toContain('owned');
        }
      },
    ),
    { numRuns: SCRIPTS, maxSkipsPerRun: 1000 },
  );
  expect(accepted).toBeGreaterThan(0);
});

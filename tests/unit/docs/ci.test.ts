/** .ci/run, with an npm and an apt-get that only pretend: nothing is installed, nothing is tested. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ws ci '));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, '.ci'));
  copyFileSync(resolve('.ci/run'), join(folder, '.ci/run'));
  program('apt-get', 'exit 100');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const program = (name: string, script: string): void => {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};

const ci = (): { readonly status: number | null; readonly last: string } => {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
  const { status, stdout } = spawnSync('bash', ['.ci/run'], { cwd: folder, env, encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) ?? '' };
};

test.each([
  ['all tests pass', '      Tests  160 passed (160)', 0, '160 passed, 0 failed'],
  ['some are skipped', '      Tests  71 passed | 2 skipped (73)', 0, '71 passed, 0 failed'],
  ['one fails', '      Tests  1 failed | 71 passed | 2 skipped (74)', 1, '71 passed, 1 failed'],
  ['a file cannot be loaded', '      Tests  71 passed (71)', 1, '71 passed, 1 failed'],
  ['the build fails', 'error TS2307', 2, '0 passed, 1 failed'],
])('when %s, the last line counts and the exit code is kept', (_, said, status, last) => {
  program('npm', `[ "$1" = ci ] && exit 0\n[ "$1" = run ] && exit 0\necho '${said}'\nexit ${status}`);
  expect(ci()).toEqual({ status, last });
});

test('the tests with real coding CLIs count, too', () => {
  const npm = (status: number): string =>
    `[ "$1" = ci ] && exit 0\necho '      Tests  2 passed (2)'\n[ "$2" = test:clis ] && exit ${status}\nexit 0`;
  program('npm', npm(0));
  expect(ci()).toEqual({ status: 0, last: '4 passed, 0 failed' });
  program('npm', npm(1));
  expect(ci()).toEqual({ status: 1, last: '4 passed, 1 failed' });
});

test('when the packages cannot be installed, no test is run and it fails', () => {
  program('npm', `[ "$1" = ci ] && exit 7\necho '      Tests  1 passed (1)'`);
  expect(ci()).toEqual({ status: 7, last: '0 passed, 1 failed' });
});

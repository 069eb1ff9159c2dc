/** The end of the terminal, on a real pseudo-terminal that is closed under a process. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ignoresHangup, isHangupIgnored, isNohupInput } from '../../../../adapters/machine/hangup.ts';

test.each([
  ['SigIgn:\t0000000000001001\n', true],
  ['SigIgn:\t0000000000001000\n', false],
  ['', false],
])('a parent that ignores SIGHUP is known by its mask: %j', (status, expected) => {
  expect(ignoresHangup(`Name:\tsh\n${status}`)).toBe(expected);
});

test.each([
  ['flags:\t0100001\n', '/dev/null', true],
  ['flags:\t0100000\n', '/dev/null', false],
  ['flags:\t0100001\n', '/tmp/x', false],
  ['', '', false],
])('the input that nohup leaves is /dev/null, only to be written to: %j %j', (fdinfo, target, expected) => {
  expect(isNohupInput(fdinfo, target)).toBe(expected);
});

test('a command given to nohup is told by the shell', () => {
  expect(isHangupIgnored({ _: '/usr/bin/nohup' })).toBe(true);
});

const python = '/usr/bin/python3';
const closing = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
while b'ready' not in os.read(fd, 1024): pass
os.close(fd)
status = os.waitpid(pid, 0)[1]
print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
`;

test.skipIf(!existsSync(python))('a process whose terminal is gone ends with its own exit code', () => {
  const fixture = join(import.meta.dirname, 'fixtures', 'hung-up.ts');
  const argv = ['-c', closing, process.execPath, '--import', 'tsx', fixture];
  expect(execFileSync(python, argv, { encoding: 'utf8' }).trim()).toBe('130');
});

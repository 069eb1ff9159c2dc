/** Crashes on demand: the test asks for the n-th place, everybody else pays nothing. */
import { appendFileSync } from 'node:fs';
import type { Failpoint } from '../../core/system.ts';

const nothing: Failpoint = () => undefined;

/**
 * With `WS_CRASH_AT=<n>` the process kills itself (SIGKILL) at the n-th failpoint it reaches, counted from 1, and with
 * `WS_CRASH_AT=<name>` at the first of that name; with
 * `WS_CRASH_LOG=<file>` the names reached are appended to that file, one a line. Without either it does nothing.
 */
export const createFailpoint = (env: Readonly<Record<string, string | undefined>>): Failpoint => {
  const asked = env['WS_CRASH_AT'] ?? '';
  const at = Number(asked);
  const log = env['WS_CRASH_LOG'] ?? '';
  if (asked === '' && log === '') return nothing;
  let reached = 0;
  return (name) => {
    reached += 1;
    if (log !== '') appendFileSync(log, `${name}\n`);
    if (reached === at || name === asked) process.kill(process.pid, 'SIGKILL');
  };
};

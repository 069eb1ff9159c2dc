/** `ws doctor`: checks what ws needs, and says how to mend what is missing. */
import { checkHealth } from '../../house/check-health.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';

const signs = { ok: '✔', warn: '!', fail: '✖' } as const;

/** Runs every check; exits with 1 when one fails. */
export const doctor: Command<null> = async (session) => {
  const { screen } = session;
  const checks = await checkHealth(session.directory, session);
  const isSound = checks.every((check) => check.state !== 'fail');
  if (session.json) {
    screen.line(JSON.stringify({ ok: isSound, checks }, null, 2));
    return isSound ? exitCode.ok : exitCode.failed;
  }
  const paints = { ok: screen.paint.green, warn: screen.paint.yellow, fail: screen.paint.red };
  for (const { name, state, message, mend } of checks) {
    screen.line(`${paints[state](signs[state])} ${name.padEnd(10)}  ${message}`);
    if (mend !== null) screen.line(screen.paint.dim(`              ${mend}`));
  }
  return isSound ? exitCode.ok : exitCode.failed;
};

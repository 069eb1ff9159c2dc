/** `ws doctor`: checks what ws needs, and says how to mend what is missing. */
import { checkHealth } from '../../house/check-health.ts';
import { exitCode } from '../exit-code.ts';
import { wordsIn } from '../fit.ts';
import type { Command } from '../session.ts';

/** The sign and the name, and the blanks behind them. */
const LABEL_COLUMNS = 14;

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
    const [first = '', ...others] = wordsIn(message, screen.columns - LABEL_COLUMNS);
    screen.line(`${paints[state](signs[state])} ${name.padEnd(10)}  ${first}`);
    for (const line of others) screen.line(`${' '.repeat(LABEL_COLUMNS)}${line}`);
    if (mend !== null) screen.line(screen.paint.dim(`${' '.repeat(LABEL_COLUMNS)}${mend}`));
  }
  return isSound ? exitCode.ok : exitCode.failed;
};

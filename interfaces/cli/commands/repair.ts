/** `ws repair`: rebuilds what is kept of the runs, where it is damaged. */
import { counted } from '../../../core/counted.ts';
import type { RepairedRun } from '../../../core/state/repaired.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Screen } from '../screen.ts';
import type { Command } from '../session.ts';

const tellRun = ({ run, events, outcome, reason }: RepairedRun, screen: Screen): void => {
  const { paint } = screen;
  if (reason === null) {
    screen.line(`${paint.green('✔')} ${run}  whole: ${counted(events, 'event')}`);
    return;
  }
  screen.line(`${paint.red('✖')} ${run}  ${outcome}: ${reason}`);
  if (events === 0) return;
  screen.line(
    paint.dim(
      `  Look at it: ws show ${run}. Take what it committed: ws merge ${run} --force. Do the rest again: ws retry ${run}`,
    ),
  );
};

/** Exits with 1 where a run could not be brought back in whole. */
export const repair: Command<null> = async (session) => {
  const { screen } = session;
  const repaired = await session.composer.repair(session.directory);
  if (!repaired.ok) return complain(screen, repaired.error);
  const { kept, runs } = repaired.value;
  const whole = runs.filter(({ outcome }) => outcome === 'whole');
  if (session.json) screen.line(JSON.stringify(repaired.value, null, 2));
  else if (kept === null && runs.length === 0) screen.note('nothing is damaged');
  else {
    for (const run of runs) tellRun(run, screen);
    screen.line(`rebuilt: ${whole.length} of ${counted(runs.length, 'run')} whole`);
    if (kept !== null) screen.line(`what was there is kept as ${kept}`);
  }
  return whole.length === runs.length ? exitCode.ok : exitCode.failed;
};

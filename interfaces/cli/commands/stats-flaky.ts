/** `ws stats errors --flaky`: what failed and then passed on the same tree. */
import { counted } from '../../../core/counted.ts';
import { instant } from '../../../core/id.ts';
import { flakySteps } from '../../house/flaky-steps.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { durationText, instantText } from '../words.ts';
import { withHouse } from '../with-house.ts';
import type { StatsErrorsArgs } from './stats.ts';

/** Prints steps and tests, those that did it most often first. */
export const statsFlaky: Command<StatsErrorsArgs> = (session, { sinceMs }) =>
  withHouse(session, async ({ clock, store }) => {
    const { screen } = session;
    const since = instant(Math.max(0, clock.now() - sinceMs));
    const flaky = await flakySteps({ log: store, failures: store }, since);
    if (session.json) {
      screen.line(JSON.stringify({ since, flaky }, null, 2));
      return exitCode.ok;
    }
    if (flaky.length === 0) {
      screen.note(`nothing failed and then passed on the same tree in the last ${durationText(sinceMs)}`);
      return exitCode.ok;
    }
    const rows = flaky.map(({ step, test, times, runs, last, message }) => [
      step,
      plainLine(test ?? message),
      `${times} in ${counted(runs, 'run')}`,
      instantText(last),
    ]);
    for (const line of tableLines(['STEP', 'TEST', 'TIMES', 'LAST'], rows, { columns: screen.columns, column: 1 }))
      screen.line(line);
    return exitCode.ok;
  });

/** `ws failures list` and `dismiss`: what failed for good and nobody has taken up since. */
import { dismissFailures, openFailures, refusedEvents, type FailureRequest } from '../../house/open-failures.ts';
import { pickRun } from '../../house/pick-run.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { withHouse, withRun } from '../with-house.ts';
import { instantText } from '../words.ts';

/** `run` is the beginning of its id; null: of all runs. */
export type FailuresArgs = Omit<FailureRequest, 'run'> & { readonly run: string | null };

/** Prints them, newest first, and what can be done. */
export const failuresList: Command<FailuresArgs> = (session, { run, sinceMs, all }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const picked = run === null ? null : await pickRun(house.store, run);
    if (picked !== null && !picked.ok) return complain(screen, picked.error);
    const rows = await openFailures({ run: picked?.value.id ?? null, sinceMs, all }, house);
    const refused = run === null ? await refusedEvents({ sinceMs }, house) : [];
    if (session.json) {
      screen.line(JSON.stringify([...rows, ...refused.map((event) => ({ event: event.type, ...event }))], null, 2));
      return exitCode.ok;
    }
    for (const { type, by, at, message } of refused)
      screen.line(plainLine(`event ${type} of ${by} refused ${instantText(at)}: ${message}`));
    const [newest] = rows;
    if (newest === undefined && refused.length > 0) return exitCode.ok;
    if (newest === undefined) {
      screen.note(all ? 'nothing has failed' : 'no open failures: nothing failed for good that was not taken up again');
      return exitCode.ok;
    }
    const table = rows.map((row) => [
      row.run,
      row.step,
      instantText(row.at),
      row.code,
      plainLine(row.plugin ?? ''),
      ...(all ? [row.decision + (row.retriedBy === null ? '' : `, taken up by ${row.retriedBy}`)] : []),
      plainLine(row.message),
    ]);
    const head = ['RUN', 'STEP', 'WHEN', 'CODE', 'PLUGIN', ...(all ? ['DECISION'] : []), 'MESSAGE'];
    for (const line of tableLines(head, table, { columns: screen.columns, column: head.length - 1 })) screen.line(line);
    if (all) return exitCode.ok;
    screen.line('');
    for (const [what, command] of [
      ['again', `ws retry ${newest.run}`],
      ['look', `ws show ${newest.run}`],
      ['pass on', `ws diagnostics ${newest.run}`],
      ['forget', `ws failures dismiss ${newest.run}`],
    ])
      screen.line(`  ${what?.padEnd(8) ?? ''} ${screen.paint.bold(command ?? '')}`);
    return exitCode.ok;
  });

/** Takes the failures of a run off the list; it can still be taken up by ws retry. */
export const failuresDismiss: Command<{ readonly run: string }> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const dismissed = await dismissFailures(run, house);
    if (!dismissed.ok) return complain(session.screen, dismissed.error);
    if (session.json) session.screen.line(JSON.stringify({ run: run.id, dismissed: true }));
    else session.screen.line(`the failures of run ${run.id} are dismissed`);
    return exitCode.ok;
  });

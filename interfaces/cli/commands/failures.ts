/** `ws failures list` and `dismiss`: what failed for good and nobody has taken up since. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { instant, type RunId } from '../../../core/id.ts';
import type { FailureRow } from '../../../core/failures.ts';
import { complain, invalid } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { cut, plainLine } from '../fit.ts';
import type { House } from '../../house/house.ts';
import { pickRun } from '../pick-run.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { instantText } from '../words.ts';
import { withHouse, withRun } from '../with-house.ts';

export type FailuresArgs = {
  /** null: of all runs. */
  readonly run: string | null;
  /** Only those of the last so many milliseconds; null for all. */
  readonly sinceMs: number | null;
  /** Every failure, whatever was decided about it and whatever became of its run. */
  readonly all: boolean;
};

const MOST = 10_000;

/** There where a person has said that a run is not going to be taken up. No state of the run: it goes with its folder. */
const dismissalOf = ({ stateDirectory }: House, run: RunId): string => join(stateDirectory, 'runs', run, 'dismissed');

/** Those of runs that have failed for good; a run that still goes on may yet be saved. */
const ofOpenRuns = async (house: House, rows: readonly FailureRow[]): Promise<readonly FailureRow[]> => {
  const ids = [...new Set(rows.map(({ run }) => run))];
  const runs = await Promise.all(ids.map((id) => house.store.run(id)));
  const failed = new Set(
    runs.flatMap((run) => (run?.status === 'failed' && !existsSync(dismissalOf(house, run.id)) ? [run.id] : [])),
  );
  return rows.filter(({ run }) => failed.has(run));
};

/** Prints them, newest first, and what can be done. */
export const failuresList: Command<FailuresArgs> = (session, { run, sinceMs, all }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const picked = run === null ? null : await pickRun(house.store, run);
    if (picked !== null && !picked.ok) return complain(screen, picked.error);
    const found = await house.store.failures({
      run: picked?.value.id ?? null,
      decisions: all ? null : ['escalate'],
      since: instant(sinceMs === null ? 0 : Math.max(0, house.clock.now() - sinceMs)),
      isOpen: !all,
      limit: MOST,
    });
    const rows = all ? found : await ofOpenRuns(house, found);
    if (session.json) {
      screen.line(JSON.stringify(rows, null, 2));
      return exitCode.ok;
    }
    const [newest] = rows;
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
      cut(plainLine(row.message), 80),
    ]);
    const head = ['RUN', 'STEP', 'WHEN', 'CODE', 'PLUGIN', ...(all ? ['DECISION'] : []), 'MESSAGE'];
    for (const line of tableLines(head, table)) screen.line(line);
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
    if (run.status !== 'failed')
      return complain(session.screen, invalid(`run ${run.id} has not failed, it is ${run.status}`, 'See: ws failures'));
    const path = dismissalOf(house, run.id);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, '');
    if (session.json) session.screen.line(JSON.stringify({ run: run.id, dismissed: true }));
    else session.screen.line(`the failures of run ${run.id} are dismissed`);
    return exitCode.ok;
  });

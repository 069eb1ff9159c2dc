/** `ws list`: the runs of a repository, newest first. */
import type { RunStatus } from '../../../core/run.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { House } from '../../house/house.ts';
import { sourceAt, worktreeAt } from '../../house/run-site.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { durationText, instantText, statusText } from '../words.ts';
import { withHouse } from '../with-house.ts';

export type ListArgs = {
  readonly limit: number;
  readonly statuses: readonly RunStatus[] | null;
  readonly workstream: string | null;
};

/** One element of the array that `ws list --json` prints. */
export const listedRun = (house: Pick<House, 'root'>, run: RunRow): object => {
  const { id, workstream, title, status, branch, createdAt, startedAt, finishedAt } = run;
  const worktree = worktreeAt(house, run);
  const source = sourceAt(house, run);
  return { run: id, workstream, title, status, branch, worktree, source, createdAt, startedAt, finishedAt };
};

/** Prints the runs that match. */
export const list: Command<ListArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const runs = await house.store.runs(args);
    const { screen } = session;
    if (session.json) {
      screen.line(
        JSON.stringify(
          runs.map((run) => listedRun(house, run)),
          null,
          2,
        ),
      );
      return exitCode.ok;
    }
    if (session.quiet) {
      for (const run of runs) screen.line(run.id);
      return exitCode.ok;
    }
    if (runs.length === 0) {
      screen.note('no runs yet; start one: ws run <file>');
      return exitCode.ok;
    }
    const rows = runs.map((run) => {
      const took =
        run.startedAt !== null && run.finishedAt !== null ? durationText(run.finishedAt - run.startedAt) : '';
      const title = plainLine(run.workstream);
      return [run.id, statusText(run.status, screen.paint), title, instantText(run.createdAt), took, run.branch ?? ''];
    });
    for (const line of tableLines(['RUN', 'STATUS', 'WORKSTREAM', 'CREATED', 'TIME', 'BRANCH'], rows))
      screen.line(line);
    return exitCode.ok;
  });

/** `ws list`: the runs of a repository, newest first. */
import type { Labels, RunStatus } from '../../../core/run.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { listRuns, type ListedRun } from '../../house/list-runs.ts';
import { listedRun } from '../../house/run-document.ts';
import type { Paint } from '../screen.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { durationText, instantText, statusText } from '../words.ts';
import { withHouse } from '../with-house.ts';

const standing = ({ run: { status, discardedAt, isArchived }, damage }: ListedRun, paint: Paint): string => {
  const more = [...(discardedAt === null ? [] : ['discarded']), ...(isArchived ? ['archived'] : [])];
  const words = more.length === 0 ? statusText(status, paint) : paint.dim([status, ...more].join(', '));
  return damage === null || status === 'damaged' ? words : `${words}, ${statusText('damaged', paint)}`;
};

export type ListArgs = {
  readonly limit: number;
  readonly statuses: readonly RunStatus[] | null;
  readonly workstream: string | null;
  readonly labels: Labels;
};

/** The options that leave runs out, as they were given. */
const filterWords = ({ statuses, workstream, labels }: ListArgs): string =>
  [
    ...(statuses ?? []).map((status) => `--status ${status}`),
    ...(workstream === null ? [] : [`--workstream ${workstream}`]),
    ...Object.entries(labels).map(([name, value]) => `--label ${name}=${value}`),
  ].join(' ');

/** Prints the runs that match. */
export const list: Command<ListArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const runs = await listRuns(args, house);
    const { screen } = session;
    if (session.json) {
      const documents = runs.map((each) => listedRun(house.repository, each));
      screen.line(JSON.stringify(documents, null, 2));
      return exitCode.ok;
    }
    if (session.quiet) {
      for (const { run } of runs) screen.line(run.id);
      return exitCode.ok;
    }
    if (runs.length === 0) {
      const filter = filterWords(args);
      screen.note(
        filter === '' ? 'no runs yet; start one: ws run <file>' : `no run with ${filter}; all of them: ws list`,
      );
      return exitCode.ok;
    }
    const rows = runs.map((each) => {
      const { run } = each;
      const took =
        run.startedAt !== null && run.finishedAt !== null ? durationText(run.finishedAt - run.startedAt) : '';
      const title = plainLine(run.workstream);
      return [run.id, standing(each, screen.paint), title, instantText(run.createdAt), took, run.branch ?? ''];
    });
    for (const line of tableLines(['RUN', 'STATUS', 'WORKSTREAM', 'CREATED', 'TIME', 'BRANCH'], rows, {
      columns: screen.columns,
      column: null,
    }))
      screen.line(line);
    return exitCode.ok;
  });

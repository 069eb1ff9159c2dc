/** The run that a path names, with what is around it. */
import { nearest } from '../../core/planning/nearest.ts';
import { runId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { isDriven } from '../house/is-driven.ts';
import { glanceAt } from '../house/list-runs.ts';
import { isFinished } from '../house/pick-run.ts';
import { veilSecrets } from '../house/veil-secrets.ts';
import type { Desk } from './desk.ts';
import type { Around } from './documents/run-document.ts';
import { notFound, type Problem } from './problem.ts';
import type { Standing } from './standing.ts';

const LOOKED_AT = 200;

/** Only by its whole id: what the beginning of one means today may be another run tomorrow. */
export const runNamed = async (name: string, { house }: Pick<Desk, 'house'>): Promise<Result<RunRow, Problem>> => {
  const row = await house.store.run(runId(name));
  if (row !== null) {
    await veilSecrets(row, house);
    return ok(row);
  }
  const newest = await house.store.runs({ statuses: null, workstream: null, limit: LOOKED_AT });
  const meant = nearest(
    name,
    newest.map(({ id }) => id),
  );
  return err(notFound('run', name, meant === null ? null : `Did you mean ${meant}?`));
};

/** How it stands by its log; a problem where that is gone. */
export const standingOf = async (
  run: RunRow,
  { standings }: Pick<Desk, 'standings'>,
): Promise<Result<Standing, Problem>> => {
  const standing = await standings.of(run);
  return standing === null ? err(notFound('resource', `the log of run ${run.id}, which is archived`)) : ok(standing);
};

/** With what is known of it beside its row. */
export const aroundRun = async (
  row: RunRow,
  { house, standings }: Pick<Desk, 'house' | 'standings'>,
): Promise<{ readonly run: RunRow; readonly around: Around }> => {
  const { run, damage } = await glanceAt(row, house);
  const driven = !isFinished(run.status) && (await isDriven(run.id, house));
  const standing = await standings.of(run);
  const [failure] = await house.store.failures({
    run: run.id,
    decisions: null,
    since: run.createdAt,
    isOpen: false,
    limit: 1,
  });
  const retriedBy = failure?.retriedBy ?? null;
  return { run, around: { repository: house.repository.root, damage, isDriven: driven, standing, retriedBy } };
};

/** Lets the logs of runs that have been over for long, and later their events, go into compressed archives. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { leftRef } from '../../adapters/git/gc/left-ref.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { ok, type Result } from '../../core/result.ts';
import { logArchiveOf } from './archived.ts';
import { packFolders } from './diagnostics/archive.ts';
import { UNDO_MS } from './discard-run.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { isFinished } from './pick-run.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

export type ArchivePolicy = {
  /** Logs of runs that ended longer ago go; null: as it is configured, and by default none. */
  readonly logsMs: number | null;
  /** The same for events. */
  readonly runsMs: number | null;
  readonly dryRun: boolean;
};

/** `path` is where it went, or would go; null where it was kept, which `reason` explains. */
export type ArchiveEnd = {
  readonly run: string;
  readonly what: 'logs' | 'events';
  readonly path: string | null;
  readonly reason: string;
};

type ArchiveParts = Pick<
  House,
  'store' | 'state' | 'stateDirectory' | 'repository' | 'locks' | 'clock' | 'configuration' | 'proposals'
>;

const GONE = '.archived';
const LOGS = ['steps', 'aside'];

/** A folder takes another name before it is removed, so that an archive is never made of a half of it. */
const dropLogs = (folder: string): void => {
  for (const name of LOGS) {
    const path = join(folder, name);
    if (existsSync(path)) renameSync(path, path + GONE);
    rmSync(path + GONE, { recursive: true, force: true });
  }
};

const archiveLogs = async (run: RunRow, dryRun: boolean, house: ArchiveParts): Promise<ArchiveEnd | null> => {
  const folder = join(house.stateDirectory, 'runs', run.id);
  if (!dryRun) for (const name of LOGS) rmSync(join(folder, name + GONE), { recursive: true, force: true });
  const there = LOGS.filter((name) => existsSync(join(folder, name)));
  if (there.length === 0) return null;
  const path = logArchiveOf(house, run.id);
  if (!dryRun) {
    await packFolders(path, folder, there);
    dropLogs(folder);
  }
  return { run: run.id, what: 'logs', path, reason: '' };
};

type Ties = {
  readonly takenUp: ReadonlyMap<string, string>;
  readonly archived: ReadonlySet<string>;
  readonly proposals: readonly { readonly change: string; readonly record: string }[];
};

/** Why the events of a run stay; null where nothing speaks against letting them go. */
const tieOf = async (run: RunRow, ties: Ties, house: ArchiveParts): Promise<string | null> => {
  if (!isFinished(run.status)) return 'it is not finished';
  if (run.discardedAt !== null && run.discardedAt > house.clock.now() - UNDO_MS)
    return `it was thrown away, and can still be brought back: ws discard --undo ${run.id}`;
  const later = ties.takenUp.get(run.id);
  if (later !== undefined && !ties.archived.has(later)) return `run ${later} was retried from it`;
  const change = ties.proposals.find(({ record }) => record.includes(run.id));
  if (change !== undefined) return `the change ${change.change} refers to it`;
  const refs = await leftRef(house.repository, run);
  if (!refs.ok) return refs.error.message;
  return refs.value === null
    ? null
    : `${refs.value} is still there: ws gc removes it once it is merged, or: ws discard ${run.id}`;
};

const archiveLog = async (run: RunRow, dryRun: boolean, house: ArchiveParts): Promise<ArchiveEnd> => {
  const done = dryRun ? ok('') : await house.state.archive(run.id);
  if (!done.ok) return { run: run.id, what: 'events', path: null, reason: done.error };
  // What a crash left of the second copy would be taken for more than there is.
  if (!dryRun) rmSync(join(house.stateDirectory, 'runs', run.id, 'events.jsonl'), { force: true });
  return { run: run.id, what: 'events', path: done.value, reason: '' };
};

/** What went, or would go in a dry run, and what stays although it is old enough, and why. */
export const archiveRuns = async (
  policy: ArchivePolicy,
  house: ArchiveParts,
): Promise<Result<readonly ArchiveEnd[], Refusal>> => {
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const { gc } = configured.value.configuration;
  const [logsMs, runsMs] = [policy.logsMs ?? gc.logsMs, policy.runsMs ?? gc.runsMs];
  if (logsMs === null && runsMs === null) return ok([]);
  const rows = await house.store.runs({ statuses: null, workstream: null, limit: Number.MAX_SAFE_INTEGER });
  const opened = await house.state.openAudit();
  if (!opened.ok) return refuse('environment', opened.error, 'See: ws audit verify');
  const takenUp = new Map(opened.value.takenUp());
  opened.value[Symbol.dispose]();
  const proposals = await house.proposals.proposals();
  const archived = new Set(rows.filter(({ isArchived }) => isArchived).map(({ id }) => String(id)));
  const isOver = ({ finishedAt, createdAt }: RunRow, ms: number | null): boolean =>
    ms !== null && (finishedAt ?? createdAt) < house.clock.now() - ms;
  const ends: ArchiveEnd[] = [];
  for (const run of rows) {
    const [withLogs, withEvents] = [isOver(run, logsMs), isOver(run, runsMs) && !run.isArchived];
    if (!withLogs && !withEvents) continue;
    const what = withEvents ? 'events' : 'logs';
    const kept = (reason: string): unknown => ends.push({ run: run.id, what, path: null, reason });
    if (!isFinished(run.status)) kept('it is not finished');
    else if (await isDriven(run.id, house)) kept('a process is driving it');
    else {
      const tie = withEvents ? await tieOf(run, { takenUp, archived, proposals }, house) : null;
      const logs = withLogs || (withEvents && tie === null) ? await archiveLogs(run, policy.dryRun, house) : null;
      if (logs !== null) ends.push(logs);
      if (tie !== null) kept(tie);
      else if (withEvents) {
        const end = await archiveLog(run, policy.dryRun, house);
        if (end.path !== null) archived.add(run.id);
        ends.push(end);
      }
    }
  }
  return ok(ends);
};

/** Finds what failed for good and nobody has taken up since, and lets a person strike it off. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeOwn } from '../../adapters/machine/own-folder.ts';
import { instant, type RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { RefusedEvent } from '../../core/domain-event.ts';
import type { FailureRow } from '../../core/failures.ts';
import type { RunRow } from '../../core/run-tables.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { violations } from './why-failed.ts';

export type FailureRequest = {
  /** null: of all runs. */
  readonly run: RunId | null;
  /** Only those of the last so many milliseconds; null for all. */
  readonly sinceMs: number | null;
  /** Every failure, whatever was decided about it and whatever became of its run. */
  readonly all: boolean;
};

const MOST = 10_000;
const MOST_REFUSED = 100;

/** There where a person has said that a run is not going to be taken up. No state of the run: it goes with its folder. */
const dismissalOf = (run: RunId, { stateDirectory }: Pick<House, 'stateDirectory'>): string =>
  join(stateDirectory, 'runs', run, 'dismissed');

/** Those of runs that have failed for good; a run that still goes on may yet be saved. */
const ofOpenRuns = async (
  rows: readonly FailureRow[],
  house: Pick<House, 'store' | 'stateDirectory'>,
): Promise<readonly FailureRow[]> => {
  const ids = [...new Set(rows.map(({ run }) => run))];
  const runs = await Promise.all(ids.map((id) => house.store.run(id)));
  const failed = new Set(
    runs.flatMap((run) => (run?.status === 'failed' && !existsSync(dismissalOf(run.id, house)) ? [run.id] : [])),
  );
  return rows.filter(({ run }) => failed.has(run));
};

/** Newest first. */
export const openFailures = async (
  { run, sinceMs, all }: FailureRequest,
  house: Pick<House, 'store' | 'stateDirectory' | 'clock'>,
): Promise<readonly FailureRow[]> => {
  const since = instant(sinceMs === null ? 0 : Math.max(0, house.clock.now() - sinceMs));
  const asked = { run, decisions: all ? null : (['escalate'] as const), since, isOpen: !all, limit: MOST };
  const ofRuns = (await violations(house)).filter(
    (row) => (run === null || row.run === run) && row.at >= since && (all || row.retriedBy === null),
  );
  const found = [...(await house.store.failures(asked)), ...ofRuns].toSorted((a, b) => b.at - a.at);
  return all ? found : await ofOpenRuns(found, house);
};

/** Domain events from outside that were not taken; newest first. */
export const refusedEvents = (
  { sinceMs }: Pick<FailureRequest, 'sinceMs'>,
  { store, clock }: Pick<House, 'store' | 'clock'>,
): Promise<readonly RefusedEvent[]> =>
  store.refusedEvents(instant(sinceMs === null ? 0 : Math.max(0, clock.now() - sinceMs)), MOST_REFUSED);

/** Takes the failures of a run off the list; it can still be taken up by a retry. */
export const dismissFailures = async (
  run: RunRow,
  house: Pick<House, 'stateDirectory'>,
): Promise<Result<void, Refusal>> => {
  if (run.status !== 'failed')
    return refuse('invalid', `run ${run.id} has not failed, it is ${run.status}`, 'See: ws failures');
  const path = dismissalOf(run.id, house);
  writeOwn(house.stateDirectory, path, '');
  return ok(undefined);
};

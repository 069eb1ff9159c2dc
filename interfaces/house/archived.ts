/** Where the logs and events of old runs went. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRow } from '../../core/run-tables.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

type Place = Pick<House, 'stateDirectory'>;

/** The next step where an archive is gone or harmed. */
export const PUT_BACK = 'Put the archive back from a copy, then: ws audit verify';

/** The archive of what the steps of a run wrote, there or not. */
export const logArchiveOf = ({ stateDirectory }: Place, run: string): string =>
  join(stateDirectory, 'archive', `${run}.logs.tar.gz`);

/** The archive of the events of a run, there or not. */
export const eventArchiveOf = ({ stateDirectory }: Place, run: string): string =>
  join(stateDirectory, 'archive', `${run}.events.jsonl.gz`);

/** Says where what is no longer in the state went; nothing for a run of which all is there. */
export const archiveLines = (
  { id, isArchived }: Pick<RunRow, 'id' | 'isArchived'>,
  house: Place,
): readonly string[] => {
  const [events, logs] = [eventArchiveOf(house, id), logArchiveOf(house, id)];
  return [
    // That its archive is gone is damage, which is told with the rest of it.
    ...(isArchived && existsSync(events)
      ? [`the events of run ${id} are archived; read them: gzip -dc '${events}'`]
      : []),
    ...(existsSync(logs) ? [`the logs of run ${id} are archived; read them: tar -xzOf '${logs}'`] : []),
  ];
};

const whereArchived = ({ id }: Pick<RunRow, 'id'>, house: Place): string => {
  const events = eventArchiveOf(house, id);
  return existsSync(events) ? `They are in ${events}.` : `They were in ${events}, which is gone. ${PUT_BACK}`;
};

/** Refuses what needs the events of a run that are archived; null for any other. */
export const refusalOfArchived = (run: Pick<RunRow, 'id' | 'isArchived'>, house: Place): Refusal | null =>
  run.isArchived ? invalid(`the events of run ${run.id} are archived`, whereArchived(run, house)) : null;

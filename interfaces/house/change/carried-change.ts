/** What run, resume, retry and merge do for the change of a workstream; its code is loaded only where there is one. */
import { ok, type Result } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { definitionOf } from '../definition-of.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import { sourceAt } from '../run-site.ts';
import type { News } from './follow.ts';

/** Notes that a run carries out the change it was admitted for. */
export type NoteRun = (run: Pick<RunRow, 'id' | 'source'>) => Promise<void>;

/** What it takes to follow a change. */
export type Changing = Pick<House, 'store' | 'stateDirectory' | 'repository' | 'proposals' | 'clock'>;

const noteNothing: NoteRun = () => Promise.resolve();

/** Whether a workstream may be run anew from a file (null: from none): refused where its change is missing or not approved. */
export const admitNew = async (
  workstream: Workstream,
  from: { readonly file: string | null; readonly directory: string },
  house: Changing,
): Promise<Result<NoteRun, Refusal>> => {
  const change = workstream.spec?.change ?? null;
  if (change === null) return ok(noteNothing);
  const [{ admit }, { isKept, noteOrigin }] = await Promise.all([import('./admit.ts'), import('./run-of-change.ts')]);
  const admitted = await admit({ change, ...from, origin: null }, house);
  if (!admitted.ok) return admitted;
  return ok(async (run) => {
    const source = sourceAt(house.repository, run);
    if (source === null || !isKept(house, source)) noteOrigin(house, run, admitted.value);
    return Promise.resolve();
  });
};

/** Why a run must not go on: its change was turned down since it began; null where it may. */
export const refuseGoingOn = async (run: RunRow, directory: string, house: Changing): Promise<Refusal | null> => {
  const change = (await definitionOf(house.store, run.id))?.spec?.change ?? null;
  if (change === null) return null;
  const [{ admit }, { originOf }] = await Promise.all([import('./admit.ts'), import('./run-of-change.ts')]);
  const origin = originOf(house, run);
  if (origin === null) return null;
  const admitted = await admit({ change, file: sourceAt(house.repository, run), origin, directory }, house);
  return admitted.ok ? null : admitted.error;
};

/** Tells the change of a run, if it carries out one, how the run stands now. */
export const followChange = async (
  news: News & { readonly workstream: Workstream | null },
  house: Changing,
): Promise<void> => {
  const definition = news.workstream ?? (await definitionOf(house.store, news.run));
  // Undefined in runs that were made before workstreams could name a change.
  if (definition?.spec?.change === undefined) return;
  const { followRun } = await import('./follow.ts');
  await followRun(news, house);
};

/** Looks at what is kept of steps, says why one was not found, and throws it away. */
import { collectEntries, type Bounds, type Collected } from '../../../adapters/cache/collect.ts';
import { differencesOf, nearestEntry, type Difference } from '../../../adapters/cache/differences.ts';
import type { Entry } from '../../../adapters/cache/entry.ts';
import { readNote } from '../../../adapters/cache/note.ts';
import { stepId, type RunId } from '../../../core/id.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import { invalid } from '../refusals.ts';
import { stepMeant } from '../unknown-step.ts';
import { entriesOf } from './places.ts';

/** One entry as it is shown. */
export type ShownEntry = {
  readonly key: string;
  readonly workstream: string;
  readonly step: string;
  readonly run: string;
  readonly at: number;
  readonly usedAt: number;
  readonly tookMs: number;
  readonly bytes: number;
};

/** What was used last comes first. */
export const listEntries = (house: Pick<House, 'stateDirectory'>): readonly ShownEntry[] =>
  entriesOf(house)
    .all()
    .toSorted((one, other) => other.usedAt - one.usedAt)
    .map(({ entry: { key, workstream, step, run, at, tookMs, bytes }, usedAt }) => {
      return { key, workstream, step, run, at, usedAt, tookMs, bytes };
    });

/** Throws away what is beyond the bounds. */
export const collectCache = (bounds: Bounds, house: Pick<House, 'stateDirectory' | 'clock'>): Collected =>
  collectEntries(entriesOf(house), bounds, house.clock.now());

/** Of a step, where one is named; gives how many. What only they held goes with the next collecting. */
export const clearEntries = (step: string | null, house: Pick<House, 'stateDirectory' | 'clock'>): number => {
  const entries = entriesOf(house);
  const gone = entries.all().filter(({ entry }) => step === null || entry.step === step);
  for (const { entry } of gone) entries.remove(entry.key);
  collectEntries(entries, { maxBytes: Number.MAX_SAFE_INTEGER, unusedMs: null }, house.clock.now());
  return gone.length;
};

/** What became of an attempt's look. `nearest` is null where nothing of its step is kept. */
export type Why = {
  readonly step: string;
  readonly attempt: number;
  readonly isHit: boolean;
  readonly key: string;
  readonly nearest: {
    readonly run: string;
    readonly at: number;
    readonly differs: readonly Difference[];
  } | null;
};

const shownOf = (entry: Entry, differs: readonly Difference[]): Why['nearest'] => ({
  ...{ run: entry.run, at: entry.at, differs },
});

/** Of the last attempt at a step of a run; refused where that looked for nothing. */
export const whyCached = async (
  { run, step: typed }: { readonly run: RunId; readonly step: string },
  house: Pick<House, 'store' | 'stateDirectory' | 'files'>,
): Promise<Result<Why, Refusal>> => {
  const meant = await stepMeant({ run, step: typed }, house);
  if (!meant.ok) return meant;
  const step = stepId(meant.value);
  const row = (await house.store.steps(run)).find((each) => each.step === step);
  const attempt = row?.attempts ?? 0;
  const note = attempt === 0 ? null : readNote(house.files.paths({ run, step, attempt }).directory);
  if (note === null)
    return err(
      invalid(`nothing was looked for in the cache for ${step} of run ${run}`, 'Only steps with "cache" are.'),
    );
  const { isHit, key, ingredients } = note;
  const others = entriesOf(house)
    .all()
    .map(({ entry }) => entry)
    .filter((entry) => isHit || entry.run !== run || entry.key !== key);
  const nearest = nearestEntry(ingredients, others);
  const differs = nearest === null ? null : shownOf(nearest, differencesOf(nearest.ingredients, ingredients));
  return ok({ step, attempt, isHit, key, nearest: differs });
};

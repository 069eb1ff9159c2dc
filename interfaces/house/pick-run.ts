/** Finds the run that a person means: a shortened id, or the latest of where they stand. */
import { runId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunStatus } from '../../core/run.ts';
import type { RunRow, RunTables } from '../../core/run-tables.ts';
import { checkoutHere, checkoutOf, checkoutWords } from './checkout-of-run.ts';
import type { House } from './house.ts';
import { invalid } from './refusals.ts';
import type { Refusal } from './refusal.ts';

/** The statuses of runs that can still go on. */
export const unfinished: readonly RunStatus[] = [
  'created',
  'running',
  'waiting',
  'paused',
  'cancelling',
  'compensating',
];

/** Whether a run has come to its end. */
export const isFinished = (status: RunStatus): boolean => !unfinished.includes(status);

/** A run, and a line that says which where that is not plain; null where a person named it, or there is only one checkout. */
export type Picked = { readonly run: RunRow; readonly line: string | null };

/** How many of the newest runs are looked at for one that was started from here. */
const LOOKED_AT = 1_000;

type PickParts = Pick<House, 'store' | 'stateDirectory' | 'repository'>;

/** Those that were thrown away are not meant, unless somebody names them. */
const newestOf = async (
  store: RunTables,
  statuses: readonly RunStatus[] | null,
  limit: number,
): Promise<readonly RunRow[]> => {
  const rows = await store.runs({ statuses, workstream: null, limit });
  const left = rows.filter(({ discardedAt }) => discardedAt === null);
  if (left.length > 0 || rows.length < limit || limit >= LOOKED_AT) return left;
  return newestOf(store, statuses, LOOKED_AT);
};

/** The newest that was started from here, of the preferred statuses before others; null where there is none. */
const newestHere = async (
  house: PickParts,
  preferred: readonly RunStatus[] | null,
  limit: number,
): Promise<RunRow | null> => {
  const here = checkoutHere(house);
  for (const statuses of preferred === null ? [null] : [preferred, null]) {
    const rows = await newestOf(house.store, statuses, limit);
    const own = rows.find(({ id }) => checkoutOf(house, id) === here);
    if (own !== undefined) return own;
  }
  return null;
};

/**
 * The run that is meant where none is named: the newest that was started from this checkout, of the `preferred` statuses
 * if there is one; then, unless only `own` runs may be taken, the newest of all.
 */
export const pickLatest = async (
  house: PickParts,
  preferred: readonly RunStatus[] | null,
  reach: 'own' | 'all',
): Promise<Result<Picked, Refusal>> => {
  const [newest] = await newestOf(house.store, null, 1);
  if (newest === undefined) {
    const isBare = (await house.store.runs({ statuses: null, workstream: null, limit: 1 })).length === 0;
    const but = isBare ? '' : ' but those that were thrown away: name one';
    return err(invalid(`there are no runs in this repository${but}`, 'Start one: ws run <file>'));
  }
  const own = (await newestHere(house, preferred, 1)) ?? (await newestHere(house, preferred, LOOKED_AT));
  if (own !== null) {
    const other = checkoutOf(house, newest.id);
    const isPlain = own.id === newest.id || other === checkoutHere(house);
    const line = `run ${own.id} is the latest that was started from this checkout; ${newest.id}, from ${checkoutWords(other)}, is later`;
    return ok({ run: own, line: isPlain ? null : line });
  }
  const [wanted = newest] = preferred === null ? [newest] : await newestOf(house.store, preferred, 1);
  const from = checkoutWords(checkoutOf(house, wanted.id));
  if (reach === 'own')
    return err(
      invalid(
        `no run was started from this checkout; the latest is ${wanted.id}, from ${from}`,
        'Name the run that is meant.',
      ),
    );
  return ok({ run: wanted, line: `no run was started from this checkout; the latest is ${wanted.id}, from ${from}` });
};

const LISTED = 5;

/** The run that was thrown away last of those started from this checkout. Refuses where there is none, and names others. */
export const pickDiscarded = async (house: PickParts): Promise<Result<Picked, Refusal>> => {
  const rows = await house.store.runs({ statuses: null, workstream: null, limit: LOOKED_AT });
  const gone = rows
    .filter(({ discardedAt }) => discardedAt !== null)
    .sort((one, other) => (other.discardedAt ?? 0) - (one.discardedAt ?? 0));
  const here = checkoutHere(house);
  const own = gone.find(({ id }) => checkoutOf(house, id) === here);
  if (own !== undefined) return ok({ run: own, line: `run ${own.id} is the one that was thrown away last` });
  if (gone.length === 0) return err(invalid('no run was thrown away', 'See the runs: ws list'));
  const named = gone.slice(0, LISTED).map(({ id }) => `${id}, from ${checkoutWords(checkoutOf(house, id))}`);
  const more = gone.length > LISTED ? `; and ${gone.length - LISTED} more` : '';
  const message = `no run that was started from this checkout was thrown away; others were: ${named.join('; ')}${more}`;
  return err(invalid(message, 'Name the run that is meant: ws discard --undo <run>'));
};

/** The run whose id begins with `given`. Refuses an ambiguous, unknown or blank id: a variable that is not set names no run. */
export const pickRun = async (store: RunTables, given: string): Promise<Result<RunRow, Refusal>> => {
  if (given.trim() === '')
    return err(invalid('the name of the run is empty', 'Name it, or leave the argument out. See the runs: ws list'));
  const exact = await store.run(runId(given));
  if (exact !== null) return ok(exact);
  const found = await store.runsLike(given, 6);
  const [only] = found;
  if (only === undefined) return err(invalid(`no run begins with "${given}"`, 'See them: ws list'));
  if (found.length > 1) {
    const names = found.slice(0, 5).join(', ') + (found.length > 5 ? ', …' : '');
    return err(invalid(`"${given}" is the beginning of several runs: ${names}`, 'Give more letters.'));
  }
  const row = await store.run(only);
  return row === null ? err(invalid(`no run begins with "${given}"`, 'See them: ws list')) : ok(row);
};

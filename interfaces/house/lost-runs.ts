/** Finds runs whose log lies on the disk and that the state knows nothing of: it was removed, emptied or cut short. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../../core/store.ts';
import { REPAIR } from './damage.ts';
import type { State } from './state.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';

type Parts = {
  readonly stateDirectory: string;
  readonly store: Pick<Store, 'unknownOf'>;
  readonly state: Pick<State, 'foundAgain'>;
};

/**
 * Their ids. An event is copied into its log after it is in the state, so none is lost that is only young; and what lies
 * in an archive goes from the state only after that, but for its row.
 */
export const lostRuns = async ({ stateDirectory, store, state }: Parts): Promise<readonly string[]> => {
  const folder = join(stateDirectory, 'runs');
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  const archived = await state.foundAgain();
  if (names.length === 0) return archived;
  const unknown = await store.unknownOf(names);
  const copied = unknown.filter((name) => existsSync(join(folder, name, 'events.jsonl')));
  return [...new Set([...copied, ...archived])];
};

const NAMED = 5;

/** What is wrong, as a sentence. */
export const lostWords = (runs: readonly string[]): string => {
  const more = runs.length > NAMED ? ` and ${runs.length - NAMED} more` : '';
  return `the state database has lost the run ${runs.slice(0, NAMED).join(', ')}${more}, whose log is there`;
};

/** Why nothing new may be written into the state; null where it knows of every log. */
export const refusalOfLost = async (parts: Parts): Promise<Refusal | null> => {
  const lost = await lostRuns(parts);
  return lost.length === 0 ? null : refuse('environment', lostWords(lost), REPAIR).error;
};

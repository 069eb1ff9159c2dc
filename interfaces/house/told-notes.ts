/** What was told of a run's surroundings when its driving ended, kept beside its logs for who asks later. No event: a run may be over by then. */
import { join } from 'node:path';
import { appendOwn, readOwn } from '../../adapters/machine/own-folder.ts';
import { isJsonObject } from '../../core/json.ts';
import type { RunId } from '../../core/id.ts';
import type { House } from './house.ts';

/** `at`: milliseconds since 1970. */
export type ToldNote = { readonly at: number; readonly message: string };

type Kept = Pick<House, 'stateDirectory'>;

const fileOf = (run: RunId, { stateDirectory }: Kept): string => join(stateDirectory, 'runs', run, 'told.ndjson');

/** Adds one. */
export const keepTold = async (run: RunId, note: ToldNote, kept: Kept): Promise<void> => {
  const file = fileOf(run, kept);
  appendOwn(kept.stateDirectory, file, `${JSON.stringify(note)}\n`);
};

const noteIn = (line: string): readonly ToldNote[] => {
  try {
    const value: unknown = JSON.parse(line);
    if (!isJsonObject(value)) return [];
    const { at, message } = value;
    return typeof at === 'number' && typeof message === 'string' ? [{ at, message }] : [];
  } catch {
    // A line that a crash tore.
    return [];
  }
};

/** Gives all of a run, oldest first. */
export const readTold = async (run: RunId, kept: Kept): Promise<readonly ToldNote[]> => {
  const text = readOwn(fileOf(run, kept));
  return text.split('\n').flatMap(noteIn);
};

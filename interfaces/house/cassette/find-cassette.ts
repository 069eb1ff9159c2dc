/** Finds the cassette that a person means: a folder, or the run of this repository that recorded it. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { openCassette, type Cassette } from '../../../adapters/tools/cassette/read.ts';
import { isRealFolder } from '../../../adapters/machine/own-folder.ts';
import { err, type Result } from '../../../core/result.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import { invalid, refuse } from '../refusals.ts';
import { recordedBy, recordedFolder } from './places.ts';

/** The runs of this repository that have recorded, by name. */
export const recordingRuns = (house: Pick<House, 'stateDirectory'>): readonly string[] => {
  const folder = recordedFolder(house);
  if (!isRealFolder(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
};

const LIST = 'See those of this repository: ws cassette list';

/** `named`: a folder as seen from `directory`, or the id of a run, which may be shortened. Refused where there is none, or it is not valid. */
export const findCassette = (
  { named, directory }: { readonly named: string; readonly directory: string },
  house: Pick<House, 'stateDirectory'>,
): Result<Cassette, Refusal> => {
  const folder = resolve(directory, named);
  const runs = recordingRuns(house).filter((run) => run.startsWith(named));
  const [run = null] = runs.includes(named) ? [named] : runs;
  if (!isRealFolder(folder) && runs.length > 1 && run !== named)
    return err(invalid(`more than one run that begins with ${named} has recorded: ${runs.join(', ')}`, LIST));
  if (!isRealFolder(folder) && run === null) return err(invalid(`there is no cassette ${named}`, LIST));
  const opened = openCassette(isRealFolder(folder) || run === null ? folder : recordedBy(run, house));
  return opened.ok ? opened : refuse('invalid', opened.error, 'Record it again: ws run <file> --record');
};

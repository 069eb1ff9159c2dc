/** Where the cassettes of a repository lie, beside its runs: those that runs recorded, and copies of those that runs replay. */
import { join } from 'node:path';

type Place = { readonly stateDirectory: string };

/** Below this each run that recorded has a folder of its own name. */
export const recordedFolder = ({ stateDirectory }: Place): string => join(stateDirectory, 'cassettes', 'recorded');

/** What a run recorded. */
export const recordedBy = (run: string, place: Place): string => join(recordedFolder(place), run);

/** The copy of a cassette with this SHA-256: a run that replays it goes on with it whatever becomes of the original. */
export const replayedFrom = (digest: string, { stateDirectory }: Place): string =>
  join(stateDirectory, 'cassettes', 'replayed', digest);

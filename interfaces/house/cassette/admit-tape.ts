/** Settles what becomes of the calls of a run that is about to be made. */
import { putAside } from '../../../adapters/machine/own-folder.ts';
import { copyCassette } from '../../../adapters/tools/cassette/write.ts';
import { openCassette } from '../../../adapters/tools/cassette/read.ts';
import type { Tape } from '../../../core/run.ts';
import { ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refusals.ts';
import { replayedFrom } from './places.ts';
import type { TapeRequest } from './tape-request.ts';

/** Of a cassette that is to be replayed a copy is kept, with which the run goes on whenever it does. */
export const admitTape = (request: TapeRequest, house: Pick<House, 'stateDirectory'>): Result<Tape, Refusal> => {
  if (request.kind === 'record') return ok({ kind: 'record' });
  const { cassette } = request;
  const folder = replayedFrom(cassette.digest, house);
  try {
    const kept = openCassette(folder);
    const isAsMeant = kept.ok && kept.value.digest === cassette.digest;
    // A whole one that is another was written into; one that is not whole may be another process's, which writes the same.
    if (kept.ok && !isAsMeant) putAside(folder);
    if (!isAsMeant) copyCassette(cassette, house.stateDirectory, folder);
    const copied = openCassette(folder);
    if (!copied.ok) return refuse('environment', copied.error, null);
    return copied.value.digest === cassette.digest
      ? ok({ kind: 'replay', cassette: cassette.digest })
      : refuse('environment', `the copy of the cassette is another than it: ${folder}`, 'Remove that folder.');
  } catch (error) {
    return refuse('environment', `the cassette cannot be kept: ${messageOf(error)}`, 'See: ws doctor');
  }
};

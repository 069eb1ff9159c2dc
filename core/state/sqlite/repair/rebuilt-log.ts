/** Puts the log of a run together again, out of whatever was found of its events. */
import type { RecordedEvent } from '../../../event.ts';
import type { Digest } from '../../../system.ts';
import { chainHash, genesisHash, payloadText } from '../../chain.ts';
import { isRunEnd } from '../../machine.ts';
import type { CopiedEvent } from '../copies.ts';
import { decodeEvent } from '../log.ts';

export type PlacedEvent = { readonly position: number; readonly event: RecordedEvent };

export type RebuiltLog = {
  readonly run: string;
  /** From the first event on, each proved by its hash to be what was written, and to follow the one before. */
  readonly events: readonly PlacedEvent[];
  /** The highest number of an event that anything tells of. */
  readonly known: number;
  /** Whether its last event is one that nothing can follow. */
  readonly hasEnded: boolean;
};

const provenEvent = (row: CopiedEvent, previousHash: string, digest: Digest): RecordedEvent | null => {
  if (row.previousHash !== previousHash) return null;
  try {
    const event = decodeEvent(row);
    return chainHash(digest, previousHash, event, payloadText(event)) === row.hash ? event : null;
  } catch {
    // A row that no event was ever written as.
    return null;
  }
};

/** `rows` are of one run, in any order, some of them more than once. */
export const rebuildLog = (run: string, rows: readonly CopiedEvent[], digest: Digest): RebuiltLog => {
  const bySeq = new Map<number, CopiedEvent[]>();
  let known = 0;
  for (const row of rows) {
    const same = bySeq.get(row.seq);
    if (same === undefined) bySeq.set(row.seq, [row]);
    else same.push(row);
    if (Number.isSafeInteger(row.seq)) known = Math.max(known, row.seq);
  }
  const events: PlacedEvent[] = [];
  for (let hash = genesisHash; ; ) {
    let found: PlacedEvent | null = null;
    for (const row of bySeq.get(events.length + 1) ?? []) {
      const event = provenEvent(row, hash, digest);
      if (event !== null) found ??= { position: row.position, event };
    }
    if (found === null) break;
    events.push(found);
    hash = found.event.hash;
  }
  const last = events.at(-1)?.event;
  return { run, events, known, hasEnded: last !== undefined && isRunEnd(last.type) };
};

/** All logs in the one order in which their events were committed, as far as it is known. */
export const inOrder = (logs: readonly RebuiltLog[]): readonly PlacedEvent[] => {
  const placed: PlacedEvent[] = [];
  for (const { events } of logs) {
    // Positions are not covered by hashes: one that cannot be true is taken to follow the one before.
    let last = 0;
    for (const { position, event } of events) {
      const isLikely = Number.isSafeInteger(position) && position > last && position < last + 1_000_000_000;
      last = isLikely ? position : last + 1;
      placed.push({ position: last, event });
    }
  }
  return placed.sort((one, other) => one.position - other.position || one.event.seq - other.event.seq);
};

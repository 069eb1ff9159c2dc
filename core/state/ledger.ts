/** The chain of all runs: whatever run is made, or ends, leaves an entry that names the entry before. */
import type { RunMark } from '../run-marks.ts';
import type { Digest } from '../system.ts';
import type { Anchor } from './audit.ts';
import { genesisHash } from './chain.ts';

/**
 * Of a run: `head` is the hash of the event that the entry stands for. `seq` is the number of the last event of a run that
 * has ended; of one that was made, whose first event has the number 1, it is the number of the run among all of them.
 */
export type RunEntry = {
  readonly kind: 'created' | 'ended';
  readonly run: string;
  readonly seq: number;
  readonly head: string;
};

/** What was done with a run as a whole: `seq` is the instant, `head` the hash of the newest event that it had then. */
export type MarkEntry = { readonly kind: RunMark; readonly run: string; readonly seq: number; readonly head: string };

/** That the events of a run went into an archive: `seq` is how many, `head` the hash of the last. */
export type ArchiveEntry = {
  readonly kind: 'archived';
  readonly run: string;
  readonly seq: number;
  readonly head: string;
};

/** What `ws repair` could not bring back: `seq` events of all runs, or, with `lost`, all that was there of `run`. */
export type RepairEntry = {
  readonly kind: 'repaired' | 'lost';
  readonly run: string;
  readonly seq: number;
  readonly head: string;
};

/** An entry as it is kept: numbered from 1 without a gap, `hash` covers it and `previousHash`. */
export type LedgerEntry = {
  readonly number: number;
  /** {@link RunEntry}, {@link MarkEntry}, {@link ArchiveEntry} or {@link RepairEntry}; anything else was not written by ws. */
  readonly kind: string;
  readonly run: string;
  readonly seq: number;
  readonly head: string;
  readonly previousHash: string;
  readonly hash: string;
};

type Covered = Pick<LedgerEntry, 'number' | 'kind' | 'run' | 'seq' | 'head'>;

/** The digest of two lines: the hash of the entry before, and `[number,kind,run,seq,head]` as JSON. */
const ledgerHash = (digest: Digest, previousHash: string, { number, kind, run, seq, head }: Covered): string =>
  digest(`${previousHash}\n${JSON.stringify([number, kind, run, seq, head])}`);

/** The entry that follows `last`, which is null where the ledger is empty. */
export const nextEntry = (
  digest: Digest,
  last: Pick<LedgerEntry, 'number' | 'hash'> | null,
  entry: RunEntry | MarkEntry | ArchiveEntry | RepairEntry,
): LedgerEntry => {
  const { kind, run, seq, head } = entry;
  const numbered = { number: (last?.number ?? 0) + 1, kind, run, seq, head };
  const previousHash = last?.hash ?? genesisHash;
  return { ...numbered, previousHash, hash: ledgerHash(digest, previousHash, numbered) };
};

/** Whether an entry says what was done with a run. */
export const isMark = (entry: Pick<LedgerEntry, 'kind' | 'run' | 'seq' | 'head'>): entry is MarkEntry =>
  entry.kind === 'discarded' || entry.kind === 'restored';

/** Whether an entry is what was written, for who cannot read the whole ledger. */
export const isProven = (digest: Digest, entry: LedgerEntry): boolean =>
  entry.hash === ledgerHash(digest, entry.previousHash, entry);

/** What the ledger knows of a run: its number among all of them, the hash it begins with, and how it ended. */
export type LedgerRun = {
  readonly number: number;
  readonly first: string;
  readonly end: Anchor | null;
  /** When it was thrown away; null where it is not. */
  readonly discardedAt: number | null;
};

export type LedgerVerdict = {
  readonly runs: ReadonlyMap<string, LedgerRun>;
  /** Runs that were lost before, which a repair has told. */
  readonly lost: ReadonlySet<string>;
  /** How many events are gone from the store: lost, which a repair has told, or archived. */
  readonly missing: number;
  /** What is wrong with the ledger itself; null where nothing is. */
  readonly problem: string | null;
};

/** Reads the ledger from its first entry on, and holds each entry against the one before. */
export const verifyLedger = (entries: Iterable<LedgerEntry>, digest: Digest): LedgerVerdict => {
  const runs = new Map<string, LedgerRun>();
  const lost = new Set<string>();
  let missing = 0;
  let problem: string | null = null;
  let last: LedgerEntry | null = null;
  const wrong = (number: number, what: string): void => {
    problem ??= `entry ${number} of the ledger of runs ${what}`;
  };
  for (const entry of entries) {
    const { number, kind, run, seq, head, previousHash, hash } = entry;
    const due: number = (last?.number ?? 0) + 1;
    if (number !== due) wrong(due, `is gone: number ${number} stands in its place`);
    if (previousHash !== (last?.hash ?? genesisHash)) wrong(number, 'does not follow the one before');
    if (hash !== ledgerHash(digest, previousHash, entry)) wrong(number, 'is not what was written');
    const known = runs.get(run);
    if (kind === 'created') {
      if (known !== undefined) wrong(number, `makes run ${run} a second time`);
      runs.set(run, { number: seq, first: head, end: null, discardedAt: null });
    } else if (kind === 'ended') {
      if (known === undefined || known.end !== null) wrong(number, `ends run ${run}, which is not there to be ended`);
      else runs.set(run, { ...known, end: { seq, hash: head } });
    } else if (kind === 'discarded' || kind === 'restored') {
      if (known === undefined) wrong(number, `is of run ${run}, which is not there`);
      else runs.set(run, { ...known, discardedAt: kind === 'discarded' ? seq : null });
    } else if (kind === 'archived') {
      if (known?.end?.seq !== seq || known.end.hash !== head) wrong(number, `does not fit the end of run ${run}`);
      missing += seq;
    } else if (kind === 'lost') lost.add(run);
    else if (kind === 'repaired') missing += seq;
    else wrong(number, `is of the kind ${kind}, which there is not`);
    last = entry;
  }
  return { runs, lost, missing, problem };
};

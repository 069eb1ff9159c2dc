/** Whether the state of a repository is what its logs make of it: each run, and the runs among each other. */
import type { RecordedEvent } from '../event.ts';
import type { Digest } from '../system.ts';
import { verifyChain, type Anchor } from './audit.ts';
import { verifyLedger, type LedgerEntry, type LedgerVerdict } from './ledger.ts';
import { LogRows } from './log-rows.ts';
import { tableProblem, type StoredRow, type StoredRows } from './stored-rows.ts';

/** All calls see the same moment, whatever is written meanwhile. They throw what SQLite throws. */
export interface Audit extends Disposable {
  /** The ids of all runs that any table names, in the order in which they were made. */
  runs(): readonly string[];
  events(run: string): Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>;
  /** How many events the second copy of a log proves to have followed its end, by now. */
  copiedBehind(run: string, head: Anchor | null, digest: Digest): number;
  rows(run: string): StoredRows;
  /** Of each run that another has taken up, the newest that did. */
  takenUp(): ReadonlyMap<string, string>;
  ledger(): Iterable<LedgerEntry>;
  /**
   * What is wrong with what no log tells of: the order of all events, of which `missing` are known to be gone, and the
   * tables that are summed up. A sentence each.
   */
  problems(missing: number): readonly string[];
}

/** `events` is how many are sound; `problem` is null where all of them are, and every row follows from them. */
export type RunFinding = { readonly run: string; readonly events: number; readonly problem: string | null };

/** `problems` are those of the state as a whole, a sentence each. */
export type StateFindings = { readonly runs: readonly RunFinding[]; readonly problems: readonly string[] };

/** What is known outside the state. */
export type Witnesses = {
  readonly digest: Digest;
  /** What checkpoints vouch for of a run, whose row is as the table has it: it is not to be believed. */
  readonly anchorsOf: (row: StoredRow) => Promise<readonly Anchor[]>;
};

type Context = Witnesses & { readonly ledger: LedgerVerdict; readonly takenUp: ReadonlyMap<string, string> };

/** That a log ends before its second copy does. */
const cutProblem = (run: string, audit: Audit, head: Anchor | null, digest: Digest): string | null =>
  audit.copiedBehind(run, head, digest) === 0
    ? null
    : `event ${(head?.seq ?? 0) + 1}: is gone, although the second copy of the log holds it`;

const findingOf = async (run: string, audit: Audit, context: Context): Promise<RunFinding> => {
  const stored = audit.rows(run);
  const anchors = stored.run === null ? [] : await context.anchorsOf(stored.run);
  const rows = new LogRows();
  const verdict = await verifyChain(audit.events(run), context.digest, anchors, (event) => rows.apply(event));
  if (!verdict.ok) return { run, events: verdict.firstBad - 1, problem: verdict.message };
  const cut = cutProblem(run, audit, verdict.head, context.digest);
  if (cut !== null) return { run, events: verdict.count, problem: cut };
  const known = { ledger: context.ledger.runs.get(run) ?? null, retriedBy: context.takenUp.get(run) ?? null };
  return { run, events: verdict.count, problem: tableProblem(rows, stored, known) };
};

/** Why the log of a run is not what was written, as a sentence; null where it is. What is derived from it is not looked at. */
export const logProblem = async (
  run: string,
  audit: Audit,
  { digest, anchorsOf }: Witnesses,
): Promise<string | null> => {
  const { run: row } = audit.rows(run);
  const verdict = await verifyChain(audit.events(run), digest, row === null ? [] : await anchorsOf(row));
  return verdict.ok ? cutProblem(run, audit, verdict.head, digest) : verdict.message;
};

const contextOf = (audit: Audit, witnesses: Witnesses): Context => ({
  ...witnesses,
  ledger: verifyLedger(audit.ledger(), witnesses.digest),
  takenUp: audit.takenUp(),
});

/** Verifies one run: its log against its chain and its checkpoints, and every row of it against its log. */
export const verifyRun = (run: string, audit: Audit, witnesses: Witnesses): Promise<RunFinding> =>
  findingOf(run, audit, contextOf(audit, witnesses));

/** Verifies all there is. `witnessed` are runs that something outside the state knows of, such as a branch. */
export const verifyState = async (
  audit: Audit,
  witnesses: Witnesses,
  witnessed: readonly string[],
): Promise<StateFindings> => {
  const context = contextOf(audit, witnesses);
  const { ledger } = context;
  const known = audit.runs();
  const runs: RunFinding[] = [];
  for (const run of known) runs.push(await findingOf(run, audit, context));
  const told = new Set([...known, ...ledger.lost]);
  for (const run of ledger.runs.keys())
    if (!told.has(run)) runs.push({ run, events: 0, problem: 'it is gone, although the ledger of runs names it' });
  for (const run of witnessed)
    if (!told.has(run) && !ledger.runs.has(run))
      runs.push({ run, events: 0, problem: 'it is gone, although its checkpoints are there' });
  return { runs, problems: [...(ledger.problem === null ? [] : [ledger.problem]), ...audit.problems(ledger.missing)] };
};

/** Writes the events of one append, and the rows they change, inside a transaction that somebody else began. */
import type { Database, Statement } from 'better-sqlite3';
import type { StepEvent, WsEvent } from '../../event.ts';
import type { RunId, StepId } from '../../id.ts';
import type { Digest } from '../../system.ts';
import { chainHash, genesisHash, payloadText } from '../chain.ts';
import { isInside } from '../children.ts';
import {
  inheritedSteps,
  begunAnew,
  isReopening,
  isStepEvent,
  projectRun,
  projectStep,
  type RunProjection,
  type StepProjection,
} from '../projection.ts';
import { isRunDone } from '../machine.ts';
import type { CopiedEvent } from './copies.ts';
import { EmittedWriter } from './domain-events.ts';
import { FailureWriter } from './failure-writer.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { sqliteCode } from './store-error.ts';

/** What is remembered of a run between appends, so that the next one reads nothing. */
type Tail = {
  readonly seq: number;
  readonly hash: string;
  readonly row: RunProjection | null;
  /** Steps that are not finished; of the others nothing is to come, so their rows stay in the table. */
  readonly steps: Map<StepId, StepProjection>;
  /** Steps that are finished; null where the run was not followed from its first event. */
  readonly finished: Set<StepId> | null;
};

/** `seq` is the newest event's number in the log that was written to by somebody else. */
export type Written = 'written' | { readonly seq: number };

type Touched = { readonly isNew: boolean; readonly now: StepProjection };
type Known = Pick<Tail, 'steps' | 'finished'> & { readonly touched: Map<StepId, Touched> };

const isFinished = ({ status }: StepProjection): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';

/**
 * The writer of the log.
 *
 * L1: of two writers that believe in the same head, the second finds its first number taken.
 * L2: so a conflict shows at the first event of an append, before anything of it is written.
 */
export class LogWriter {
  readonly #digest: Digest;
  readonly #tails = new Map<RunId, Tail>();
  /** What was written since it was last taken. */
  #written: CopiedEvent[] = [];
  readonly #insertEvent: Statement;
  readonly #upsertRun: Statement;
  readonly #insertStep: Statement;
  readonly #updateStep: Statement;
  readonly #readHead: Statement;
  readonly #readRun: Statement;
  readonly #readStep: Statement;
  readonly #readSteps: Statement;
  readonly #failures: FailureWriter;
  readonly #emitted: EmittedWriter;
  readonly #ledger: LedgerWriter;

  constructor(database: Database, digest: Digest) {
    this.#digest = digest;
    this.#failures = new FailureWriter(database);
    this.#emitted = new EmittedWriter(database);
    this.#ledger = new LedgerWriter(database, digest);
    this.#insertEvent = database.prepare(
      `INSERT INTO events (run, seq, type, step, attempt, at, correlation, causation, payload, hash, previous_hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#upsertRun = database.prepare(
      `INSERT INTO runs (id, workstream, title, status, hash, source, branch, base,
         created_at, started_at, finished_at)
       VALUES (@id, @workstream, @title, @status, @hash, @source, @branch, @base,
         @createdAt, @startedAt, @finishedAt)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, status = excluded.status, hash = excluded.hash,
         branch = excluded.branch, base = excluded.base,
         started_at = excluded.started_at, finished_at = excluded.finished_at`,
    );
    this.#insertStep = database.prepare(
      `INSERT INTO steps (status, attempts, failures, exit_code, started_at, finished_at, checkpoint, detail_seq, run, step)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#updateStep = database.prepare(
      `UPDATE steps SET status = ?, attempts = ?, failures = ?, exit_code = ?, started_at = ?, finished_at = ?,
         checkpoint = ?, detail_seq = ? WHERE run = ? AND step = ?`,
    );
    this.#readHead = database.prepare('SELECT seq, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1');
    this.#readRun = database.prepare(
      `SELECT id, workstream, title, status, hash, source, branch, base,
         created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt FROM runs WHERE id = ?`,
    );
    this.#readStep = database.prepare(
      `SELECT step, status, attempts, failures, exit_code AS exitCode, started_at AS startedAt,
         finished_at AS finishedAt, checkpoint, detail_seq AS detailSeq FROM steps WHERE run = ? AND step = ?`,
    );
    this.#readSteps = database.prepare(
      `SELECT step, status, attempts, failures, exit_code AS exitCode, started_at AS startedAt,
         finished_at AS finishedAt, checkpoint, detail_seq AS detailSeq FROM steps WHERE run = ? AND step > ?`,
    );
  }

  /** Throws what SQLite throws; then the transaction must be rolled back and {@link forget} called. */
  write(run: RunId, events: readonly WsEvent[]): Written {
    const first = events[0];
    if (first === undefined) return 'written';
    const tail = this.#tails.get(run) ?? this.#stored(run);
    const seq = tail?.seq ?? 0;
    if (first.seq !== seq + 1) return { seq: this.#stale(run) };
    const next = this.#insert(
      run,
      events,
      tail ?? { seq: 0, hash: genesisHash, row: null, steps: new Map(), finished: new Set() },
    );
    if (next === null) return { seq: this.#stale(run) };
    if (next.row !== null && next.row.finishedAt !== null) this.#tails.delete(run);
    else this.#tails.set(run, next);
    return 'written';
  }

  /** After a rollback nothing that was remembered is sure. */
  forget(): void {
    this.#tails.clear();
    this.#written = [];
  }

  /** The rows of events since the last call, for who knows that they are committed. */
  takeWritten(): readonly CopiedEvent[] {
    const written = this.#written;
    this.#written = [];
    return written;
  }

  /** null where the first number is taken; nothing is written then. */
  #insert(run: RunId, events: readonly WsEvent[], tail: Tail): Tail | null {
    const { steps, finished } = tail;
    let { seq, hash, row } = tail;
    /** The hash of the event that makes the run, where it is among these. */
    let first: string | null = null;
    const touched = new Map<StepId, Touched>();
    for (const event of events) {
      const payload = payloadText(event);
      const previousHash = hash;
      hash = chainHash(this.#digest, previousHash, event, payload);
      const isOfStep = isStepEvent(event);
      const [step, attempt] = isOfStep ? [event.step, event.attempt] : [null, null];
      const { type, at, correlationId, causationId } = event;
      try {
        const frame = [correlationId, causationId, payload, hash, previousHash] as const;
        const { lastInsertRowid } = this.#insertEvent.run(run, event.seq, type, step, attempt, at, ...frame);
        const placed = { position: Number(lastInsertRowid), run, seq: event.seq, type, step, attempt, at };
        this.#written.push({ ...placed, correlationId, causationId, payload, hash, previousHash });
      } catch (error) {
        // Only the first can be taken, for logs have no gap: L2.
        if (seq === tail.seq && sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE') return null;
        throw error;
      }
      seq = event.seq;
      if (isOfStep) {
        const known = touched.get(event.step);
        const before = known?.now ?? steps.get(event.step) ?? this.#storedStep(tail, run, event.step);
        touched.set(event.step, { isNew: known?.isNew ?? before === null, now: projectStep(before, event) });
        if (isReopening(event)) this.#beginAnew(run, event, { steps, finished, touched });
        this.#failures.step(event);
        this.#emitted.step(event);
      } else {
        if (event.type === 'run.created') first = hash;
        row = projectRun(row, event);
        this.#failures.run(event);
        for (const inherited of inheritedSteps(event)) touched.set(inherited.step, { isNew: true, now: inherited });
      }
    }
    if (row !== null && row !== tail.row) {
      const { lastInsertRowid } = this.#upsertRun.run(row);
      if (first !== null) this.#ledger.add({ kind: 'created', run, seq: Number(lastInsertRowid), head: first });
      if (isRunDone(row.status)) this.#ledger.add({ kind: 'ended', run, seq, head: hash });
    }
    for (const [step, { isNew, now }] of touched) {
      const { status, attempts, failures, exitCode, startedAt, finishedAt, checkpoint, detailSeq } = now;
      const write = isNew ? this.#insertStep : this.#updateStep;
      write.run(status, attempts, failures, exitCode, startedAt, finishedAt, checkpoint, detailSeq, run, step);
      if (isFinished(now)) {
        steps.delete(step);
        finished?.add(step);
      } else steps.set(step, now);
    }
    return { seq, hash, row, steps, finished };
  }

  /** Of what is touched in this append the newest is in `touched`, of the rest in the table. */
  #beginAnew(run: RunId, { step: composite }: StepEvent, { steps, finished, touched }: Known): void {
    // Cannot lie: strict columns, written by nobody but this class.
    const stored = this.#readSteps.all(run, composite) as readonly StepProjection[];
    const inside = new Map([...stored, ...steps.values()].map((row) => [row.step, { isNew: false, now: row }]));
    for (const [step, row] of touched) inside.set(step, row);
    for (const [step, { isNew, now }] of inside) {
      if (!isInside(step, composite)) continue;
      touched.set(step, { isNew, now: begunAnew(now) });
      finished?.delete(step);
    }
  }

  #stored(run: RunId): Tail | null {
    // Cannot lie: strict columns, written by nobody but this class.
    const head = this.#readHead.get(run) as { readonly seq: number; readonly hash: string } | undefined;
    if (head === undefined) return null;
    const row = this.#readRun.get(run) as RunProjection | undefined;
    return { ...head, row: row ?? null, steps: new Map(), finished: null };
  }

  #storedStep({ finished }: Tail, run: RunId, step: StepId): StepProjection | null {
    if (finished !== null && !finished.has(step)) return null;
    // Cannot lie: strict columns, written by nobody but this class.
    return (this.#readStep.get(run, step) as StepProjection | undefined) ?? null;
  }

  /** Somebody else wrote: what was remembered of the run is dropped. The newest number that stands in the log. */
  #stale(run: RunId): number {
    this.#tails.delete(run);
    return this.#stored(run)?.seq ?? 0;
  }
}

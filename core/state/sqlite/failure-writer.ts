/** Keeps the list of failures beside the log, inside the transaction of an append. */
import type { Database, Statement } from 'better-sqlite3';
import type { EventFrame, StepHappening, WsEvent } from '../../event.ts';
import { failureRowOf, fixVerdictOf, retriedRunOf } from '../failure-row.ts';

export class FailureWriter {
  readonly #insert: Statement;
  readonly #judgeFix: Statement;
  readonly #takeUp: Statement;

  constructor(database: Database) {
    this.#insert = database.prepare(
      `INSERT INTO failures (run, seq, step, attempt, at, code, severity, plugin, signature, message, issues,
         decision, reason)
       VALUES (@run, @seq, @step, @attempt, @at, @code, @severity, @plugin, @signature, @message, @issues,
         @decision, @reason)`,
    );
    this.#judgeFix = database.prepare(
      "UPDATE failures SET helped = ? WHERE run = ? AND step = ? AND decision = 'fix' AND helped IS NULL",
    );
    this.#takeUp = database.prepare('UPDATE failures SET retried_by = ? WHERE run = ?');
  }

  /** What an event of a step says of failures. */
  step(event: StepHappening & EventFrame): void {
    const verdict = fixVerdictOf(event);
    if (verdict !== null) this.#judgeFix.run(verdict ? 1 : 0, event.run, event.step);
    const row = failureRowOf(event);
    if (row === null) return;
    const { helped: _, retriedBy: __, ...columns } = row;
    this.#insert.run(columns);
  }

  /** A run that takes up where another failed. */
  run(event: WsEvent): void {
    const retried = retriedRunOf(event);
    if (retried !== null) this.#takeUp.run(event.run, retried);
  }
}

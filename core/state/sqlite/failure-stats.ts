/** Counts failures where they lie. */
import type { Database, Statement } from 'better-sqlite3';
import { MOST_SHOWN, UNSPECIFIC, type FailureStats } from '../../failure-stats.ts';
import type { Instant } from '../../id.ts';

const COUNTS = `count(*) AS failures,
  coalesce(sum(decision = 'escalate'), 0) AS escalated,
  coalesce(sum(decision = 'fix'), 0) AS fixes,
  coalesce(sum(decision = 'fix' AND helped IS TRUE), 0) AS helped`;

const UNSPECIFIC_LIST = UNSPECIFIC.map((code) => `'${code}'`).join(', ');

const groupedBy = (columns: string): string =>
  `SELECT ${columns}, ${COUNTS} FROM failures WHERE at >= ? GROUP BY ${columns} ORDER BY failures DESC, ${columns}`;

/** Prepared when somebody first asks, which few commands do. */
export class FailureCounter {
  readonly #totals: Statement;
  readonly #steps: Statement;
  readonly #byCode: Statement;
  readonly #byPlugin: Statement;
  readonly #byStep: Statement;
  readonly #repeats: Statement;

  constructor(database: Database) {
    this.#totals = database.prepare(
      `SELECT ${COUNTS},
         coalesce(sum(plugin IS NOT NULL OR code NOT IN (${UNSPECIFIC_LIST})), 0) AS understood,
         coalesce(sum(decision = 'fix' AND helped IS NULL), 0) AS pending,
         count(DISTINCT run) AS runs
       FROM failures WHERE at >= ?`,
    );
    this.#steps = database.prepare(
      `SELECT count(*) AS steps, coalesce(sum(isEscalated), 0) AS escalatedSteps
       FROM (SELECT max(decision = 'escalate') AS isEscalated FROM failures WHERE at >= ? GROUP BY run, step)`,
    );
    this.#byCode = database.prepare(groupedBy('code'));
    this.#byPlugin = database.prepare(groupedBy('plugin'));
    this.#byStep = database.prepare(
      `SELECT runs.workstream AS workstream, failures.step AS step, ${COUNTS}
       FROM failures JOIN runs ON runs.id = failures.run WHERE failures.at >= ?
       GROUP BY runs.workstream, failures.step
       ORDER BY failures DESC, runs.workstream, failures.step LIMIT ${MOST_SHOWN}`,
    );
    this.#repeats = database.prepare(
      `SELECT signature, count(*) AS count, count(DISTINCT run) AS runs, min(at) AS firstAt, max(at) AS lastAt,
         (SELECT last.message FROM failures AS last WHERE last.signature = failures.signature
          ORDER BY last.at DESC, last.run DESC, last.seq DESC LIMIT 1) AS message
       FROM failures WHERE at >= ? GROUP BY signature HAVING count(*) > 1
       ORDER BY count DESC, lastAt DESC, signature LIMIT ${MOST_SHOWN}`,
    );
  }

  stats(since: Instant): FailureStats {
    const counted: unknown = {
      ...(this.#totals.get(since) as object),
      ...(this.#steps.get(since) as object),
      byCode: this.#byCode.all(since),
      byPlugin: this.#byPlugin.all(since),
      byStep: this.#byStep.all(since),
      repeats: this.#repeats.all(since),
    };
    // Cannot lie: the columns are named like the keys, and the table is strict.
    return counted as FailureStats;
  }
}

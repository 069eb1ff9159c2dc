/** Whatever is done to any table behind the back of ws is found. Seed: WS_SEED, or the one fast-check prints. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant, runId, stepId } from '../../../../core/id.ts';
import { openSqliteAudit } from '../../../../core/state/sqlite/audit.ts';
import { openSqliteStore, sha256 } from '../../../../core/state/sqlite/store.ts';
import { verifyState, type StateFindings } from '../../../../core/state/verify-state.ts';
import {
  created,
  escalated,
  placed,
  readied,
  started,
  startedStep,
  succeeded,
} from '../../../unit/core/state/example-log.ts';
import type { Told } from '../../../unit/core/state/example-log.ts';

const fixed: Told = {
  type: 'step.retrying',
  ...{ step: stepId('a'), attempt: 1, ...escalated, wakeAt: instant(1), counts: true },
  decision: { kind: 'fix', fix: { title: 't', argv: ['x'], cwd: null }, reason: 'r' },
};
const failed: Told = { type: 'step.failed', step: stepId('b'), attempt: 1, ...escalated };
const made = (told: Told = created()): Told =>
  told.type === 'run.created' ? { ...told, options: { ...told.options, source: 'build.json' } } : told;
const inheriting: Told = made();
const TABLES = [
  ...['events', 'runs', 'steps', 'failures', 'signals', 'proposals', 'spec_files', 'spec_history', 'ledger', 'sums'],
  'migrations',
] as const;

/** A state that has rows in all of its tables. */
const aState = async (file: string): Promise<void> => {
  const opened = await openSqliteStore({ file, synchronous: 'normal', failpoint: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const [one, two, three] = [runId('one'), runId('two'), runId('three')] as const;
  const work = [made(), started, readied('a'), startedStep('a'), fixed, readied('a'), startedStep('a', 2)];
  await store.append(one, placed(one, [...work, succeeded('a', { n: 1 }, 2), readied('b'), startedStep('b')]));
  await store.append(two, placed(two, [made(), started, readied('a'), startedStep('a')]));
  await store.append(one, placed(one, [failed, { type: 'run.failed', failed: [stepId('b')], message: 'm' }], 11));
  if (inheriting.type !== 'run.created') throw new Error('invariant: it makes a run');
  const steps = [{ step: stepId('a'), outputs: { n: 1 }, exitCode: 0, checkpoint: null }];
  const options = { ...inheriting.options, inherits: { run: one, steps } };
  await store.append(
    three,
    placed(three, [{ ...inheriting, options }, started, { type: 'run.succeeded', outputs: {} }]),
  );
  await store.sendSignal(two, instant(5), { kind: 'pause', by: 'ada' });
  await store.putProposal({ change: 'c', moves: 1, record: '{}' }, null);
  await store.putSpecFiles('', [{ path: 'a.md', hash: 'h', kind: 'spec', entry: '{}' }]);
  await store.putSpecHistory('', 'head', '[]');
  await store[Symbol.asyncDispose]();
};

const verified = async (file: string): Promise<StateFindings | string> => {
  const opened = await openSqliteAudit(file);
  if (!opened.ok) return opened.error.message;
  using audit = opened.value;
  return await verifyState(audit, { digest: sha256, anchorsOf: async () => [] }, []);
};

const isIntact = (found: StateFindings | string): boolean =>
  typeof found !== 'string' && found.problems.length === 0 && found.runs.every(({ problem }) => problem === null);

type Edit = {
  readonly table: (typeof TABLES)[number];
  readonly row: number;
  readonly column: number;
  readonly salt: number;
};

/** Another value that the column may hold. */
const otherThan = (value: unknown, salt: number): unknown => {
  if (typeof value === 'number') return value + 1 + (salt % 50);
  if (typeof value !== 'string') return null;
  const place = salt % Math.max(1, value.length);
  return `${value.slice(0, place)}${value[place] === 'q' ? 'r' : 'q'}${value.slice(place + 1)}`;
};

const STATUSES = ['succeeded', 'failed', 'running', 'cancelled'];

/** Edits or removes one row. False where the table would not have it. */
const edit = (file: string, { table, row, column, salt }: Edit, removes: boolean): boolean => {
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  try {
    // Cannot lie: a table has rows of values by name.
    const rows = database.prepare(`SELECT rowid AS place, * FROM ${table}`).all() as Record<string, unknown>[];
    const chosen = rows[row % rows.length];
    if (chosen === undefined) throw new Error(`invariant: ${table} has rows`);
    const place = chosen['place'];
    if (removes) return database.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(place).changes === 1;
    const names = Object.keys(chosen).filter((name) => name !== 'place');
    const name = names[column % names.length] ?? '';
    const types = new Map(
      database.prepare(`SELECT name, type FROM pragma_table_info('${table}')`).raw().all() as [string, string][],
    );
    const before = chosen[name];
    const other = name === 'status' ? STATUSES[salt % STATUSES.length] : otherThan(before, salt);
    const filled = before === null ? (types.get(name) === 'TEXT' ? 'x' : salt) : other;
    if (filled === before) return false;
    return database.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = ?`).run(filled, place).changes === 1;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  } finally {
    database.close();
  }
};

const edits = fc.record({
  edit: fc.record({ table: fc.constantFrom(...TABLES), row: fc.nat(), column: fc.nat(), salt: fc.nat() }),
  removes: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
});

test('an edit or a removal of any row of any table is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-audit-'));
  const [whole, file] = [join(folder, 'whole.db'), join(folder, 'state.db')];
  const touched = new Set<string>();
  try {
    await aState(whole);
    expect(await verified(whole)).toMatchObject({ problems: [], runs: [{}, {}, {}] });
    expect(isIntact(await verified(whole))).toBe(true);
    copyFileSync(whole, file);
    expect(isIntact(await verified(file))).toBe(true);
    await fc.assert(
      fc.asyncProperty(edits, async ({ edit: drawn, removes }) => {
        for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true });
        copyFileSync(whole, file);
        fc.pre(edit(file, drawn, removes));
        touched.add(drawn.table);
        expect(isIntact(await verified(file))).toBe(false);
      }),
      { numRuns: 200, ...(process.env['WS_SEED'] === undefined ? {} : { seed: Number(process.env['WS_SEED']) }) },
    );
    expect([...touched].sort()).toEqual([...TABLES].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a run that is removed from every table but the ledger is missed, and one that only a branch knows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-audit-'));
  const file = join(folder, 'state.db');
  try {
    await aState(file);
    const database = new Database(file);
    database.pragma('foreign_keys = OFF');
    database.exec(
      "DELETE FROM events WHERE run = 'two'; DELETE FROM steps WHERE run = 'two'; DELETE FROM runs WHERE id = 'two'",
    );
    database.close();
    const found = await verified(file);
    expect(found).toMatchObject({ runs: [{ run: 'one' }, { run: 'three' }, { run: 'two', events: 0 }] });
    const opened = await openSqliteAudit(file);
    if (!opened.ok) throw new Error(opened.error.message);
    using audit = opened.value;
    const { runs } = await verifyState(audit, { digest: sha256, anchorsOf: async () => [] }, ['one', 'gone']);
    expect(runs.at(-1)).toMatchObject({ run: 'gone', events: 0 });
    expect(runs.at(-1)?.problem).toMatch(/checkpoints are there/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Whatever is done to the rows of a log behind its back is found. Seed: WS_SEED, or the one fast-check prints. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../../../core/id.ts';
import { verifyChain, type Anchor } from '../../../../core/state/audit.ts';
import { openSqliteStore, sha256, type SqliteStore } from '../../../../core/state/sqlite/store.ts';
import { created, placed, readied, started, startedStep, succeeded } from '../../../unit/core/state/example-log.ts';

const run = runId('audited');
const names = Array.from({ length: 8 }, (_, place) => `s${place}`);
const log = placed(run, [
  created(),
  started,
  ...names.flatMap((name) => [readied(name), startedStep(name), succeeded(name, { path: name, n: 1 })]),
]);
const count = log.length;
/** The last two events are behind the anchor. */
const anchored = count - 2;

type Row = Readonly<Record<string, string | number | null>> & { readonly seq: number };
type Attack = (database: Database.Database, read: () => Row[]) => void;

const columns = [
  ...['type', 'step', 'attempt', 'at', 'correlation', 'causation', 'payload', 'hash', 'previous_hash', 'seq'],
] as const;

const seqs = fc.integer({ min: 1, max: count });

const attacks: fc.Arbitrary<{ readonly what: string; readonly attack: Attack }> = fc.oneof(
  // Edits one column of one row to something else of the right type.
  fc
    .tuple(seqs, fc.constantFrom(...columns), fc.nat())
    .map(([seq, column, salt]) => ({
      what: `edit ${column} of ${seq} (${salt})`,
      attack: (database: Database.Database, read: () => Row[]): void => {
        const before = read().find((row) => row.seq === seq)?.[column] ?? null;
        const numbers = ['attempt', 'at', 'causation', 'seq'];
        const types = log.map(({ type }) => type).filter((type) => type !== before);
        const text = String(before);
        const place = salt % Math.max(1, text.length);
        const other =
          column === 'type'
            ? types[salt % types.length]
            : numbers.includes(column)
              ? before === null
                ? salt
                : Number(before) + 1000 + salt
              : // Another letter in one place; of JSON that may leave no JSON, which counts as found too.
                `${text.slice(0, place)}${text[place] === 'q' ? 'r' : 'q'}${text.slice(place + 1)}`;
        database.prepare(`UPDATE events SET ${column} = ? WHERE run = ? AND seq = ?`).run(other, run, seq);
      },
    })),
  // Edits a value inside a payload, so that it stays well-formed JSON of the right shape.
  fc
    .tuple(fc.constantFrom(...names), fc.nat())
    .map(([name, salt]) => ({
      what: `output of ${name} (${salt})`,
      attack: (database: Database.Database): void => {
        const set =
          "UPDATE events SET payload = json_set(payload, '$.outputs.n', ?) WHERE run = ? AND step = ? AND type = ?";
        database.prepare(set).run(salt + 2, run, name, 'step.succeeded');
      },
    })),
  // Adds a field that no event of the type has.
  seqs.map((seq) => ({
    what: `field in ${seq}`,
    attack: (database: Database.Database): void => {
      database
        .prepare("UPDATE events SET payload = json_set(payload, '$.extra', 1) WHERE run = ? AND seq = ?")
        .run(run, seq);
    },
  })),
  // Removes one row and, at random, closes the gap.
  fc
    .tuple(fc.integer({ min: 1, max: anchored }), fc.boolean())
    .map(([seq, closes]) => ({
      what: `delete ${seq}, ${closes ? 'closed' : 'open'}`,
      attack: (database: Database.Database): void => {
        database.prepare('DELETE FROM events WHERE run = ? AND seq = ?').run(run, seq);
        if (closes) database.prepare('UPDATE events SET seq = seq - 1 WHERE run = ? AND seq > ?').run(run, seq);
      },
    })),
  // Puts a copy of one row before another.
  fc
    .tuple(seqs, seqs)
    .map(([from, to]) => ({
      what: `insert ${from} at ${to}`,
      attack: (database: Database.Database): void => {
        const shift = database.prepare('UPDATE events SET seq = ? WHERE run = ? AND seq = ?');
        const all = 'type, step, attempt, at, correlation, causation, payload, hash, previous_hash';
        const row = database.prepare(`SELECT ${all} FROM events WHERE run = ? AND seq = ?`).raw().get(run, from);
        for (let seq = count; seq >= to; seq--) shift.run(seq + 1, run, seq);
        const insert = `INSERT INTO events (run, seq, ${all}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
        // Cannot lie: a raw row is an array.
        database.prepare(insert).run(run, to, ...(row as unknown[]));
      },
    })),
  // Swaps two rows.
  fc
    .tuple(seqs, seqs)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({
      what: `swap ${one} and ${other}`,
      attack: (database: Database.Database): void => {
        const move = database.prepare('UPDATE events SET seq = ? WHERE run = ? AND seq = ?');
        move.run(9999, run, one);
        move.run(one, run, other);
        move.run(other, run, 9999);
      },
    })),
  // Cuts the end off, up to the newest anchor.
  fc
    .integer({ min: 1, max: anchored })
    .map((from) => ({
      what: `truncate from ${from}`,
      attack: (database: Database.Database): void => {
        database.prepare('DELETE FROM events WHERE run = ? AND seq >= ?').run(run, from);
      },
    })),
);

/** A log of its own file, an anchor two events before its end, and the rows to put back after each attack. */
const aLog = async (file: string): Promise<{ readonly store: SqliteStore; readonly anchor: Anchor }> => {
  const opened = await openSqliteStore({ file, synchronous: 'normal', failpoint: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.append(run, log.slice(0, anchored));
  const anchor = await opened.value.head(run);
  await opened.value.append(run, log.slice(anchored));
  if (anchor === null) throw new Error('invariant: the log was appended to');
  return { store: opened.value, anchor };
};

test('every edit, deletion, insertion, reordering and truncation up to the newest anchor is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-audit-'));
  const file = join(folder, 'state.db');
  const { store, anchor } = await aLog(file);
  const attacker = new Database(file);
  attacker.pragma('foreign_keys = OFF');
  const read = (): Row[] => attacker.prepare('SELECT * FROM events WHERE run = ? ORDER BY seq').all(run) as Row[];
  attacker.exec('CREATE TABLE kept AS SELECT * FROM events');
  expect(await verifyChain(store.events(run, 0), sha256, [anchor])).toMatchObject({ ok: true, count });
  try {
    await fc.assert(
      fc.asyncProperty(attacks, async ({ attack }) => {
        attack(attacker, read);
        const verdict = await verifyChain(store.events(run, 0), sha256, [anchor]);
        attacker.exec('DELETE FROM events; INSERT INTO events SELECT * FROM kept');
        expect(verdict.ok).toBe(false);
      }),
      { numRuns: 1000, ...(process.env['WS_SEED'] === undefined ? {} : { seed: Number(process.env['WS_SEED']) }) },
    );
    expect(await verifyChain(store.events(run, 0), sha256, [anchor])).toMatchObject({ ok: true, count });
  } finally {
    attacker.close();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  }
});

test('a log rewritten with a chain of its own is found by its anchor, and without one it is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-audit-'));
  const { store, anchor } = await aLog(join(folder, 'state.db'));
  const forged = join(folder, 'forged.db');
  const opened = await openSqliteStore({ file: forged, synchronous: 'normal', failpoint: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.append(
    run,
    log.map((event) => (event.type === 'step.succeeded' ? { ...event, outputs: { forged: true } } : event)),
  );
  expect(await verifyChain(opened.value.events(run, 0), sha256)).toMatchObject({ ok: true });
  expect(await verifyChain(opened.value.events(run, 0), sha256, [anchor])).toMatchObject({
    ok: false,
    fault: 'anchor',
  });
  await opened.value[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

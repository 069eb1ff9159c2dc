import { existsSync, mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { instant, runId } from '../../../../../core/id.ts';
import { archiveFileOf, archivesIn, foundAgain, readArchive } from '../../../../../core/state/sqlite/archive.ts';
import { openSqliteAudit } from '../../../../../core/state/sqlite/audit.ts';
import { repairState } from '../../../../../core/state/sqlite/repair/repair.ts';
import { sha256, type SqliteStoreOptions } from '../../../../../core/state/sqlite/store.ts';
import { verifyState } from '../../../../../core/state/verify-state.ts';
import { created, placed, readied, started, startedStep, succeeded } from '../example-log.ts';
import { aFolder, aStore } from './scratch.ts';

const [old, young] = [runId('old'), runId('young')];
const happenings = [created(), started, readied('a'), startedStep('a'), succeeded('a', { n: 1 })];
const end = { type: 'run.succeeded', outputs: {} } as const;

/** Two runs that have ended, one after the other, event by event in turn. */
const aPlace = async (options: Partial<SqliteStoreOptions> = {}) => {
  const file = join(aFolder(), 'state.db');
  const store = await aStore(file, options);
  for (const run of [old, young]) await store.append(run, placed(run, [...happenings, end]));
  return { file, store, folder: dirname(file), archive: archiveFileOf(dirname(file), old) };
};

const problems = async (file: string): Promise<readonly string[]> => {
  const opened = await openSqliteAudit(file);
  if (!opened.ok) throw new Error(opened.error.message);
  using audit = opened.value;
  const found = await verifyState(audit, { digest: sha256, anchorsOf: async () => [] }, []);
  return [
    ...found.runs.flatMap(({ run, problem }) => (problem === null ? [] : [`${run}: ${problem}`])),
    ...found.problems,
  ];
};

const edit = (file: string, sql: string): void => {
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
};

const counted = (file: string): unknown => {
  const database = new Database(file, { readonly: true });
  const count = database.prepare('SELECT run, count(*) FROM events GROUP BY run ORDER BY run').raw().all();
  database.close();
  return count;
};

describe('events that went into an archive', () => {
  test('are there for nobody else to read, and the run is shown as it was', async () => {
    const { store, file, archive } = await aPlace();
    const before = await store.run(old);
    expect(await store.archive(old)).toEqual({ ok: true, value: archive });
    expect(readArchive(archive)).toHaveLength(6);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(archive)).mode & 0o777).toBe(0o700);
    expect(counted(file)).toEqual([['young', 6]]);
    expect(await store.run(old)).toEqual({ ...before, isArchived: true });
    expect(await store.runs({ statuses: ['succeeded'], workstream: null, limit: 9 })).toHaveLength(2);
  });

  test('leave a state that verifies, also after more was written', async () => {
    const { store, file } = await aPlace();
    await store.archive(old);
    expect(await problems(file)).toEqual([]);
    const next = runId('next');
    const whole = created();
    if (whole.type !== 'run.created') throw new Error('invariant: made so above');
    const options = { ...whole.options, inherits: { run: young, steps: [] } };
    await store.append(next, placed(next, [{ ...whole, options }, started, { type: 'run.cancelled' }]));
    await store.archive(next);
    await store.mark(next, 'discarded', instant(5));
    expect(await problems(file)).toEqual([]);
    await store.archive(young);
    expect(await problems(file)).toEqual([]);
    expect(await store.archive(young)).toMatchObject({ ok: false });
  });

  const rewrite = (archive: string, change: (text: string) => string): void =>
    writeFileSync(archive, gzipSync(change(gunzipSync(readFileSync(archive)).toString('utf8'))));

  test.each<[string, (place: { readonly file: string; readonly archive: string }) => void, RegExp]>([
    ['an archive that is gone', ({ archive }) => renameSync(archive, `${archive}.away`), /old: .*is gone/],
    ['an archive that is no archive', ({ archive }) => writeFileSync(archive, 'x'), /old: .*cannot be read/],
    ['an edited archive', ({ archive }) => rewrite(archive, (text) => text.replace('"n":1', '"n":2')), /old: event 5/],
    [
      'an archive cut short',
      ({ archive }) => rewrite(archive, (text) => `${text.split('\n').slice(0, 5).join('\n')}\n`),
      /old: /,
    ],
    [
      'an edited row',
      ({ file }) => edit(file, "UPDATE runs SET status = 'failed' WHERE id = 'old'"),
      /old: the run: status/,
    ],
    ['a removed row', ({ file }) => edit(file, "DELETE FROM steps WHERE run = 'old'"), /old: step/],
    ['a removed entry', ({ file }) => edit(file, "DELETE FROM ledger WHERE kind = 'archived'"), /old: |positions/],
    [
      'another number in the entry',
      ({ file }) => edit(file, "UPDATE ledger SET seq = 5 WHERE kind = 'archived'"),
      /ledger/,
    ],
    [
      'more events removed',
      ({ file }) => edit(file, "DELETE FROM events WHERE run = 'young' AND seq = 6"),
      /young: |positions/,
    ],
  ])('are no cover: %s is found', async (_, harm, expected) => {
    const place = await aPlace();
    await place.store.archive(old);
    await place.store[Symbol.asyncDispose]();
    harm(place);
    expect((await problems(place.file)).join('\n')).toMatch(expected);
  });

  test.each(['archive.written', 'archive.removed'])('survive a crash at %s: it is done again, or done', async (at) => {
    const failpoint = (name: string): void => {
      if (name === at) throw new Error('crash');
    };
    const { store, file } = await aPlace({ failpoint });
    await expect(store.archive(old)).rejects.toThrow('crash');
    await store[Symbol.asyncDispose]();
    expect(await problems(file)).toEqual([]);
    const after = await aStore(file);
    const isDone = (await after.run(old))?.isArchived === true;
    expect(isDone).toBe(at === 'archive.removed');
    expect((await after.archive(old)).ok).toBe(!isDone);
    expect(await problems(file)).toEqual([]);
    expect(counted(file)).toEqual([['young', 6]]);
  });

  test('are not those of a run that is not over, or that was edited', async () => {
    const { store, file, folder } = await aPlace();
    const going = runId('going');
    await store.append(going, placed(going, happenings));
    edit(file, "UPDATE events SET at = 1 WHERE run = 'old' AND seq = 3");
    for (const run of [going, old]) expect((await store.archive(run)).ok).toBe(false);
    expect(existsSync(archiveFileOf(folder, going))).toBe(false);
    expect(counted(file)).toEqual([
      ['going', 5],
      ['old', 6],
      ['young', 6],
    ]);
  });

  test('come back with a repair, and what was thrown away stays so', async () => {
    const { store, file, folder } = await aPlace();
    await store.mark(young, 'discarded', instant(7));
    await store.archive(old);
    await store[Symbol.asyncDispose]();
    const means = { file, copies: new Map(), archives: archivesIn(folder), witnessed: [], now: instant(1) };
    const repaired = await repairState({ ...means, anchorsOf: async () => [] });
    expect(repaired.runs.map(({ run, events, outcome }) => [run, events, outcome]).sort()).toEqual([
      ['old', 6, 'whole'],
      ['young', 6, 'whole'],
    ]);
    expect(await problems(file)).toEqual([]);
    const after = await aStore(file);
    expect((await after.run(old))?.isArchived).toBe(false);
    expect((await after.run(young))?.discardedAt).toBe(7);
  });

  const harms: readonly (readonly [string, (archive: string) => void])[] = [
    ['is gone', (archive) => renameSync(archive, `${archive}.away`)],
    ['cannot be read', (archive) => writeFileSync(archive, 'x')],
    ['was cut short', (archive) => truncateSync(archive, Math.floor(statSync(archive).size / 2))],
    ['was edited', (archive) => rewrite(archive, (text) => text.replace(/"hash":"../, '"hash":"zz'))],
    ['is a folder', (archive) => void (rmSync(archive), mkdirSync(archive))],
  ];
  /** A state with an archived run, and what repairs it. */
  const archivedPlace = async () => {
    const place = await aPlace();
    await place.store.archive(old);
    await place.store.mark(young, 'discarded', instant(7));
    const shown = [await place.store.run(old), await place.store.steps(old)];
    await place.store[Symbol.asyncDispose]();
    const bytes = readFileSync(place.archive);
    const repair = () => {
      const archives = archivesIn(place.folder);
      const means = { file: place.file, copies: new Map(), archives, witnessed: [], now: instant(1) };
      return repairState({ ...means, anchorsOf: async () => [] });
    };
    return { ...place, shown, bytes, repair };
  };

  test.each(harms)(
    'whose archive %s: a repair keeps what the state says of their run, and tells it',
    async (_, harm) => {
      const { file, archive, shown, bytes, repair } = await archivedPlace();
      harm(archive);
      for (const _round of [1, 2]) {
        const { runs } = await repair();
        expect(runs.map(({ run, outcome }) => [run, outcome]).sort()).toEqual([
          ['old', 'damaged'],
          ['young', 'whole'],
        ]);
        expect(runs.find(({ run }) => run === old)?.reason).toContain(`its archive ${archive} is gone, cannot be read`);
      }
      const store = await aStore(file);
      expect([await store.run(old), await store.steps(old)]).toEqual(shown);
      expect((await store.run(young))?.discardedAt).toBe(7);
      await store[Symbol.asyncDispose]();
      expect(await problems(file)).not.toEqual([]);
      rmSync(archive, { recursive: true, force: true });
      writeFileSync(archive, bytes);
      expect(await problems(file)).toEqual([]);
      expect((await repair()).runs.map(({ outcome }) => outcome)).toEqual(['whole', 'whole']);
      expect(await problems(file)).toEqual([]);
    },
  );

  test('come back as far as they can be read where the state says nothing of their run any more', async () => {
    const { file, archive, repair } = await archivedPlace();
    truncateSync(archive, statSync(archive).size - 40);
    rmSync(file);
    writeFileSync(file, 'x'.repeat(5_000));
    const { runs } = await repair();
    const [found] = runs;
    expect(found).toMatchObject({ run: 'old', outcome: 'damaged' });
    expect(found?.events).toBeGreaterThan(0);
    expect(await problems(file)).toEqual([]);
  });

  test('are told as lost where neither archive nor state tells of them, and come back with the archive', async () => {
    const { file, folder, archive, bytes, repair } = await archivedPlace();
    edit(file, "DELETE FROM runs WHERE id = 'old'");
    writeFileSync(archive, 'x');
    const { runs } = await repair();
    expect(runs.find(({ run }) => run === old)).toMatchObject({ outcome: 'lost', events: 0 });
    expect(runs.find(({ run }) => run === old)?.reason).toContain(`its archive ${archive} is gone`);
    const known = { unknownOf: async (ids: readonly string[]) => ids.filter((run) => run !== young) };
    expect(await foundAgain(folder, known, sha256)).toEqual([]);
    writeFileSync(archive, bytes);
    expect(await foundAgain(folder, known, sha256)).toEqual([old]);
    expect((await repair()).runs.map(({ outcome }) => outcome)).toEqual(['whole', 'whole']);
    expect(await problems(file)).toEqual([]);
  });

  test('are nothing to come back with where they cannot be read, or are not what was written', async () => {
    const { store, folder, archive } = await aPlace();
    await store.archive(old);
    rewrite(archive, (text) => text.replaceAll(/"hash":"../g, '"hash":"zz'));
    expect(await foundAgain(folder, { unknownOf: async (ids) => ids }, sha256)).toEqual([]);
    writeFileSync(archive, 'x');
    expect(await foundAgain(folder, { unknownOf: async (ids) => ids }, sha256)).toEqual([]);
  });
});

/**
 * Events of runs that are over, in a compressed file each beside the database.
 *
 * A1: a log goes into a file only if its hashes prove it, from its first event to an end that nothing can follow.
 * A2: the file is whole and on the disk before a row goes; a crash in between leaves both, and it is done again.
 * A3: the ledger keeps how many events went, and the hash of the last, in the transaction that removes them.
 */
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { RunId } from '../../id.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Digest, Failpoint } from '../../system.ts';
import { lineOf, readLine, type CopiedEvent } from './copies.ts';
import type { RunTables } from '../../run-tables.ts';
import { LedgerWriter } from './ledger-writer.ts';
import { EVENT_COLUMNS } from './log.ts';
import { openAnew } from './own-file.ts';
import { rebuildLog } from './repair/rebuilt-log.ts';

const ENDING = '.events.jsonl.gz';

/** The file that the events of a run are archived in, there or not. */
export const archiveFileOf = (stateDirectory: string, run: string): string =>
  join(stateDirectory, 'archive', `${run}${ENDING}`);

/** The archives of events that there are, by run. */
export const archivesIn = (stateDirectory: string): ReadonlyMap<string, string> => {
  const folder = join(stateDirectory, 'archive');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ENDING)) : [];
  return new Map(names.map((name) => [name.slice(0, -ENDING.length), join(folder, name)]));
};

/** The events in an archive, as their rows were, oldest first. Throws, with the path, where it cannot be read. */
export const readArchive = (path: string): readonly CopiedEvent[] => {
  if (!existsSync(path)) throw new Error(`its archive ${path} is gone`);
  try {
    const text = gunzipSync(readFileSync(path)).toString('utf8');
    return text.split('\n').flatMap((line) => readLine(line) ?? []);
  } catch {
    throw new Error(`its archive ${path} cannot be read`);
  }
};

/** As many of its events as can still be read, from the first on: of an archive that was cut short or harmed. */
export const readArchivePart = async (path: string): Promise<readonly CopiedEvent[]> => {
  const pieces: Buffer[] = [];
  try {
    const unpacking = createReadStream(path)
      .on('error', (error) => unpacking.destroy(error))
      .pipe(createGunzip());
    for await (const piece of unpacking) if (Buffer.isBuffer(piece)) pieces.push(piece);
  } catch {
    // What came before the fault is there.
  }
  return Buffer.concat(pieces)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => readLine(line) ?? []);
};

/** The runs of archives that a repair could take events from, of those that the state does not know. */
export const foundAgain = async (
  stateDirectory: string,
  { unknownOf }: Pick<RunTables, 'unknownOf'>,
  digest: Digest,
): Promise<readonly string[]> => {
  const archives = archivesIn(stateDirectory);
  return (await unknownOf([...archives.keys()])).filter((run) => {
    try {
      return rebuildLog(run, readArchive(archives.get(run) ?? ''), digest).events.length > 0;
    } catch {
      return false; // What cannot be read brings nothing back.
    }
  });
};

const synced = (file: number, bytes: Uint8Array | null): void => {
  try {
    for (let at = 0; bytes !== null && at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** A2: the folder is synced too, so that the name is there after a power cut. */
const writeDurably = (path: string, bytes: Uint8Array): void => {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  synced(openAnew(part), bytes);
  renameSync(part, path);
  synced(openSync(folder, 'r'), null);
};

export type ArchiveMeans = {
  readonly database: Database;
  readonly digest: Digest;
  readonly failpoint: Failpoint;
  readonly stateDirectory: string;
};

/** Gives where the events of a run lie now; the error is a sentence, and nothing was changed then. */
export const archiveEvents = (
  { database, digest, failpoint, stateDirectory }: ArchiveMeans,
  run: RunId,
): Result<string, string> => {
  // Cannot lie: the columns are strict.
  const rows = database
    .prepare(`SELECT position, ${EVENT_COLUMNS} FROM events WHERE run = ? ORDER BY seq`)
    .all(run) as CopiedEvent[];
  const log = rebuildLog(run, rows, digest);
  const last = rows.at(-1);
  if (last === undefined || log.events.length !== rows.length || !log.hasEnded)
    return err('its log is not what was written, or not at its end'); // A1
  const path = archiveFileOf(stateDirectory, run);
  writeDurably(path, gzipSync(rows.map((row) => `${lineOf(row)}\n`).join('')));
  failpoint('archive.written');
  const ledger = new LedgerWriter(database, digest);
  const removed = database
    .transaction((): boolean => {
      const { changes } = database.prepare('DELETE FROM events WHERE run = ?').run(run);
      if (changes !== rows.length) return false; // Another process was first.
      ledger.add({ kind: 'archived', run, seq: rows.length, head: last.hash }); // A3
      return true;
    })
    .immediate();
  failpoint('archive.removed');
  return removed ? ok(path) : err('another process archives it');
};

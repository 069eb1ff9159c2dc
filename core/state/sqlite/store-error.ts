/** What can be wrong with a state database, in words for the person who has to mend it. */
import Database from 'better-sqlite3';
import { codeOf, isDiskFull, messageOf } from '../../thrown.ts';
import { takesMore } from './room.ts';

/**
 * Why a database was not opened. `missing`: there is none yet; `binding`: the native part of better-sqlite3 cannot be
 * loaded; `old-sqlite`: its SQLite has known faults; `schema-newer`, `schema-older`, `schema-edited`: it was made by
 * another version of ws; `foreign`: it is somebody else's; `damaged`: it cannot be trusted; `too-long`: SQLite takes no such path; `read-only`, `full`,
 * `busy`, `io`: the disk or another process stands in the way.
 */
export type StoreErrorCode =
  | 'missing'
  | 'binding'
  | 'old-sqlite'
  | 'schema-newer'
  | 'schema-older'
  | 'schema-edited'
  | 'foreign'
  | 'damaged'
  | 'too-long'
  | 'read-only'
  | 'full'
  | 'busy'
  | 'io';

/** `message` says what is wrong, `hint` the next step. */
export type StoreError = {
  readonly code: StoreErrorCode;
  readonly file: string;
  readonly message: string;
  readonly hint: string;
};

/**
 * The extended result code of SQLite, such as `SQLITE_BUSY_SNAPSHOT`; null for what SQLite did not say. Drizzle wraps
 * some errors, so the cause is asked too.
 */
export const sqliteCode = (error: unknown): string | null => {
  if (error instanceof Database.SqliteError) return error.code;
  return error instanceof Error && error.cause !== undefined ? sqliteCode(error.cause) : null;
};

/** Another process is in the way; the same call may go through a moment later. */
export const isBusy = (error: unknown): boolean => {
  const code = sqliteCode(error);
  return code !== null && (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_PROTOCOL');
};

/** After these nothing the connection says can be trusted any more: a failed sync may have lost what was written. */
export const isDamage = (error: unknown): boolean => {
  const code = sqliteCode(error);
  return code !== null && !isDiskFull(error) && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code);
};

/** No room, on the disk, below a quota, or below the limit set for the file; SQLite does not always say which write failed of it. */
export const isFull = (error: unknown, file: string): boolean =>
  isDiskFull(error) || (/^SQLITE_(IOERR|CANTOPEN)/.test(sqliteCode(error) ?? '') && !takesMore(file));

const hints: Readonly<Record<StoreErrorCode, string>> = {
  missing: 'Start a run first: ws run <file>.',
  binding: 'Run "npm rebuild better-sqlite3" where ws is installed, with the same Node that runs ws.',
  'old-sqlite': 'Update better-sqlite3: npm install better-sqlite3@latest where ws is installed.',
  'schema-newer': 'Use the version of ws that wrote it, or a newer one.',
  'schema-older': 'Run any command that writes, such as ws run, to bring it up to date.',
  'schema-edited': 'Use the version of ws that wrote it.',
  foreign: 'Move the file away, or point ws at another folder.',
  damaged: 'Restore it from a backup, or move it away to start with an empty one; ws doctor says more.',
  'too-long': 'Move the repository to a folder with a shorter path.',
  'read-only': 'Make the file and its folder writable; SQLite needs both, even to read.',
  full: 'Make room on the disk and try again.',
  busy: 'Another process holds it; try again when that one is done.',
  io: 'Look after the disk; ws doctor says more.',
};

export const storeError = (code: StoreErrorCode, file: string, message: string): StoreError => ({
  code,
  file,
  message: `${file}: ${message}`,
  hint: hints[code],
});

/** What SQLite takes for the longest path, its side files included. */
const LONGEST_PATH = 512;

/** What SQLite, or the loading of it, said when a database was opened. Throws again what is a bug. */
export const explainOpening = (error: unknown, file: string): StoreError => {
  const code = sqliteCode(error);
  const message = messageOf(error);
  if (code === null) {
    const loading = codeOf(error);
    if (loading === 'ERR_DLOPEN_FAILED' || loading === 'MODULE_NOT_FOUND' || message.includes('bindings file'))
      return storeError('binding', file, `the native part of better-sqlite3 cannot be loaded (${firstLine(message)})`);
    if (message.includes('directory does not exist')) return storeError('missing', file, 'its folder does not exist');
    throw error;
  }
  if (isFull(error, file)) return storeError('full', file, `no room left (${message})`);
  if (isBusy(error)) return storeError('busy', file, 'another process holds it');
  // Every statement of ws can be run on a schema that its migrations made.
  if (code === 'SQLITE_ERROR') return storeError('damaged', file, `it is not as ws left it (${message})`);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return storeError('damaged', file, `it is damaged (${message})`);
  if (code.startsWith('SQLITE_CANTOPEN') && Buffer.byteLength(`${file}-wal`) > LONGEST_PATH)
    return storeError('too-long', file, `its path is too long for SQLite (more than ${LONGEST_PATH} bytes with -wal)`);
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code))
    return storeError('read-only', file, `it cannot be opened or written here (${message})`);
  return storeError('io', file, `${message} (${code})`);
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

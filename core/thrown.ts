/** What is known of something thrown, whatever it is. */

/** What an error says of itself; anything else as a text. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The code that errors of Node and of the system carry, such as ENOENT; null where there is none. */
export const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;

/** Whether the system refused a call, such as opening a file; a fault of the program is no such refusal. */
export const isSystemError = (thrown: unknown): thrown is Error => thrown instanceof Error && 'syscall' in thrown;

/** As the system and SQLite say it; the shared-memory file of SQLite grows only into free space. */
const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);

/** Whether there was no room left, on the disk or of what one may use, in the words of the system or of SQLite. */
export const isDiskFull = (thrown: unknown): boolean =>
  NO_ROOM.has(codeOf(thrown) ?? '') ||
  (thrown instanceof Error && thrown.cause !== undefined && isDiskFull(thrown.cause));

/** Makes the file of a database before SQLite does, so that nobody but its owner can read it, whatever the umask. */
import { closeSync, existsSync, fchmodSync, openSync } from 'node:fs';
import { codeOf } from '../../thrown.ts';

/**
 * Makes an empty file where none is. One that is there is not opened: to close it again would free the locks that this
 * process holds on it. What SQLite puts beside it has the same mode. Where it cannot be made, SQLite says why.
 */
export const makePrivate = (file: string): void => {
  if (existsSync(file)) return;
  try {
    const fd = openSync(file, 'wx', 0o600);
    try {
      fchmodSync(fd, 0o600);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (codeOf(error) === null) throw error;
  }
};

/** Finds out by trying whether there is room for more beside a database. */
import { closeSync, fsyncSync, rmSync, writeSync } from 'node:fs';
import { isDiskFull } from '../../thrown.ts';
import { openAnew } from './own-file.ts';

/** As much as a page of the log takes, and its frame. */
const ROOM_BYTES = 64 * 1024;

/** Whether the folder of a file takes a little more; what SQLite calls a failed write or sync may be a full disk or quota. */
export const takesMore = (file: string): boolean => {
  const path = `${file}-room`;
  try {
    const fd = openAnew(path);
    try {
      writeSync(fd, Buffer.alloc(ROOM_BYTES, 1));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    return !isDiskFull(error);
  } finally {
    rmSync(path, { force: true });
  }
};

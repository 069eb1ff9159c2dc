/** Reads the end of a log file without reading the rest. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The end of the file as text, at most `limitBytes` of it; empty where there is no such file. */
export const tailText = (path: string, limitBytes: number): string => {
  let file: number;
  try {
    // A step may have put a link to anything in its place, or a pipe that nobody writes to.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const size = fstatSync(file).size;
    const start = Math.max(0, size - limitBytes);
    const buffer = Buffer.alloc(size - start);
    const length = readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
};

/** The last `count` lines of the file that are not blank. */
export const tailLines = (path: string, count: number): readonly string[] => {
  return tailText(path, 64 * 1024)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(-count);
};

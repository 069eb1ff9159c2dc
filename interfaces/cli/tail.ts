/** Reads the end of a log file without reading the rest. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** null where there is no such file. */
const openPlain = (path: string): number | null => {
  try {
    // A step may have put a link to anything in its place, or a pipe that nobody writes to.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
};

/** What stands in the file behind `offset` up to the end of its last whole line, and how far that is; empty where there is none. */
export const textFrom = (path: string, offset: number): { readonly text: string; readonly offset: number } => {
  const file = openPlain(path);
  if (file === null) return { text: '', offset };
  try {
    const { size } = fstatSync(file);
    if (size <= offset) return { text: '', offset };
    const buffer = Buffer.alloc(size - offset);
    const read = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
    const whole = read.subarray(0, read.lastIndexOf(10) + 1);
    return { text: whole.toString('utf8'), offset: offset + whole.length };
  } finally {
    closeSync(file);
  }
};

/** The first bytes of the file as text; empty where there is no such file. */
export const headText = (path: string, bytes: number): string => {
  const file = openPlain(path);
  if (file === null) return '';
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, bytes, 0));
  } finally {
    closeSync(file);
  }
};

/** The end of the file as text, at most `limitBytes` of it; empty where there is no such file. */
export const tailText = (path: string, limitBytes: number): string => {
  const file = openPlain(path);
  if (file === null) return '';
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

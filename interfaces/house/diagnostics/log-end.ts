/** The last lines of a log that may be anything a step made of it. */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

const WINDOW_BYTES = 512 * 1024;
/** Where there is no line end, so much is dropped: a secret may have been cut in two there. */
const EDGE_CHARACTERS = 8 * 1024;

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

const readEnd = (path: string): { readonly text: string; readonly isWhole: boolean } | null => {
  let fd: number;
  try {
    // Neither the file nor a folder on the way may be a link: a step could have put one there.
    if (realpathSync(dirname(path)) !== dirname(path)) return null;
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) return null;
    const start = Math.max(0, found.size - WINDOW_BYTES);
    const buffer = Buffer.alloc(found.size - start);
    const length = readSync(fd, buffer, 0, buffer.length, start);
    return { text: buffer.toString('utf8', 0, length), isWhole: start === 0 };
  } finally {
    closeSync(fd);
  }
};

/** The last `count` lines, redacted as a whole before they are cut; null where there is no such file. Absolute path. */
export const logEnd = (path: string, count: number, redact: (text: string) => string): string | null => {
  const read = readEnd(path);
  if (read === null) return null;
  const redacted = redact(read.text);
  const first = redacted.indexOf('\n');
  const safe = read.isWhole
    ? redacted
    : redacted.slice(first >= 0 && first < EDGE_CHARACTERS ? first + 1 : EDGE_CHARACTERS);
  const lines = safe.split('\n');
  const end = lines.at(-1) === '' ? 1 : 0;
  return lines.slice(-(count + end)).join('\n');
};

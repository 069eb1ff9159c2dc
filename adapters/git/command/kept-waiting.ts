/**
 * Finds out that a git waits for what never comes: a step put a pipe or a device where git reads a file (`.gitignore` of a
 * folder, the configuration of a repository inside). git opens it and waits for the other end.
 */
import { closeSync, lstatSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { resolve } from 'node:path';

const LONGEST_PATH = 4096;
/** Numbers of the system call `read`, on x86-64 and on arm64. */
const READS = new Set([0, 63]);

const readProc = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

/** The text at an address of a process; null where it cannot be looked at. */
const textAt = (pid: number, address: string): string | null => {
  try {
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    try {
      const bytes = Buffer.alloc(LONGEST_PATH);
      const count = readSync(memory, bytes, 0, bytes.length, BigInt(address));
      const end = bytes.subarray(0, count).indexOf(0);
      return end > 0 ? bytes.toString('utf8', 0, end) : null;
    } finally {
      closeSync(memory);
    }
  } catch {
    return null;
  }
};

const linkAt = (path: string): string | null => {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
};

const isNoFile = (path: string): boolean => {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found !== undefined && (found.isFIFO() || found.isCharacterDevice() || found.isSocket());
  } catch {
    return false;
  }
};

/** What one process waits for just now: the path of no file that it opens or reads; null where it waits for nothing of the kind. */
const waitsFor = (pid: number): string | null => {
  const call = readProc(`/proc/${pid}/syscall`)?.trim().split(' ') ?? [];
  const [number, first = '', second = ''] = call;
  if (number === undefined || number === 'running') return null;
  const cwd = linkAt(`/proc/${pid}/cwd`);
  if (cwd === null) return null;
  // A FIFO is opened when its other end is.
  const isOpening = readProc(`/proc/${pid}/wchan`) === 'wait_for_partner';
  const opened = isOpening ? textAt(pid, second) : null;
  const read = READS.has(Number(number)) ? linkAt(`/proc/${pid}/fd/${Number(first)}`) : null;
  const path = opened === null ? read : resolve(cwd, opened);
  return path?.startsWith('/') === true && isNoFile(path) ? path : null;
};

/** The path that a process, or one that it started, waits for; null where none does, and where there is no `/proc`. */
export const keptWaitingBy = (pid: number): string | null => {
  const own = waitsFor(pid);
  if (own !== null) return own;
  const children = readProc(`/proc/${pid}/task/${pid}/children`)?.trim() ?? '';
  for (const child of children === '' ? [] : children.split(' ')) {
    const found = keptWaitingBy(Number(child));
    if (found !== null) return found;
  }
  return null;
};

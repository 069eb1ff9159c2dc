/** Opens files of ours to be handed out: nothing that a step put in place of one leads anywhere else. */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  type ReadStream,
} from 'node:fs';
import { join } from 'node:path';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** An open file. Whoever has it reads it once, or closes it. */
export type ServedFile = {
  readonly size: number;
  readonly read: (from: number, to: number) => ReadStream;
  /** Its last bytes as a text; closes it. */
  readonly end: (bytes: number) => string;
  readonly close: () => void;
};

const endOf = (file: number, size: number, bytes: number): string => {
  const buffer = Buffer.alloc(Math.min(size, bytes));
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, size - buffer.length)).toString('utf8');
  } finally {
    closeSync(file);
  }
};

const isPlainPart = (part: string): boolean =>
  part !== '' && part !== '.' && part !== '..' && !part.includes('\\') && !part.includes('\0');

/** The file at a path below `root`; null where there is none, or it is no plain file of one name that lies where it says. */
export const openServed = (root: string, below: string): ServedFile | null => {
  if (!below.split('/').every(isPlainPart)) return null;
  const path = join(root, below);
  try {
    if (realpathSync(path) !== join(realpathSync(root), below)) return null;
    const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile() || found.nlink !== 1) {
      closeSync(file);
      return null;
    }
    return {
      size: found.size,
      read: (from, to) => createReadStream(path, { fd: file, start: from, end: to }),
      end: (bytes) => endOf(file, found.size, bytes),
      close: () => closeSync(file),
    };
  } catch {
    return null;
  }
};

/** A log of lines that does not grow without end. */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendOwn } from '../../adapters/machine/own-folder.ts';

const MOST_BYTES = 10 * 1024 * 1024;
/** With the one that is written. */
const KEPT = 3;

/** What is too large moves on to the next name; the last is dropped. */
const rotate = (path: string): void => {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < MOST_BYTES) return;
  for (let at = KEPT - 1; at >= 1; at--) {
    const from = at === 1 ? path : `${path}.${at - 1}`;
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${at}`);
  }
};

/** Gives what appends a line to the log of that name below `root`. What cannot be written is let go: a full disk, above all. */
export const openRotatingLog = (root: string, name: string): ((line: string) => void) => {
  const path = join(root, name);
  return (line) => {
    try {
      rotate(path);
      appendOwn(root, path, `${line}\n`);
    } catch {
      // Nothing fails for want of a line.
    }
  };
};

/** What one call wrote to the logs of its attempt, which other calls write to as well. */
import { isUtf8 } from 'node:buffer';
import { closeSync, statSync, writeSync } from 'node:fs';
import { openToAppend, readPlain } from '../../../core/state/sqlite/own-file.ts';
import type { AttemptPaths, LogSizes } from '../../../core/system.ts';

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** How long the logs are now. */
export const sizesOf = ({ stdout, stderr }: AttemptPaths): LogSizes => ({
  stdout: sizeOf(stdout),
  stderr: sizeOf(stderr),
});

/** Puts the places of a text under other names; bytes that are no text stay as they are. */
const renamed = (bytes: Uint8Array, change: (text: string) => string): Uint8Array => {
  if (!isUtf8(bytes)) return bytes;
  const text = Buffer.from(bytes).toString('utf8');
  const changed = change(text);
  return changed === text ? bytes : Buffer.from(changed, 'utf8');
};

/** What was written to a log since it was so long. */
export const writtenSince = (path: string, from: number, change: (text: string) => string): Uint8Array =>
  renamed((readPlain(path) ?? Buffer.alloc(0)).subarray(from), change);

/** Writes it to a log again, which is then there, however little that is. */
export const writeAgain = (path: string, bytes: Uint8Array, change: (text: string) => string): void => {
  const file = openToAppend(path);
  try {
    const text = renamed(bytes, change);
    for (let at = 0; at < text.length; ) at += writeSync(file, text, at);
  } finally {
    closeSync(file);
  }
};

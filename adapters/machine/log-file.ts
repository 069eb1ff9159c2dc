/** One log of one attempt: bounded in size, and free of secrets where the run has any. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { MaskStream } from '../../core/masking.ts';
import { openToAppend } from '../../core/state/sqlite/own-file.ts';

/** A log that grows while its process runs. */
export type LogFile = {
  /** What the process writes to: an O_APPEND descriptor. */
  readonly fd: number;
  /** Looks at what was written since the last look; called every now and then. Tells whether more is waiting. */
  readonly look: () => boolean;
  /** Takes in what is left and closes; called once, when nobody writes any more. */
  readonly finish: () => Promise<void>;
};

/** Gets what a process writes, as it is. */
export type Hear = (bytes: Uint8Array) => void;

const TAIL_BYTES = 64 * 1024;
/** What is read and masked at a time: it stays in the cache of a processor. */
const PIECE_BYTES = 256 * 1024;
/** What one look may copy, so that a talkative process does not hold up the engine. */
const LOOK_BYTES = 1024 * 1024;

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;

const amount = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${bytes} bytes`;

const marker = (capBytes: number): Buffer => Buffer.from(`\n[ws: output capped at ${amount(capBytes)}]\n`);
const tailMarker = (bytes: number): Buffer => Buffer.from(`[ws: the last ${amount(bytes)} of the output follow]\n`);

/** Creates or continues a log; throws what open throws. */
const openLog = (path: string): number => openToAppend(path);

/** The last bytes of what a cap cuts off, gathered over several cuts. */
const keepTail = (): { readonly add: (piece: Buffer) => void; readonly bytes: () => Buffer } => {
  let kept: Buffer = Buffer.alloc(0);
  return {
    add: (piece) => {
      const joined = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
      // A copy, so that a large piece is not kept in memory by its small end.
      kept = Buffer.from(joined.subarray(Math.max(0, joined.length - TAIL_BYTES)));
    },
    bytes: () => kept,
  };
};

/** Writing a log must never fail a step: what a full disk does not take is lost, as it would be for the tool itself. */
const writeQuietly = (fd: number, bytes: Uint8Array): void => {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } catch {
    // The disk is full; the database will say so.
  }
};

/** Writes over what stands at `offset` of the file that `fd` appends to. */
const writeOver = (fd: number, path: string, bytes: Buffer, offset: number): void => {
  try {
    // Where a file is open with O_APPEND, Linux appends whatever offset is asked for: it takes another descriptor.
    const other = openSync(path, O_WRONLY | O_NOFOLLOW);
    try {
      if (fstatSync(other).ino === fstatSync(fd).ino) writeSync(other, bytes, 0, bytes.length, offset);
    } finally {
      closeSync(other);
    }
  } catch {
    // The process has removed its own log, or the disk is full.
  }
};

/** Hands on what is written to a file, from where it was left off. */
type Listener = {
  /** Hands on at most `most` bytes; tells whether more is waiting. */
  readonly catchUp: (most: number) => boolean;
  /** The file was cut: what comes next stands at `at`. */
  readonly goOnAt: (at: number) => void;
};

const listenTo = (fd: number, hear: Hear | undefined): Listener => {
  if (hear === undefined) return { catchUp: () => false, goOnAt: () => undefined };
  const piece = Buffer.alloc(PIECE_BYTES);
  let at = 0;
  const catchUp = (most: number): boolean => {
    const until = at + most;
    while (at < until) {
      const count = readSync(fd, piece, 0, Math.min(piece.length, until - at), at);
      if (count === 0) return false;
      at += count;
      hear(piece.subarray(0, count));
    }
    return true;
  };
  return { catchUp, goOnAt: (next) => void (at = next) };
};

/** How often it is read on before a cut: who writes as fast as that is read loses nothing but what is in the middle. */
const MOST_READS = 64;

/**
 * The process writes into the log itself. What goes beyond `capBytes` and a note of it is cut off while it runs, which
 * O_APPEND makes safe: the next write lands at the new end. The last 64 KiB are put back at the end.
 *
 * What is written between the last read and the cut is lost: so a log is cut while it runs only where it has grown to twice its
 * cap, and right after a read that found nothing more.
 */
export const directLog = (path: string, capBytes: number, hear?: Hear): LogFile => {
  const fd = openLog(path);
  const listener = listenTo(fd, hear);
  const tail = keepTail();
  const note = marker(capBytes);
  let limit = capBytes;
  /** Takes in what stands behind `from`, up to where there is nothing more; of much only the end. */
  const readOn = (from: number): void => {
    const piece = Buffer.alloc(TAIL_BYTES);
    let at = Math.max(from, fstatSync(fd).size - TAIL_BYTES);
    for (let reads = 0; reads < MOST_READS; reads++) {
      const count = readSync(fd, piece, 0, piece.length, at);
      if (count === 0) return;
      tail.add(piece.subarray(0, count));
      at += count;
    }
  };
  const cut = (): void => {
    readOn(limit);
    // The note gets its room with the cut: appended afterwards, it would stand behind what was written in between.
    ftruncateSync(fd, capBytes + note.length);
    if (limit === capBytes) writeOver(fd, path, note, capBytes);
    limit = capBytes + note.length;
    listener.goOnAt(limit);
  };
  const look = (): boolean => {
    // What was not heard yet is not cut away.
    if (listener.catchUp(LOOK_BYTES)) return true;
    if (fstatSync(fd).size > limit + capBytes) cut();
    return false;
  };
  const finish = async (): Promise<void> => {
    while (listener.catchUp(LOOK_BYTES)) await new Promise(setImmediate);
    if (fstatSync(fd).size > limit) cut();
    if (limit !== capBytes) writeQuietly(fd, Buffer.concat([tailMarker(tail.bytes().length), tail.bytes()]));
    closeSync(fd);
  };
  return { fd, look, finish };
};

/** A file without a name: whatever kills whom, its bytes are not found afterwards. */
const namelessFile = (scratch: string): number => {
  const folder = mkdtempSync(join(scratch, 'ws-'));
  try {
    return openSync(join(folder, 'raw'), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Masking = { readonly capBytes: number; readonly scratch: string; readonly mask: MaskStream };

/**
 * The process writes into a file without a name in `scratch`; only what the mask lets through reaches the log, a
 * fraction of a second later. What goes beyond `capBytes` of raw output is thrown away: an end that begins in the
 * middle of a secret could not be masked.
 */
export const maskedLog = (path: string, { capBytes, scratch, mask }: Masking, hear?: Hear): LogFile => {
  const log = openLog(path);
  const fd = namelessFile(scratch);
  const listener = listenTo(fd, hear);
  const buffer = Buffer.alloc(PIECE_BYTES);
  let at = 0;
  let isCapped = false;
  /** Copies at most `most` bytes; tells whether more is waiting. */
  const copy = (most: number): boolean => {
    const until = Math.min(fstatSync(fd).size, capBytes, at + most);
    while (at < until) {
      const count = readSync(fd, buffer, 0, Math.min(buffer.length, until - at), at);
      if (count === 0) break;
      at += count;
      writeQuietly(log, mask.push(buffer.subarray(0, count)));
    }
    return at < Math.min(fstatSync(fd).size, capBytes);
  };
  const look = (): boolean => {
    const isHeard = !listener.catchUp(LOOK_BYTES);
    if ((!isCapped && copy(LOOK_BYTES)) || !isHeard) return true;
    if (!isCapped && fstatSync(fd).size <= capBytes) return false;
    // What the mask still holds may be half a secret: it goes with the rest.
    if (!isCapped) writeQuietly(log, marker(capBytes));
    isCapped = true;
    ftruncateSync(fd, 0);
    listener.goOnAt(0);
    return false;
  };
  const finish = async (): Promise<void> => {
    while (look()) await new Promise(setImmediate);
    if (!isCapped) writeQuietly(log, mask.end());
    closeSync(fd);
    closeSync(log);
  };
  return { fd, look, finish };
};

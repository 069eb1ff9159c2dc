/**
 * A second copy of each log, a line an event, in a file beside the database.
 *
 * K1: a line is written after its event was committed, so the copy tells nothing that the log does not.
 * K2: the copy may lag behind, by what a crash or a full disk kept from it; who writes to it first catches up.
 * K3: that a copy cannot be written harms nobody: it is for the day on which the database is damaged.
 */
import { closeSync, fstatSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunId } from '../../id.ts';
import type { EventColumns } from './log.ts';
import { makeFolder, openToAppend, readingPlain, readPlain } from './own-file.ts';

/** Where the copy of a run's log lies, there or not. */
export const copyFileOf = (stateDirectory: string, run: string): string =>
  join(stateDirectory, 'runs', run, 'events.jsonl');

/** An event as its row has it, with its position among those of all runs. */
export type CopiedEvent = EventColumns & { readonly position: number };

/** Without the line feed at its end. The payload stands in it as the JSON that it is. */
export const lineOf = ({ payload, ...frame }: CopiedEvent): string =>
  `${JSON.stringify(frame).slice(0, -1)},"payload":${payload}}`;

/** The event of a line; null for a line that is torn, or was never one. Its hash tells whether it is true. */
export const readLine = (line: string): CopiedEvent | null => {
  try {
    // Cannot harm: who reads it holds the hash of the event against all of it.
    const { payload, ...frame } = JSON.parse(line) as CopiedEvent & { readonly payload: unknown };
    return typeof frame.seq === 'number' ? { ...frame, payload: JSON.stringify(payload) } : null;
  } catch {
    return null;
  }
};

const CHUNK = 65_536;

/** The number of the last event in a file, and whether its last line is whole; 0 where none can be read. */
const endOf = (file: number): { readonly seq: number; readonly isWhole: boolean } => {
  let at = fstatSync(file).size;
  if (at === 0) return { seq: 0, isWhole: true };
  let tail = Buffer.alloc(0);
  let isWhole: boolean | null = null;
  while (at > 0) {
    const chunk = Buffer.alloc(Math.min(CHUNK, at));
    at -= chunk.length;
    readSync(file, chunk, 0, chunk.length, at);
    tail = Buffer.concat([chunk, tail]);
    isWhole ??= tail.at(-1) === 10;
    const end = tail.lastIndexOf(10);
    const start = end <= 0 ? -1 : tail.lastIndexOf(10, end - 1);
    if (end > 0 && (start >= 0 || at === 0))
      return { seq: readLine(tail.toString('utf8', start + 1, end))?.seq ?? 0, isWhole };
  }
  return { seq: 0, isWhole: isWhole ?? true };
};

/** The number of the last event that a copy holds; 0 where none can be read. Cheap, however long it is. */
export const lastCopied = (path: string): number => readingPlain(path, endOf)?.seq ?? 0;

/** All events of a copy, its torn lines left out. */
export const readCopy = (path: string): readonly CopiedEvent[] =>
  (readPlain(path)?.toString('utf8') ?? '').split('\n').flatMap((line) => readLine(line) ?? []);

export type CopyMeans = {
  readonly fileOf: (run: RunId) => string;
  /** Committed events of a run behind `afterSeq` and before `beforeSeq`. */
  readonly committed: (run: RunId, afterSeq: number, beforeSeq: number) => Iterable<CopiedEvent>;
};

export class Copies {
  readonly #means: CopyMeans;
  readonly #files = new Map<RunId, number>();

  constructor(means: CopyMeans) {
    this.#means = means;
  }

  /** Appends what was committed of a run; `isLast`: nothing more is to come. */
  append(run: RunId, events: readonly CopiedEvent[], isLast: boolean): void {
    const [first] = events;
    if (first === undefined) return;
    try {
      const file = this.#opened(run) ?? this.#open(run, first.seq);
      writeSync(file, events.map((event) => `${lineOf(event)}\n`).join(''));
      if (isLast) this.#close(run);
    } catch {
      this.#close(run); // K3, and K2 the next time
    }
  }

  close(): void {
    for (const run of [...this.#files.keys()]) this.#close(run);
  }

  /** Null where none is open, or what is open was removed or moved away: then K2 makes it whole again. */
  #opened(run: RunId): number | null {
    const file = this.#files.get(run);
    if (file === undefined) return null;
    if (statSync(this.#means.fileOf(run), { throwIfNoEntry: false })?.ino === fstatSync(file).ino) return file;
    this.#close(run);
    return null;
  }

  #open(run: RunId, seq: number): number {
    const path = this.#means.fileOf(run);
    makeFolder(dirname(path), 3);
    const file = openToAppend(path);
    this.#files.set(run, file);
    if (seq === 1) return file;
    const { seq: last, isWhole } = endOf(file);
    if (!isWhole) writeSync(file, '\n');
    for (const event of this.#means.committed(run, last, seq)) writeSync(file, `${lineOf(event)}\n`); // K2
    return file;
  }

  #close(run: RunId): void {
    const file = this.#files.get(run);
    this.#files.delete(run);
    if (file === undefined) return;
    try {
      closeSync(file);
    } catch {
      // K3
    }
  }
}

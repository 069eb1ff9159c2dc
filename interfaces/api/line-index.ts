/** Where the lines of growing files begin: read once, and then only what came since. */
import { open, type FileHandle } from 'node:fs/promises';

/** A part of a file. Numbers count from 1. */
export type Lines = {
  readonly from: number;
  readonly lines: readonly string[];
  readonly total: number;
  readonly bytes: number;
};

export type Hits = {
  readonly items: readonly { readonly line: number; readonly text: string }[];
  readonly isCut: boolean;
};

/** An offset is kept of every so many lines. */
const EVERY = 1_000;
const CHUNK = 1024 * 1024;
const LINE_FEED = 10;
const KEPT = 64;
const MOST_HITS = 1_000;
const MOST_TEXT = 500;

type Index = {
  /** Offsets of lines 1, 1 + EVERY, … */
  readonly marks: number[];
  /** Whole lines. */
  ended: number;
  scanned: number;
  lastEnd: number;
};

const fresh = (): Index => ({ marks: [0], ended: 0, scanned: 0, lastEnd: 0 });

const scan = (index: Index, chunk: Buffer): void => {
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
    index.ended += 1;
    index.lastEnd = index.scanned + at + 1;
    if (index.ended % EVERY === 0) index.marks.push(index.lastEnd);
  }
  index.scanned += chunk.length;
};

const readAt = async (file: FileHandle, from: number, to: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(Math.max(0, to - from));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
};

const totalOf = ({ ended, lastEnd, scanned }: Index): number => ended + Number(scanned > lastEnd);

export interface LineIndexes {
  /** Some lines of a file that is there. */
  lines(path: string, from: number, count: number): Promise<Lines>;
  /** The lines that hold a text, in whatever case. */
  search(path: string, text: string): Promise<Hits>;
}

/** None is known yet. Chunk by chunk, so that others are answered in between. */
export const lineIndexes = (): LineIndexes => {
  const known = new Map<string, Index>();
  /** A log that shrank was cut: it is read anew. */
  const indexOf = async (path: string, file: FileHandle): Promise<Index> => {
    const { size } = await file.stat();
    const before = known.get(path);
    const index = before === undefined || before.scanned > size ? fresh() : before;
    known.delete(path);
    known.set(path, index);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    while (index.scanned < size) {
      const from = index.scanned;
      const chunk = await readAt(file, from, Math.min(size, from + CHUNK));
      // Another asker was as far meanwhile.
      if (index.scanned !== from) continue;
      if (chunk.length === 0) break;
      scan(index, chunk);
    }
    return index;
  };
  return {
    lines: async (path, from, count) => {
      const file = await open(path, 'r');
      try {
        const index = await indexOf(path, file);
        const total = totalOf(index);
        const first = Math.min(Math.max(1, from), total + 1);
        const last = Math.min(total, first + count - 1);
        const rest = { total, bytes: index.scanned };
        if (last < first) return { from: first, lines: [], ...rest };
        const start = index.marks[Math.floor((first - 1) / EVERY)] ?? 0;
        const end = index.marks[Math.ceil(last / EVERY)] ?? index.scanned;
        const text = (await readAt(file, start, end)).toString('utf8').split('\n');
        const skipped = (first - 1) % EVERY;
        return { from: first, lines: text.slice(skipped, skipped + last - first + 1), ...rest };
      } finally {
        await file.close();
      }
    },
    search: async (path, text) => {
      const wanted = text.toLowerCase();
      const file = await open(path, 'r');
      try {
        const items: { readonly line: number; readonly text: string }[] = [];
        let line = 0;
        let rest = '';
        const decoder = new TextDecoder();
        for await (const chunk of file.createReadStream({
          highWaterMark: CHUNK,
          autoClose: false,
        }) as AsyncIterable<Buffer>) {
          const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
          rest = lines.pop() ?? '';
          for (const each of lines) {
            line += 1;
            if (!each.toLowerCase().includes(wanted)) continue;
            if (items.length === MOST_HITS) return { items, isCut: true };
            items.push({ line, text: each.slice(0, MOST_TEXT) });
          }
        }
        if (rest.toLowerCase().includes(wanted)) items.push({ line: line + 1, text: rest.slice(0, MOST_TEXT) });
        return { items, isCut: false };
      } finally {
        await file.close();
      }
    },
  };
};

/** Takes the data of server-sent events out of a stream, however that is cut. Source: the HTML standard, section 9.2.6. */

export type ServerEvents = {
  readonly push: (chunk: Buffer) => void;
  /** The last event may lack the empty line behind it. */
  readonly end: () => void;
  /** How many bytes wait for the rest of their event. */
  readonly waiting: () => number;
};

export type EventsRequest = {
  readonly take: (data: string) => void;
  /** Only events that hold it are taken; null: all. What cannot hold it costs one search and no more. */
  readonly needle: string | null;
  /** More than this of one event is not kept. */
  readonly cap: number;
  readonly onLost: () => void;
};

/** Behind the last event that is whole; 0 where there is none. A single CR at the end may be half of a line end. */
const endOfWhole = (bytes: Buffer): number =>
  Math.max(bytes.lastIndexOf('\n\n') + 2, bytes.lastIndexOf('\n\r\n') + 3, bytes.lastIndexOf('\r\r') + 2);

/** The shortest that {@link endOfWhole} finds begins in front of its first byte. */
const NONE = 3;

/** Keeps one event at most, and joins it seldom: as often as it doubles. */
export const createServerEvents = ({ take, needle, cap, onLost }: EventsRequest): ServerEvents => {
  let parts: Buffer[] = [];
  let size = 0;
  let lookAt = 0;
  let isLost = false;
  let isBegun = false;

  const takeAll = (bytes: Buffer): void => {
    if (needle !== null && !bytes.includes(needle)) {
      isBegun = true;
      return;
    }
    let lines: string[] = [];
    const flush = (): void => {
      const data = lines.join('\n');
      lines = [];
      if (data !== '' && (needle === null || data.includes(needle))) take(data);
    };
    const text = bytes.toString();
    const begins = isBegun ? text : text.replace(/^\uFEFF/, '');
    isBegun = true;
    for (const line of begins.split(/\r\n|\n|\r/)) {
      if (line === '') flush();
      else if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
    flush();
  };

  const drain = (isEnd: boolean): void => {
    const [first] = parts;
    const all = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
    const end = isEnd ? all.length : endOfWhole(all);
    const cut = end > NONE || isEnd ? end : 0;
    if (cut > 0) takeAll(all.subarray(0, cut));
    // A copy, else it would keep all of the chunk that it is the end of.
    const rest = cut > 0 ? Buffer.from(all.subarray(cut)) : all;
    parts = rest.length > 0 ? [rest] : [];
    size = rest.length;
    lookAt = needle === null ? 0 : size * 2;
  };

  return {
    push: (chunk) => {
      if (isLost) return;
      parts.push(chunk);
      size += chunk.length;
      if (size >= lookAt) drain(false);
      if (size <= cap) return;
      isLost = true;
      [parts, size] = [[], 0];
      onLost();
    },
    end: () => {
      if (size > 0) drain(true);
    },
    waiting: () => size,
  };
};

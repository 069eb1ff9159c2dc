/**
 * Hands on what happens to all runs, as server-sent events. Each event has its position for an id, so that who comes back with
 * the last one that it had misses nothing and gets nothing twice.
 *
 *   S1. One reader reads the log for all who listen, while somebody does; without listeners nothing is read.
 *   S2. Who begins behind the reader reads on alone, and joins in the moment in which both stand at the same place.
 *   S3. Who does not take what is sent is cut off, so that nothing piles up: it comes back with its last id.
 */
import type { ServerResponse } from 'node:http';
import type { RunId } from '../../core/id.ts';
import type { Tail, TailedEvent } from '../../core/tail.ts';
import type { House } from '../house/house.ts';
import { logGrowth, type Grown } from './log-growth.ts';
import { eventJson } from '../house/event-json.ts';
import { follow } from '../house/tail.ts';
import { veilSecrets } from '../house/veil-secrets.ts';

export type Listening = {
  /** The position after which it begins; null: with what comes from now on. */
  readonly after: number | null;
  /** Only events of this run; null: of all. */
  readonly run: string | null;
};

export interface Stream extends AsyncDisposable {
  /** Writes until whoever listens is gone. */
  listen(to: ServerResponse, listening: Listening): Promise<void>;
  /** How many listen. */
  count(): number;
  /** The position of the newest event. */
  newest(): Promise<number>;
  /** The next events after a position, as the tail has them. */
  after(position: number): Promise<readonly TailedEvent[]>;
}

const HEARTBEAT_MS = 15_000;
const MOST_UNSENT = 4 * 1024 * 1024;
/** Who is farther behind asks for documents anew. */
const MOST_BEHIND = 50_000;
export const MOST_LISTENERS = 20;

type Listener = { at: number; readonly run: string | null; readonly to: ServerResponse };

const frameOf = ({ position, event }: TailedEvent, mask: (text: string) => string): string =>
  `id: ${position}\nevent: ${event.type}\ndata: ${mask(`{"position":${position},${eventJson(event).slice(1)}`)}\n\n`;

/** Some events in a row, as they are sent: the same bytes for all who are at the same place. */
type Batch = { readonly last: number; readonly after: (position: number, run: string | null) => Uint8Array };

const batchOf = (events: readonly TailedEvent[], mask: (text: string) => string): Batch => {
  const frames = events.map((each) => frameOf(each, mask));
  const first = events[0]?.position ?? 0;
  const known = new Map<string, Uint8Array>();
  return {
    last: events.at(-1)?.position ?? 0,
    after: (after, run) => {
      const from = Math.max(after, first - 1);
      const key = `${from} ${run ?? ''}`;
      const isMeant = ({ position, event }: TailedEvent): boolean =>
        position > from && (run === null || event.run === run);
      const bytes =
        known.get(key) ??
        Buffer.from(frames.filter((_, at) => events[at] !== undefined && isMeant(events[at])).join(''));
      known.set(key, bytes);
      return bytes;
    },
  };
};

const resetFrame = (reason: 'too-old' | 'slow', newest: number): string =>
  `id: ${newest}\nevent: reset\ndata: ${JSON.stringify({ reason, position: newest })}\n\n`;

/** Of one house; `mask` goes over all that is sent. */
export const streamOf = async (
  house: Pick<House, 'state' | 'store' | 'files' | 'secrets' | 'veil'>,
  mask: (text: string) => string,
): Promise<Stream> => {
  const opened = await house.state.openTail();
  if (!opened.ok) throw new Error(opened.error);
  const tail: Tail = opened.value;
  const listeners = new Set<Listener>();
  let head = 0;
  let reading: { readonly ended: AbortController; readonly done: Promise<void> } | null = null;

  const growth = logGrowth(house);
  const tellGrown = (grown: Grown): void => {
    const frame = `event: log.grew\ndata: ${mask(JSON.stringify(grown))}\n\n`;
    for (const { to, run } of listeners)
      if ((run === null || run === grown.run) && to.writableLength <= MOST_UNSENT) to.write(frame);
  };
  const veiled = new Set<RunId>();
  /** The events as they are sent, without the secrets of their runs. */
  const batchFor = async (events: readonly TailedEvent[]): Promise<Batch> => {
    for (const { event } of events) {
      if (veiled.has(event.run)) continue;
      await veilSecrets({ id: event.run }, house);
      veiled.add(event.run);
    }
    return batchOf(events, mask);
  };
  const send = (listener: Listener, batch: Batch): void => {
    const { to, run } = listener;
    if (to.writableLength > MOST_UNSENT) {
      listeners.delete(listener);
      to.end(resetFrame('slow', listener.at)); // S3
      return;
    }
    const bytes = batch.after(listener.at, run);
    listener.at = Math.max(listener.at, batch.last);
    if (bytes.length > 0) to.write(bytes);
  };
  const readOn = async (ended: AbortSignal): Promise<void> => {
    for await (const events of follow(tail, head, ended)) {
      const batch = await batchFor(events);
      for (const { event } of events) growth.take(event);
      head = events.at(-1)?.position ?? head;
      for (const listener of listeners) send(listener, batch);
    }
  };
  const begin = (): void => {
    const ended = new AbortController();
    const readAll = async (): Promise<void> => {
      await growth.begin(tellGrown);
      await readOn(ended.signal);
    };
    const done = readAll().catch(() => {
      for (const { to } of listeners) to.destroy();
      listeners.clear();
    });
    reading = { ended, done };
  };
  const join = (listener: Listener): void => {
    listeners.add(listener);
    if (reading !== null) return;
    head = listener.at;
    begin(); // S1
  };
  const leave = (listener: Listener): void => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    reading?.ended.abort();
    reading = null;
    growth.end();
  };
  const isAtHead = ({ at }: Listener): boolean => reading === null || at >= head;
  /** S2 */
  const catchUp = async (listener: Listener): Promise<void> => {
    for (;;) {
      const events = await tail.after(listener.at);
      if (listener.to.destroyed) return;
      if (events.length === 0) {
        if (!isAtHead(listener)) continue;
        join(listener);
        return;
      }
      send(listener, await batchFor(events));
      if (listener.to.writableEnded) return;
      if (listener.to.writableNeedDrain) await new Promise((go) => listener.to.once('drain', go).once('close', go));
    }
  };
  return {
    listen: async (to, { after, run }) => {
      const newest = await tail.newest();
      const isBehind = after !== null && (after > newest || newest - after > MOST_BEHIND);
      const listener: Listener = { at: after === null || isBehind ? newest : after, run, to };
      const heartbeat = setInterval(() => to.write(': \n\n'), HEARTBEAT_MS);
      to.once('close', () => {
        clearInterval(heartbeat);
        leave(listener);
      });
      to.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      to.write(`retry: 2000\n${isBehind ? `\n${resetFrame('too-old', newest)}` : `: ${listener.at}\n\n`}`);
      await catchUp(listener);
    },
    count: () => listeners.size,
    newest: () => tail.newest(),
    after: (position) => tail.after(position),
    [Symbol.asyncDispose]: async () => {
      for (const { to } of listeners) to.end();
      listeners.clear();
      reading?.ended.abort();
      await reading?.done;
      await tail[Symbol.asyncDispose]();
    },
  };
};

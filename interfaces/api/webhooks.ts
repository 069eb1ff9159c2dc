/**
 * Tells webhooks what happens to runs.
 *
 *   H1. An event becomes a message of each webhook that asked for it, which is written down, before the next is looked at.
 *   H2. A message is tried until it is taken or has been tried often enough; what was taken is forgotten after that: at least once,
 *       under the same id.
 *   H3. No webhook waits for another, and none holds up what comes after.
 *   H4. Nothing is read while there is no webhook.
 */
import { sendWebhook } from '../../adapters/notify/webhook.ts';
import { instant } from '../../core/id.ts';
import type { TailedEvent } from '../../core/tail.ts';
import { messageOf } from '../../core/thrown.ts';
import type { House } from '../house/house.ts';
import type { Outgoing, WebhookEntry, WebhookStore } from '../house/serve/webhook-store.ts';
import { follow } from '../house/tail.ts';
import { httpAllow } from './http-allow.ts';
import { toldOf, type Told } from './webhook-body.ts';

export type Try = {
  readonly id: string;
  readonly webhook: string;
  readonly topic: string;
  readonly run: string;
  readonly at: number;
  readonly attempt: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly nextAt: number | null;
};

export interface Webhooks extends AsyncDisposable {
  /** Others are to be told from now on. */
  changed(): void;
  /** Tells one at once that it is told, and what came of it. */
  test(entry: WebhookEntry): Promise<Try>;
}

export type WebhookParts = {
  readonly house: House;
  readonly store: WebhookStore;
  /** Of each try. */
  readonly witness: (tried: Try) => void;
  /** How long after each try that came to nothing the next is made; there are no more than these. */
  readonly pauses?: readonly number[];
};

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const PAUSES: readonly number[] = [5 * SECOND, 300 * SECOND, HOUR / 2, 2 * HOUR, 5 * HOUR, 10 * HOUR, 24 * HOUR];
/** Of one webhook; the oldest are dropped. */
const MOST_WAITING = 1_000;

export const openWebhooks = ({ house, store, witness, pauses = PAUSES }: WebhookParts): Webhooks => {
  const closed = new AbortController();
  let wake = new AbortController();
  const working = new Map<string, Promise<void>>();
  const update = (
    id: string,
    change: (messages: readonly Outgoing[]) => readonly Outgoing[],
    position?: number,
  ): void => {
    const before = store.outbox(id) ?? { position: 0, messages: [] };
    store.keepOutbox(id, {
      position: position ?? before.position,
      messages: change(before.messages).slice(-MOST_WAITING),
    });
  };

  const tryOnce = async (entry: WebhookEntry, { id, body, topic, run, tries }: Outgoing): Promise<Try> => {
    const at = house.clock.now();
    const sent = await sendWebhook({ id, body }, entry, { allow: await httpAllow(house), at: new Date(at) });
    const pause = pauses[tries];
    const tried = { id, webhook: entry.id, topic, run, at, attempt: tries + 1 };
    const told: Try = sent.ok
      ? { ...tried, status: sent.value, error: null, nextAt: null }
      : {
          ...tried,
          status: sent.error.status,
          error: sent.error.message,
          nextAt: pause === undefined ? null : house.clock.now() + pause,
        };
    witness(told);
    return told;
  };

  const work = async (id: string): Promise<void> => {
    while (!closed.signal.aborted) {
      const entry = store.list().find((each) => each.id === id && each.isEnabled);
      const [next] = (store.outbox(id)?.messages ?? []).toSorted((one, other) => one.nextAt - other.nextAt);
      if (entry === undefined || next === undefined) return;
      await house.clock.sleepUntil(instant(next.nextAt), AbortSignal.any([closed.signal, wake.signal]));
      if (closed.signal.aborted) return;
      if (house.clock.now() < next.nextAt) continue;
      const { error, nextAt } = await tryOnce(entry, next);
      // H2
      update(id, (messages) =>
        error === null || nextAt === null
          ? messages.filter((each) => each.id !== next.id)
          : messages.map((each) => (each.id === next.id ? { ...each, tries: each.tries + 1, nextAt } : each)),
      );
    }
  };
  /** H3 */
  const start = (id: string): void => {
    if (working.has(id)) return;
    const ended = work(id)
      .catch(() => undefined)
      .finally(() => working.delete(id));
    working.set(id, ended);
  };

  /** One write for each webhook, however many events there are. */
  const enqueue = async (entries: readonly WebhookEntry[], events: readonly TailedEvent[]): Promise<void> => {
    const told: { readonly position: number; readonly run: string; readonly what: Told }[] = [];
    for (const { position, event } of events) {
      const what = await toldOf(event, house);
      if (what !== null) told.push({ position, run: event.run, what });
    }
    const position = events.at(-1)?.position ?? 0;
    for (const { id, topics, preset } of entries) {
      const seen = store.outbox(id)?.position ?? 0;
      if (seen >= position) continue;
      const mine = told
        .filter((each) => each.position > seen && topics.includes(each.what.topic))
        .map(({ run, what }): Outgoing => {
          const message = { id: `msg_${what.id}`, topic: what.topic, run, body: what.bodyFor(preset) };
          return { ...message, tries: 0, nextAt: house.clock.now() };
        });
      update(id, (messages) => [...messages, ...mine], position); // H1
      if (mine.length > 0) start(id);
    }
  };

  const round = async (entries: readonly WebhookEntry[], ended: AbortSignal): Promise<void> => {
    const opened = await house.state.openTail();
    if (!opened.ok) throw new Error(opened.error);
    await using tail = opened.value;
    const newest = await tail.newest();
    for (const { id } of entries) {
      if (store.outbox(id) === null) store.keepOutbox(id, { position: newest, messages: [] });
      start(id);
    }
    const from = Math.min(...entries.map(({ id }) => store.outbox(id)?.position ?? newest));
    for await (const events of follow(tail, from, ended)) await enqueue(entries, events);
  };

  const run = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      wake = new AbortController();
      const ended = AbortSignal.any([closed.signal, wake.signal]);
      const entries = store.list().filter(({ isEnabled }) => isEnabled);
      if (entries.length > 0)
        await round(entries, ended).catch((error: unknown) => witness(brokenOff(messageOf(error), house.clock.now())));
      if (!ended.aborted) await new Promise<void>((go) => ended.addEventListener('abort', () => go(), { once: true })); // H4
    }
  };
  const running = run();
  return {
    changed: () => wake.abort(),
    test: (entry) => {
      const id = `msg_test_${house.chance.id()}`;
      const at = new Date(house.clock.now()).toISOString();
      const body = JSON.stringify(
        entry.preset === 'slack'
          ? { text: 'ws: a test' }
          : entry.preset === 'discord'
            ? { content: 'ws: a test' }
            : { type: 'test', timestamp: at, data: {} },
      );
      return tryOnce(entry, { id, body, topic: 'test', run: '', tries: pauses.length, nextAt: 0 });
    },
    [Symbol.asyncDispose]: async () => {
      closed.abort();
      await running;
      await Promise.all(working.values());
    },
  };
};

const brokenOff = (message: string, at: number): Try => ({
  ...{ id: '', webhook: '', topic: '', run: '', at, attempt: 0, status: null },
  ...{ error: `webhooks are told late: ${message}`, nextAt: null },
});

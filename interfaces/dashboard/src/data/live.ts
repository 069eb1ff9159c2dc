/**
 * What happens, as it happens: one tab of the browser listens and tells the others, because a browser keeps few connections to
 * one server. Which one is settled by a lock that goes on to another tab when its holder is closed.
 */
import { useSyncExternalStore } from 'react';
import { listen, type Sent } from './stream.ts';

export type Live = { readonly isLive: boolean; readonly lastAt: number | null };

type Told = { readonly sent: Sent } | { readonly isLive: boolean } | { readonly asks: true };

const PATH = '/api/v1/events';
const heardBy = new Set<(sent: Sent) => void>();
const watchedBy = new Set<() => void>();
// It is not lost before it was there: the page says so only after the first answer, or none.
let now: Live = { isLive: true, lastAt: null };

const setLive = (isLive: boolean): void => {
  now = { isLive, lastAt: isLive ? Date.now() : now.lastAt };
  for (const told of watchedBy) told();
};
const take = (sent: Sent): void => {
  now = { ...now, lastAt: Date.now() };
  for (const told of heardBy) told(sent);
};

/** Begins to listen, once in the life of a tab. */
export const startLive = (): void => {
  const channel = new BroadcastChannel('ws-events');
  let leads = false;
  const tell = (told: Told): void => channel.postMessage(told);
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if ('sent' in data) take(data.sent);
    else if ('isLive' in data) setLive(data.isLive);
    else if (leads) tell({ isLive: now.isLive });
  });
  tell({ asks: true });
  const lead = async (): Promise<void> => {
    leads = true;
    const heard = (sent: Sent): void => {
      take(sent);
      tell({ sent });
    };
    const live = (isLive: boolean): void => {
      setLive(isLive);
      tell({ isLive });
    };
    await listen(PATH, { heard, live }, new AbortController().signal);
  };
  void navigator.locks.request('ws-events', lead);
};

/** Calls whenever something happened; gives what ends it. */
export const onSent = (heard: (sent: Sent) => void): (() => void) => {
  heardBy.add(heard);
  return () => heardBy.delete(heard);
};

/** Whether what is shown is what there is. */
export const useLive = (): Live =>
  useSyncExternalStore(
    (told) => {
      watchedBy.add(told);
      return () => watchedBy.delete(told);
    },
    () => now,
  );

/** Signals in memory, for who drives in the same process. */
import type { RunId } from '../../id.ts';
import { invariant } from '../../result.ts';
import type { Signal, Signals, StoredSignal } from '../../signals.ts';
import { Bell } from './bell.ts';

export const memorySignals = (isRun: (run: RunId) => boolean): Signals => {
  const kept = new Map<number, { readonly run: RunId; readonly signal: Signal }>();
  const sent = new Bell();
  let newestId = 0;
  const later = (run: RunId, after: number): readonly StoredSignal[] =>
    [...kept].filter(([id, of]) => id > after && of.run === run).map(([id, { signal }]) => ({ id, signal }));
  return {
    sendSignal: async (run, _at, signal) => {
      invariant(isRun(run), `a signal is for a run that exists, not ${run}`);
      const id = ++newestId;
      kept.set(id, { run, signal });
      sent.ring();
      return id;
    },

    signals: async (run) => later(run, 0),

    forgetSignals: async (ids) => {
      for (const id of ids) kept.delete(id);
    },

    async *watchSignals(run, after, ended) {
      let newest = after;
      for await (const _ of sent.rings(ended))
        for (const stored of later(run, newest)) {
          if (ended.aborted) return;
          newest = stored.id;
          yield stored;
        }
    },
  };
};

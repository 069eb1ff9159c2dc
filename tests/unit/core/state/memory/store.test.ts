import { openMemoryStore, type MemoryStore } from '../../../../../core/state/memory/store.ts';
import { sha256 } from '../../../../../core/state/sqlite/store.ts';
import { describeSignals } from '../signals.contract.ts';
import { describeStore, type Ground } from '../store.contract.ts';
import { describeTail } from '../tail.contract.ts';

const ground = (): Ground => {
  let store: MemoryStore = openMemoryStore(sha256);
  return {
    open: async () => {
      store = openMemoryStore(sha256);
      return store;
    },
    openTail: async () => store.openTail(),
    keeps: false,
    clear: () => undefined,
  };
};

describeStore('in memory', ground);
describeSignals('in memory', ground);
describeTail('in memory', ground);

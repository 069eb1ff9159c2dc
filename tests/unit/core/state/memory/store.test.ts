import { openMemoryStore } from '../../../../../core/state/memory/store.ts';
import { sha256 } from '../../../../../core/state/sqlite/store.ts';
import { describeStore } from '../store.contract.ts';

describeStore('in memory', () => ({
  open: async () => openMemoryStore(sha256),
  keeps: false,
  clear: () => undefined,
}));

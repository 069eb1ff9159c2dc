import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStore } from '../store.contract.ts';
import { aStore } from './scratch.ts';

describeStore('on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-state-'));
  return {
    open: () => aStore(join(folder, 'state.db')),
    keeps: true,
    clear: () => rmSync(folder, { recursive: true }),
  };
});

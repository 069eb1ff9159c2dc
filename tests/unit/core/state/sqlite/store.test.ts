import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeSignals } from '../signals.contract.ts';
import { describeStore, type Ground } from '../store.contract.ts';
import { describeTail } from '../tail.contract.ts';
import { aStore, aTail } from './scratch.ts';

/** Longer than any test: who waits is woken by the bell or not at all. */
const NEVER_MS = 3_600_000;

const ground = (): Ground => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-state-'));
  const file = join(folder, 'state.db');
  return {
    open: () => aStore(file, { safetyMs: NEVER_MS }),
    openTail: () => aTail(file, { safetyMs: NEVER_MS }),
    keeps: true,
    clear: () => rmSync(folder, { recursive: true }),
  };
};

describeStore('on SQLite', ground);
describeSignals('on SQLite', ground);
describeTail('on SQLite', ground);

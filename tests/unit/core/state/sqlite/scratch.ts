/** Folders and stores for tests on real files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../../../../../core/state/sqlite/store.ts';
import { openSqliteTail, type SqliteTailOptions } from '../../../../../core/state/sqlite/tail.ts';
import type { Tail } from '../../../../../core/tail.ts';

/** A folder that is gone after the test. */
export const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An open store; throws where it cannot be opened. */
export const aStore = async (file: string, options: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> => {
  const opened = await openSqliteStore({ synchronous: 'normal', failpoint: () => undefined, ...options, file });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  return opened.value;
};

/** An open tail of a store that is there; throws where it cannot be opened. */
export const aTail = async (file: string, options: Partial<SqliteTailOptions> = {}): Promise<Tail> => {
  const opened = await openSqliteTail({ ...options, file });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
  return opened.value;
};

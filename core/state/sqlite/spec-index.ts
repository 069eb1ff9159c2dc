/** The index of specifications in the state database. What its entries say is not its business. */
import type { Database } from 'better-sqlite3';
import { seal } from './sums.ts';

/** One file of a project. `entry` is the text of a JSON document. */
export type StoredSpecFile = {
  readonly path: string;
  readonly hash: string;
  readonly kind: string;
  readonly entry: string;
};

/** How many rows were written anew and how many taken out. */
export type SpecIndexChange = { readonly written: number; readonly removed: number };

/** The files of a project, by path. `root` tells the projects of one repository apart. */
export const readSpecFiles = (database: Database, root: string): readonly StoredSpecFile[] =>
  // Cannot lie: the table is ours, and its columns are strict.
  database
    .prepare('SELECT path, hash, kind, entry FROM spec_files WHERE root = ? ORDER BY path')
    .all(root) as StoredSpecFile[];

/** Makes the files of a project those given; rows whose hash is the same are not touched. */
export const writeSpecFiles = (database: Database, root: string, files: readonly StoredSpecFile[]): SpecIndexChange =>
  database
    .transaction((): SpecIndexChange => {
      const old = new Map(readSpecFiles(database, root).map(({ path, hash, entry }) => [path, `${hash}\n${entry}`]));
      const put = database.prepare(
        'INSERT OR REPLACE INTO spec_files (root, path, hash, kind, entry) VALUES (?, ?, ?, ?, ?)',
      );
      const remove = database.prepare('DELETE FROM spec_files WHERE root = ? AND path = ?');
      let written = 0;
      for (const { path, hash, kind, entry } of files) {
        const isSame = old.get(path) === `${hash}\n${entry}`;
        old.delete(path);
        if (isSame) continue;
        put.run(root, path, hash, kind, entry);
        written++;
      }
      for (const path of old.keys()) remove.run(root, path);
      if (written + old.size > 0) seal(database, 'spec_files');
      return { written, removed: old.size };
    })
    .immediate();

/** The history of a project as of a commit, as it was put; null where another is kept or none. */
export const readSpecHistory = (database: Database, root: string, head: string): string | null => {
  // Cannot lie: the table is ours, and its columns are strict.
  const row = database.prepare('SELECT commits FROM spec_history WHERE root = ? AND head = ?').get(root, head) as
    | { readonly commits: string }
    | undefined;
  return row?.commits ?? null;
};

/** Keeps the history of a project as of a commit, in the place of the one before. */
export const writeSpecHistory = (database: Database, root: string, head: string, commits: string): void =>
  database
    .transaction(() => {
      database
        .prepare('INSERT OR REPLACE INTO spec_history (root, head, commits) VALUES (?, ?, ?)')
        .run(root, head, commits);
      seal(database, 'spec_history');
    })
    .immediate();

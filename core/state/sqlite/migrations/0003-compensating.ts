/** Runs may be `compensating`. SQLite cannot change a CHECK, so the table is made anew under its old name. */
export const compensating: string = `
PRAGMA defer_foreign_keys = ON;

CREATE TABLE runs_before AS SELECT * FROM runs;
DROP TABLE runs;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workstream TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('created', 'running', 'waiting', 'paused', 'cancelling', 'compensating',
    'succeeded', 'failed', 'cancelled')),
  hash TEXT NOT NULL,
  source TEXT,
  branch TEXT,
  worktree TEXT,
  base TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;

INSERT INTO runs (number, id, workstream, title, status, hash, source, branch, worktree, base,
    created_at, started_at, finished_at)
  SELECT number, id, workstream, title, status, hash, source, branch, worktree, base,
    created_at, started_at, finished_at FROM runs_before;
DROP TABLE runs_before;

CREATE INDEX runs_by_workstream ON runs (workstream, number);
`;

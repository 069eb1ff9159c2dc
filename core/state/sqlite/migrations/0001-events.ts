/**
 * The first schema: the log, what is derived from it, and signals. Never edited once released. The tables keep their
 * row ids: rows of many runs then stand together at the end of the file, and a commit writes few pages.
 */
export const events: string = `
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workstream TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN
    ('created', 'running', 'waiting', 'paused', 'cancelling', 'succeeded', 'failed', 'cancelled')),
  hash TEXT NOT NULL,
  source TEXT,
  branch TEXT,
  worktree TEXT,
  base TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;

CREATE INDEX runs_by_workstream ON runs (workstream, number);

CREATE TABLE events (
  run TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
  seq INTEGER NOT NULL CHECK (seq > 0),
  type TEXT NOT NULL,
  step TEXT,
  attempt INTEGER,
  at INTEGER NOT NULL,
  correlation TEXT NOT NULL,
  causation INTEGER,
  payload TEXT NOT NULL,
  hash TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT;

CREATE TABLE steps (
  run TEXT NOT NULL REFERENCES runs (id),
  step TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN
    ('blocked', 'ready', 'running', 'validating', 'backoff', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled')),
  attempts INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  exit_code INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  checkpoint TEXT,
  detail_seq INTEGER,
  PRIMARY KEY (run, step)
) STRICT;

CREATE TABLE signals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL REFERENCES runs (id),
  at INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE INDEX signals_by_run ON signals (run, id);
`;

/**
 * Every event has a position among those of all runs, in the order in which they were committed, which until now the
 * row ids have kept to themselves. A position is the row id, so that it costs no index, and is never given twice.
 */
export const position: string = `
ALTER TABLE events RENAME TO events_before;

CREATE TABLE events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
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
  UNIQUE (run, seq)
) STRICT;

INSERT INTO events (run, seq, type, step, attempt, at, correlation, causation, payload, hash, previous_hash)
  SELECT run, seq, type, step, attempt, at, correlation, causation, payload, hash, previous_hash
  FROM events_before ORDER BY rowid;
DROP TABLE events_before;
`;

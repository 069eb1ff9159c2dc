/** Every failure that was one of a step's own, as a row: for lists, counts and signatures that come back. */
export const failures: string = `
CREATE TABLE failures (
  run TEXT NOT NULL REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED,
  seq INTEGER NOT NULL,
  step TEXT NOT NULL,
  attempt INTEGER,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  plugin TEXT,
  signature TEXT NOT NULL,
  message TEXT NOT NULL,
  issues INTEGER NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  helped INTEGER,
  retried_by TEXT,
  PRIMARY KEY (run, seq)
) STRICT;

CREATE INDEX failures_by_at ON failures (at);
CREATE INDEX failures_by_signature ON failures (signature, at);
`;

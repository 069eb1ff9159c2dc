/** Domain events by their type. Those of runs follow from their logs; those from outside are kept here alone, and summed up. */
import type { Database } from 'better-sqlite3';
import { seal } from '../sums.ts';

export const emitted: string = `
CREATE TABLE emitted (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT,
  seq INTEGER,
  place INTEGER,
  step TEXT,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  sender TEXT NOT NULL,
  at INTEGER NOT NULL,
  refused TEXT
) STRICT;
CREATE UNIQUE INDEX emitted_source ON emitted (run, seq, place) WHERE run IS NOT NULL;
CREATE INDEX emitted_type ON emitted (type, position);
CREATE VIEW outside AS SELECT * FROM emitted WHERE run IS NULL;
`;

export const sealOutside = (database: Database): void => seal(database, 'outside');

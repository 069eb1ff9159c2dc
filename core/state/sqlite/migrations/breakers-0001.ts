/** Circuit breakers of the machine: a row each, written as a whole where its version is still the one that was read. */
export const breakers: string = `
CREATE TABLE breakers (
  name TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version > 0),
  turn INTEGER NOT NULL CHECK (turn >= 0),
  state TEXT NOT NULL CHECK (state IN ('CLOSED', 'OPEN', 'HALF_OPEN')),
  opened_at INTEGER,
  reopens_at INTEGER,
  tallies TEXT NOT NULL CHECK (json_type(tallies) = 'array'),
  CHECK ((state = 'CLOSED') = (opened_at IS NULL)),
  CHECK ((state = 'CLOSED') = (reopens_at IS NULL))
) STRICT;
`;

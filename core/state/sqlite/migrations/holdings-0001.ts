/** What steps hold of pools of the machine, and wait for. */
export const holdings: string = `
CREATE TABLE claims (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  holder TEXT NOT NULL,
  repository TEXT NOT NULL,
  run TEXT NOT NULL,
  step TEXT NOT NULL,
  wants TEXT NOT NULL CHECK (json_type(wants) = 'array'),
  is_held INTEGER NOT NULL DEFAULT 0,
  overtaken INTEGER NOT NULL DEFAULT 0,
  since INTEGER NOT NULL
) STRICT;
`;

/** Limits of model providers and answers of models, of the machine. */
export const models: string = `
CREATE TABLE buckets (
  name TEXT NOT NULL PRIMARY KEY,
  kept TEXT NOT NULL CHECK (json_type(kept) = 'object')
) STRICT;
CREATE TABLE answers (
  key TEXT NOT NULL PRIMARY KEY,
  answer TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_until ON answers (until);
`;

/** Change proposals: each a document, and how many moves it has made, by which a second writer is noticed. */
export const proposals: string = `
CREATE TABLE proposals (
  change TEXT NOT NULL PRIMARY KEY,
  moves INTEGER NOT NULL CHECK (moves >= 0),
  record TEXT NOT NULL
) STRICT;
`;

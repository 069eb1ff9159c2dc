/** The index of specifications by content hash, and the commits that touched each file as of one commit of the project. */
export const specIndex: string = `
CREATE TABLE spec_files (
  root TEXT NOT NULL,
  path TEXT NOT NULL,
  hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (root, path)
) STRICT;

CREATE TABLE spec_history (
  root TEXT NOT NULL,
  head TEXT NOT NULL,
  commits TEXT NOT NULL,
  PRIMARY KEY (root)
) STRICT;
`;

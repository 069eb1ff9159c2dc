export type Severity = 'error' | 'warning';

/** Something wrong with a document, and the place it is wrong at. Lines and columns count from 1. */
export type Diagnostic = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** RFC 6901 JSON pointer into the document; the empty string is the whole document. */
  readonly pointer: string;
};

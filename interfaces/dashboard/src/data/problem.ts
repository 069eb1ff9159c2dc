/** What the server refused, and how it says so. */

/** As the server says it (RFC 9457). */
export type ProblemBody = {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly diagnostics?: readonly Finding[];
};

/** What is wrong with a document, where, and what would be right. */
export type Finding = {
  readonly pointer?: string | null;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
  readonly severity?: string;
  readonly message: string;
  readonly hint?: string | null;
};

/** A request that was refused, or did not get there (`status` 0). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly body: ProblemBody;
  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? 'The server cannot be reached.');
    this.status = status;
    this.body = body;
  }
}

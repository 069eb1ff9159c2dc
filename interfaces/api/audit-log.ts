/** What was changed through the server, by whom: one line of JSON for each request that moves something. Nothing of it is dropped. */
import { join } from 'node:path';
import { appendOwn } from '../../adapters/machine/own-folder.ts';

/** Below the state folder. */
export const AUDIT_LOG = 'serve/audit.ndjson';

export type Audited = {
  readonly at: number;
  readonly by: string;
  readonly role: string;
  /** The id of the route. */
  readonly operation: string;
  /** The path, without its query: it may name what people search for. */
  readonly target: string;
  readonly status: number;
  readonly requestId: string;
};

/** Appends a line. */
export const writeAudit = (stateDirectory: string, { at, ...rest }: Audited): void =>
  appendOwn(
    stateDirectory,
    join(stateDirectory, AUDIT_LOG),
    `${JSON.stringify({ at: new Date(at).toISOString(), ...rest })}\n`,
  );

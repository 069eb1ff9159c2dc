/** What a route gives back, before anything of HTTP is done with it. */
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Problem } from './problem.ts';

export type Headers = Readonly<Record<string, string>>;

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: object; readonly headers: Headers }
  | {
      readonly kind: 'bytes';
      readonly status: number;
      readonly body: Readable | Uint8Array | string;
      readonly headers: Headers;
    }
  | { readonly kind: 'nothing'; readonly status: 204 | 304; readonly headers: Headers }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly headers: Headers }
  /** Writes for as long as it likes. */
  | { readonly kind: 'stream'; readonly write: (to: ServerResponse) => void };

/** A resource as JSON. */
export const json = (body: object, headers: Headers = {}, status = 200): Answer => ({
  kind: 'json',
  status,
  body,
  headers,
});

/** That something is under way, and where to look at it. */
export const accepted = (body: object, location: string | null = null): Answer =>
  json(body, location === null ? {} : { location }, 202);

/** A request that was not done. */
export const problem = (what: Problem, headers: Headers = {}): Answer => ({ kind: 'problem', problem: what, headers });

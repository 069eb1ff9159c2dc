/** One operation of the API: where it is, who may, what it takes and gives, and what does it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../core/json.ts';
import type { Answer } from './answer.ts';
import type { Caller, Role } from '../house/serve/caller.ts';
import type { Desk } from './desk.ts';

/** What was asked, after it has been held against the schemas of its route. */
export type Call = {
  readonly params: Readonly<Record<string, string>>;
  /** As the schema of the query has it: numbers are numbers, lists are lists. */
  readonly query: JsonObject;
  /** As its schema has it; null where the route takes none. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborts when whoever asked is gone. */
  readonly gone: AbortSignal;
};

/** A schema by the name of its file in schema/api, or written where it stands. */
export type SchemaRef = string | JsonObject;

export type Given = {
  readonly status: number;
  readonly description: string;
  /** null where no JSON is given. */
  readonly schema: SchemaRef | null;
  /** What else than JSON is given. */
  readonly media?: string;
};

export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/v1/runs/{run}`. A name that ends in `*` takes the rest of the path. */
  readonly path: string;
  /** Unique, for programs that are made of the document. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may; null where it is open to all who reach the server. */
  readonly role: Role | null;
  /** Schemas by name; all are text that is not empty where none is given. */
  readonly params?: Readonly<Record<string, JsonObject>>;
  readonly query?: Readonly<Record<string, JsonObject>>;
  /** Not there where it takes none. */
  readonly body?: SchemaRef;
  /** It is handed the bytes as they came: who signed them is looked at before anything is read. */
  readonly takes?: 'bytes';
  readonly gives: readonly Given[];
  readonly act: (call: Call, desk: Desk) => Promise<Answer>;
};

/** A route that gives one JSON resource. */
export const given = (schema: SchemaRef, description: string, status = 200): Given => ({ status, description, schema });

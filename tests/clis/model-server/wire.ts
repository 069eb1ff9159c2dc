/** One format that models are spoken to in. */
import type { JsonObject } from '../../../core/json.ts';
import type { Asked } from './replies.ts';

/** What the model says, with the name of the tool as this CLI calls it. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'command'; readonly tool: string; readonly command: string }
  | { readonly kind: 'call'; readonly tool: string; readonly input: JsonObject };

export type Writing = {
  /** A name that no other has. */
  readonly id: (prefix: string) => string;
  /** One event of a stream; without a name where there is none. */
  readonly event: (name: string | null, data: JsonObject | string) => string;
};

export type Wire = {
  readonly takes: (path: string) => boolean;
  readonly asked: (body: JsonObject) => Asked;
  /** Events of a stream; or a document, where no stream is asked for. `path` as it was asked for. */
  readonly answer: (body: JsonObject, said: Said, writing: Writing, path: string) => readonly string[] | JsonObject;
};

/** One format that models are spoken to in. */
import type { JsonObject } from '../../../core/json.ts';
import type { Asked, Ending } from './replies.ts';

/** What the model says, with the name of the tool as this CLI calls it. */
export type Said =
  | { readonly kind: 'text'; readonly text: string; readonly end?: Ending }
  | { readonly kind: 'command'; readonly tool: string; readonly command: string }
  | { readonly kind: 'call'; readonly tool: string; readonly input: JsonObject };

/** The word of a format for how an answer ended. */
export const wordOf = (
  said: Said,
  words: { readonly text: string; readonly command: string; readonly length: string; readonly filter: string },
): string => {
  if (said.kind !== 'text') return words.command;
  return said.end === 'length' || said.end === 'filter' ? words[said.end] : words.text;
};

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

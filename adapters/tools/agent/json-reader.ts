/** The reader of a CLI that prints a JSON document a line; what is none is passed over. */
import type { JsonObject } from '../../../core/json.ts';
import type { AgentReader } from './dialect.ts';
import type { AgentEvent } from './event.ts';
import { documentOf, textIn } from './json-of-line.ts';

/** `sessionKey`: the member by which each document names its session, which is told when it is another; null where an event of its own does. */
export const jsonReader = (
  eventsOf: (document: JsonObject) => readonly AgentEvent[],
  sessionKey: string | null = null,
): AgentReader => {
  let session = '';
  const sessionOf = (document: JsonObject): readonly AgentEvent[] => {
    const id = sessionKey === null ? '' : textIn(document, sessionKey);
    if (id === '' || id === session) return [];
    session = id;
    return [{ kind: 'session', id }];
  };
  return {
    read: (line) => {
      const document = documentOf(line);
      return document === null ? [] : [...sessionOf(document), ...eventsOf(document)];
    },
  };
};

/** The HTTP status that a sentence names where the first group of `pattern` stands; null where it names none. */
export const statusIn = (pattern: RegExp, message: string): number | null => {
  const status = pattern.exec(message)?.[1];
  return status === undefined ? null : Number(status);
};

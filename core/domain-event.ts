/** Domain events: what a step tells whoever waits for it, and what comes from outside; no events of the log. */
import type { Instant, RunId, StepId } from './id.ts';
import { isJsonObject, isTooDeep, TOO_DEEP, type Json, type JsonObject } from './json.ts';

/** What a step tells when it succeeds. Strings may hold expressions, which see what the step has given. */
export type Emit = {
  readonly type: string;
  readonly payload: JsonObject;
  /** JSON Schema that the payload must satisfy; null where any will do. */
  readonly schema: JsonObject | null;
  /** An expression that gives a list, for each item of which one is told; null: one. */
  readonly each: Json;
};

/** What it tells whoever waits for it, once it has succeeded. */
export type StepEmits = {
  /** Not there where it tells nothing. */
  readonly emit?: readonly Emit[];
};

/** What was told. */
export type Emitted = { readonly type: string; readonly payload: JsonObject };

/** What a step waits for. `where`: an expression over `event`; null where any of that type will do. */
export type Awaited = { readonly type: string; readonly where: string | null };

/** One that was told. `run` and `step` are null where it came from outside; `by` says from whom then. */
export type DomainEvent = Emitted & {
  /** Grows in the order in which they became durable. */
  readonly position: number;
  readonly run: RunId | null;
  readonly step: StepId | null;
  readonly by: string;
  readonly at: Instant;
};

/** One from outside that was not taken, and why. */
export type RefusedEvent = Pick<DomainEvent, 'by' | 'at'> & {
  readonly type: string;
  readonly payload: string;
  readonly message: string;
};

export interface DomainEvents {
  /** Keeps one from outside, durably; gives its position. `isOnce`: where the same told one of that type before, it is that one. */
  emit(event: Emitted & Pick<DomainEvent, 'by' | 'at'> & { readonly isOnce?: boolean }): Promise<number>;
  /** Those of a type behind a position that are not older than `since`, oldest first, some hundred at most. */
  emitted(wanted: {
    readonly type: string;
    readonly after: number;
    readonly since: Instant;
  }): Promise<readonly DomainEvent[]>;
  /** Yields at once, and again whenever there may be more, until `ended` aborts. Waiting costs nothing. */
  watchEmitted(ended: AbortSignal): AsyncIterable<void>;
  /** Keeps one that is not taken. */
  refuseEvent(event: RefusedEvent): Promise<void>;
  /** Newest first, at most `limit`. */
  refusedEvents(since: Instant, limit: number): Promise<readonly RefusedEvent[]>;
}

/** How much a payload may be, as JSON. */
export const MOST_PAYLOAD = 262_144;

/** How many of them one step may tell. */
export const MOST_EMITTED = 1_000;

const TYPE = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;

/** Why one cannot be told, as a sentence; null where it can. */
export const faultInEvent = (type: string, payload: Json): string | null => {
  if (!TYPE.test(type))
    return `"${type.slice(0, 200)}" is no type of an event: a letter, then at most 127 letters, digits, ".", "_" or "-"`;
  if (!isJsonObject(payload)) return 'the payload of an event is a JSON object';
  if (isTooDeep(payload)) return `the payload is too deep: ${TOO_DEEP}`;
  const size = JSON.stringify(payload).length;
  return size > MOST_PAYLOAD ? `the payload has ${size} characters, and ${MOST_PAYLOAD} are the most` : null;
};

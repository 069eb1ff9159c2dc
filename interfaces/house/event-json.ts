/** An event as one line of the JSON contract: `seq at type run step attempt` first, null where they do not apply. */
import type { WsEvent } from '../../core/event.ts';

/** One NDJSON line without its line end. */
export const eventJson = (event: WsEvent): string => {
  const { seq, at, type, run, ...rest } = event;
  return JSON.stringify({ seq, at, type, run, step: null, attempt: null, ...rest });
};

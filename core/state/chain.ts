/** The exact text that the log's hash chain covers. */
import type { WsEvent } from '../event.ts';
import type { Digest } from '../system.ts';

/** What stands before the first event of a run. */
export const genesisHash: string = '0'.repeat(64);

/** What an event has beside its own fields: the columns of the log, and what the log adds. */
const isFrameField = (key: string): boolean => {
  switch (key) {
    case 'run':
    case 'seq':
    case 'type':
    case 'step':
    case 'attempt':
    case 'at':
    case 'correlationId':
    case 'causationId':
    case 'hash':
    case 'previousHash':
      return true;
    default:
      return false;
  }
};

/**
 * The own fields of an event as JSON: keys of the outermost object in alphabetical order, everything inside in the
 * order it was written. Reading the text and writing it again gives the same text, so a reader can recompute it.
 */
export const payloadText = (event: WsEvent): string => {
  const keys: string[] = [];
  for (const key in event) if (!isFrameField(key)) keys.push(key);
  if (keys.length === 0) return '{}';
  const own: Record<string, unknown> = {};
  // Cannot lie: the keys were just read from the event.
  for (const key of keys.sort()) own[key] = (event as unknown as Readonly<Record<string, unknown>>)[key];
  return JSON.stringify(own);
};

/**
 * The hash of an event: the digest of three lines joined by a line feed,
 *
 *     <previousHash>
 *     [run,seq,type,step,attempt,at,correlationId,causationId]     as JSON; null where an event has no such field
 *     <payloadText>
 */
export const chainHash = (digest: Digest, previousHash: string, event: WsEvent, payload: string): string => {
  const isOfStep = 'step' in event;
  const frame = JSON.stringify([
    event.run,
    event.seq,
    event.type,
    isOfStep ? event.step : null,
    isOfStep ? event.attempt : null,
    event.at,
    event.correlationId,
    event.causationId,
  ]);
  return digest(`${previousHash}\n${frame}\n${payload}`);
};

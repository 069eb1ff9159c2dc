/** Tells the runs of the repository a domain event from outside. One that cannot be taken is refused, and kept in the list of failures. */
import { faultInEvent, MOST_PAYLOAD } from '../../core/domain-event.ts';
import { isJsonObject, jsonOf, type JsonObject } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid } from './refusals.ts';

export type EmitRequest = {
  readonly type: string;
  /** JSON. */
  readonly payload: string;
  /** Who tells it. */
  readonly by: string;
  /** Whoever tells it tells no other of that type: told again it is the same. Left out where each is another. */
  readonly isOnce?: boolean;
};

/** How much of what is refused is kept. */
const KEPT = 4_096;

const readPayload = ({ type, payload }: EmitRequest): Result<JsonObject, string> => {
  if (payload.length > 2 * MOST_PAYLOAD) return err(`the payload has ${payload.length} characters, which is too much`);
  const value = jsonOf(payload);
  if (value === undefined) return err('the payload is no JSON, or too deep');
  const fault = faultInEvent(type, value);
  return fault === null && isJsonObject(value) ? ok(value) : err(fault ?? 'the payload of an event is a JSON object');
};

/** Durable when it resolves; gives the number of the event. */
export const emitEvent = async (
  request: EmitRequest,
  house: Pick<House, 'store' | 'clock'>,
): Promise<Result<{ readonly position: number }, Refusal>> => {
  const { type, payload, by, isOnce = false } = request;
  const at = house.clock.now();
  const read = readPayload(request);
  if (read.ok) return ok({ position: await house.store.emit({ type, payload: read.value, by, at, isOnce }) });
  const message = read.error;
  await house.store.refuseEvent({ type: type.slice(0, KEPT), payload: payload.slice(0, KEPT), by, at, message });
  return err(invalid(message, 'It is kept in: ws failures'));
};

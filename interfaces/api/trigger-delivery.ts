/**
 * What comes from outside for a trigger.
 *
 *   D1. Who sent it is known before anything of it is read: by GitHub's signature, or that of Standard Webhooks.
 *   D2. It is data: it says what inputs are, and never what is run.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Trigger } from '../house/serve/trigger-store.ts';

/** A delivery of Standard Webhooks is no older, and no younger. */
const TOLERANCE_MS = 300_000;

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one, 'utf8'), Buffer.from(other, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
};

const headerOf = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const isByGitHub = (headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean =>
  isSame(headerOf(headers, 'x-hub-signature-256'), `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');

const isStandard = (
  headers: IncomingHttpHeaders,
  body: Buffer,
  { secret, now }: { readonly secret: string; readonly now: number },
): boolean => {
  const [id, timestamp] = [headerOf(headers, 'webhook-id'), headerOf(headers, 'webhook-timestamp')];
  if (id === '' || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS)
    return false;
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return headerOf(headers, 'webhook-signature')
    .split(' ')
    .some((each) => isSame(each, `v1,${signature}`));
};

/** D1: the name of the delivery, which is the same whenever it comes again; null where nobody knows who sent it. */
export const deliveryOf = (
  headers: IncomingHttpHeaders,
  body: Buffer,
  { secret, now }: { readonly secret: string; readonly now: number },
): string | null => {
  if (isByGitHub(headers, body, secret)) {
    const id = headerOf(headers, 'x-github-delivery');
    return id === '' ? null : id;
  }
  return isStandard(headers, body, { secret, now }) ? headerOf(headers, 'webhook-id') : null;
};

const partsOf = (pointer: string): readonly string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** What stands at a pointer; undefined where nothing does. */
export const atPointer = (value: Json, pointer: string): Json | undefined => {
  let at: Json | undefined = value;
  for (const part of partsOf(pointer)) {
    if (isJsonObject(at)) at = Object.hasOwn(at, part) ? at[part] : undefined;
    // Cannot lie: what is in JSON is JSON.
    else if (Array.isArray(at) && /^\d+$/.test(part)) at = (at as readonly Json[])[Number(part)];
    else return undefined;
  }
  return at;
};

/** Whether a trigger is meant by what was delivered. */
export const isMeant = ({ where }: Pick<Trigger, 'where'>, delivered: Json): boolean =>
  Object.entries(where).every(([pointer, wanted]) => isDeepStrictEqual(atPointer(delivered, pointer), wanted));

/** What of it becomes inputs; what is not there is left out. */
export const inputsFrom = ({ inputs }: Pick<Trigger, 'inputs'>, delivered: Json): JsonObject =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, pointer]) => {
      const value = atPointer(delivered, pointer);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Tells an address of the user what has happened, as Standard Webhooks has it. */
import { Webhook } from 'standardwebhooks';
import { err, ok, type Result } from '../../core/result.ts';
import { messageOf } from '../../core/thrown.ts';
import { exchange } from '../tools/http/exchange.ts';
import { reachOf } from '../tools/http/reach.ts';

export type WebhookMessage = {
  /** The same for each try. */
  readonly id: string;
  readonly body: string;
};

export type WebhookTarget = {
  readonly url: string;
  /** Two while one takes the place of the other: each signs. */
  readonly secrets: readonly string[];
};

const PATIENCE_MS = 15_000;
const MOST_ANSWERED = 64 * 1024;

/** What is sent with a message so that its receiver knows that it is from here, and new. */
export const signed = (
  { id, body }: WebhookMessage,
  secrets: readonly string[],
  at: Date,
): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
});

/** What stands against an address, as a sentence; null where nothing does. Where it leads to is judged when it is connected to. */
export const objectionToUrl = (text: string, allow: readonly string[]): string | null => {
  if (!URL.canParse(text)) return 'it is no URL';
  const { protocol, username, password, host, hostname } = new URL(text);
  if (username !== '' || password !== '') return 'it holds a name or a password';
  const isAllowed = allow.includes(host) || allow.includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isAllowed) ? null : 'it is not https';
};

/**
 * One try; gives the status that was answered, 2xx, or what became of it: a sentence, and the status where there was one. The address is
 * judged when it is connected to, and no redirect is followed. `allow`: whom the user's own configuration lets be reached.
 */
export const sendWebhook = async (
  message: WebhookMessage,
  { url, secrets }: WebhookTarget,
  { allow, at }: { readonly allow: readonly string[]; readonly at: Date },
): Promise<Result<number, { readonly status: number | null; readonly message: string }>> => {
  const objection = objectionToUrl(url, allow);
  if (objection !== null) return err({ status: null, message: objection });
  try {
    const wanted = { url: new URL(url), method: 'POST', headers: signed(message, secrets, at), body: message.body };
    const bounds = {
      reach: reachOf(allow),
      maxBytes: MOST_ANSWERED,
      signal: AbortSignal.timeout(PATIENCE_MS),
      proxy: null,
    };
    const { status } = await exchange(wanted, bounds);
    return status >= 200 && status < 300 ? ok(status) : err({ status, message: `it answered ${status}` });
  } catch (error) {
    return err({ status: null, message: messageOf(error) });
  }
};

/** Whom the server tells of what happens to runs. */
import { objectionToUrl } from '../../../adapters/notify/webhook.ts';
import type { Topic } from '../../../core/hook.ts';
import { newSecret, type Preset, type WebhookEntry } from '../../house/serve/webhook-store.ts';
import { json, problem, type Answer } from '../answer.ts';
import { DELIVERY_LOG } from '../delivery-log.ts';
import type { Desk } from '../desk.ts';
import { timeOrNull, timeText } from '../documents/time.ts';
import { httpAllow } from '../http-allow.ts';
import { newestLines } from '../newest-lines.ts';
import { notFound, problemOf } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import type { Try } from '../webhooks.ts';
import { limit } from './schemas.ts';

const base = { tag: 'settings', role: 'admin' } as const;

const tryDocument = ({ at, nextAt, ...rest }: Try): object => ({
  ...rest,
  at: timeText(at),
  nextAt: timeOrNull(nextAt),
});

const shown = (
  { id, url, topics, preset, isEnabled, secrets, createdAt }: WebhookEntry,
  { house, webhookStore }: Desk,
): object => {
  const [newest] = newestLines(house.stateDirectory, DELIVERY_LOG, ({ webhook }) => webhook === id);
  const status = newest === undefined ? null : (newest['error'] ?? `it answered ${JSON.stringify(newest['status'])}`);
  const failing = Math.max(0, ...(webhookStore.outbox(id)?.messages ?? []).map(({ tries }) => tries));
  const own = { id, url, topics, preset, isEnabled, secrets: secrets.length, createdAt: timeText(createdAt) };
  return { ...own, lastStatus: typeof status === 'string' ? status : null, failing };
};

const ofWebhook = async (
  call: Call,
  desk: Desk,
  act: (entry: WebhookEntry) => Promise<Answer> | Answer,
): Promise<Answer> => {
  const id = call.params['webhook'] ?? '';
  const entry = desk.webhookStore.list().find((each) => each.id === id);
  return entry === undefined ? problem(notFound('resource', `the webhook ${id}`)) : act(entry);
};

type Body = {
  readonly url: string;
  readonly topics: readonly Topic[];
  readonly preset?: Preset;
  readonly isEnabled?: boolean;
};

/** Why it cannot be told; null where it can. */
const refusalOf = async ({ url }: Body, { house }: Desk): Promise<Answer | null> => {
  const objection = objectionToUrl(url, await httpAllow(house));
  if (objection === null) return null;
  const place = { pointer: '/body/url', file: null, line: null, column: null, message: objection };
  return problem(problemOf(422, 'bad-url', `${url} cannot be told: ${objection}`, { diagnostics: [place] }));
};

export const listWebhooksRoute: Route = {
  ...{ ...base, method: 'get', path: '/api/v1/webhooks', id: 'listWebhooks', summary: 'Who is told' },
  gives: [given('webhook-list', 'all of them')],
  act: async (_, desk) => json({ items: desk.webhookStore.list().map((entry) => shown(entry, desk)), next: null }),
};

export const makeWebhookRoute: Route = {
  ...{ ...base, method: 'post', path: '/api/v1/webhooks', id: 'makeWebhook', body: 'webhook-request' },
  summary: 'Have somebody told; the secret is shown once',
  gives: [given('webhook-made', 'the webhook', 201)],
  act: async ({ body }, desk) => {
    // Cannot lie: the body was held against its schema, here and below.
    const wanted = body as Body;
    const refused = await refusalOf(wanted, desk);
    if (refused !== null) return refused;
    const { house, webhookStore, webhooks } = desk;
    const { url, topics, preset = 'standard', isEnabled = true } = wanted;
    const [id, secret] = [house.chance.id(), newSecret()];
    webhookStore.put({ id, url, topics, preset, isEnabled, secrets: [secret], createdAt: house.clock.now() });
    webhooks.changed();
    return json({ id, secret }, {}, 201);
  },
};

export const putWebhookRoute: Route = {
  ...{ ...base, method: 'put', path: '/api/v1/webhooks/{webhook}', id: 'putWebhook', body: 'webhook-request' },
  summary: 'Have it told of something else, elsewhere, or not at all',
  gives: [given('webhook', 'as it is now')],
  act: (call, desk) =>
    ofWebhook(call, desk, async (entry) => {
      const wanted = call.body as Body;
      const refused = await refusalOf(wanted, desk);
      if (refused !== null) return refused;
      const changed = { ...entry, ...wanted };
      desk.webhookStore.put(changed);
      desk.webhooks.changed();
      return json(shown(changed, desk));
    }),
};

export const rotateWebhookRoute: Route = {
  ...{ ...base, method: 'post', path: '/api/v1/webhooks/{webhook}/rotate', id: 'rotateWebhook' },
  summary: 'Sign with a new secret beside the old one; asked again, the older of the two is dropped',
  gives: [given('webhook-made', 'the new secret')],
  act: (call, desk) =>
    ofWebhook(call, desk, (entry) => {
      const secret = newSecret();
      desk.webhookStore.put({ ...entry, secrets: [secret, ...entry.secrets.slice(0, 1)] });
      return json({ id: entry.id, secret });
    }),
};

export const deleteWebhookRoute: Route = {
  ...{ ...base, method: 'delete', path: '/api/v1/webhooks/{webhook}', id: 'deleteWebhook', summary: 'Tell it no more' },
  gives: [{ status: 204, description: 'it is gone', schema: null }],
  act: (call, desk) =>
    ofWebhook(call, desk, ({ id }) => {
      desk.webhookStore.remove(id);
      desk.webhooks.changed();
      return { kind: 'nothing', status: 204, headers: {} };
    }),
};

export const testWebhookRoute: Route = {
  ...{ ...base, method: 'post', path: '/api/v1/webhooks/{webhook}/test', id: 'testWebhook' },
  summary: 'Tell it at once that this is a test',
  gives: [given('delivery', 'what came of it')],
  act: (call, desk) => ofWebhook(call, desk, async (entry) => json(tryDocument(await desk.webhooks.test(entry)))),
};

export const listDeliveriesRoute: Route = {
  ...{ ...base, method: 'get', path: '/api/v1/webhooks/{webhook}/deliveries', id: 'listDeliveries', query: { limit } },
  summary: 'What it was told, and what came of it',
  gives: [given('delivery-list', 'the newest tries')],
  act: (call, desk) =>
    ofWebhook(call, desk, ({ id }) => {
      const most = typeof call.query['limit'] === 'number' ? call.query['limit'] : 100;
      const lines = newestLines(desk.house.stateDirectory, DELIVERY_LOG, ({ webhook }) => webhook === id);
      return json({ items: lines.slice(0, most), next: null });
    }),
};

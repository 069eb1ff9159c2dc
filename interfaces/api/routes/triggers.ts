/** What starts something from outside, and how it is bound. */
import { createHash, randomBytes } from 'node:crypto';
import { commitAt } from '../../../adapters/git/commit-at.ts';
import { fileAt } from '../../../adapters/git/objects.ts';
import { jsonOf, type JsonObject } from '../../../core/json.ts';
import { emitEvent } from '../../house/emit-event.ts';
import type { House } from '../../house/house.ts';
import { readCommitted } from '../../house/read-committed.ts';
import { isTriggerName, triggersIn, type Trigger } from '../../house/serve/trigger-store.ts';
import { acting } from '../acting.ts';
import { accepted, json, problem, type Answer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { notFound, problemOf, problemOfRefusal, readOnlyProblem } from '../problem.ts';
import { given, type Call, type Route } from '../route.ts';
import { startOf } from '../start-of.ts';
import { deliveryOf, inputsFrom, isMeant } from '../trigger-delivery.ts';

const base = { tag: 'triggers', role: 'admin' } as const;
const MOST_BYTES = 1024 * 1024;

const document = ({ name, effect, where, inputs }: Trigger): object => ({
  ...{ name, where, inputs },
  workstream: effect.kind === 'run' ? effect.workstream : null,
  branch: effect.kind === 'run' ? effect.branch : null,
  emits: effect.kind === 'emit' ? effect.type : null,
});

export const listTriggersRoute: Route = {
  ...{
    ...base,
    method: 'get',
    path: '/api/v1/triggers',
    id: 'listTriggers',
    summary: 'What may start something from outside',
  },
  gives: [given('trigger-list', 'all of them')],
  act: async (_, { house }) => json({ items: triggersIn(house.stateDirectory).list().map(document), next: null }),
};

type Body = {
  readonly workstream?: string;
  readonly branch?: string;
  readonly emits?: string;
  readonly where?: JsonObject;
  readonly inputs?: Readonly<Record<string, string>>;
};

export const putTriggerRoute: Route = {
  ...{ ...base, method: 'put', path: '/api/v1/triggers/{trigger}', id: 'putTrigger', body: 'trigger-request' },
  summary:
    'Bind a name: to a workstream as a branch has it, or to a domain event; its secret is shown once, and stays what it was',
  gives: [given('trigger-made', 'the trigger')],
  act: async ({ params, body }, { house }) => {
    const name = params['trigger'] ?? '';
    // Cannot lie: the body was held against its schema.
    const { workstream, branch, emits, where = {}, inputs = {} } = body as Body;
    if (!isTriggerName(name))
      return problem(problemOf(422, 'bad-id', 'a name is letters, digits and "-", in lower case, at most 63'));
    if ((workstream === undefined) === (emits === undefined) || (workstream === undefined) !== (branch === undefined))
      return problem(problemOf(400, 'invalid-request', 'say workstream and branch, or emits'));
    const store = triggersIn(house.stateDirectory);
    const known = store.list().find((each) => each.name === name);
    const secret = known?.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
    const effect =
      emits === undefined
        ? ({ kind: 'run', workstream: workstream ?? '', branch: branch ?? '' } as const)
        : ({ kind: 'emit', type: emits } as const);
    store.put({ name, secret, effect, where, inputs });
    return json({ name, secret: known === undefined ? secret : null });
  },
};

export const deleteTriggerRoute: Route = {
  ...{
    ...base,
    method: 'delete',
    path: '/api/v1/triggers/{trigger}',
    id: 'deleteTrigger',
    summary: 'Let it start nothing more',
  },
  gives: [{ status: 204, description: 'it is gone', schema: null }],
  act: async ({ params }, { house }) => {
    const name = params['trigger'] ?? '';
    return triggersIn(house.stateDirectory).remove(name)
      ? { kind: 'nothing', status: 204, headers: {} }
      : problem(notFound('resource', `the trigger ${name}`));
  },
};

type Delivered = { readonly id: string; readonly inputs: JsonObject; readonly trigger: Trigger };

/** The file, and what it uses and names, as the branch has it: never as the delivery would have it. */
const begin = async ({ id, inputs, trigger }: Delivered, call: Call, desk: Desk, house: House): Promise<Answer> => {
  const { effect, name } = trigger;
  if (effect.kind === 'emit') {
    const by = `trigger ${name}, delivery ${id}`;
    const told = await emitEvent({ type: effect.type, payload: JSON.stringify(inputs), by, isOnce: true }, house);
    return told.ok ? accepted({ run: null, position: told.value.position }) : problem(problemOfRefusal(told.error));
  }
  const commit = await commitAt(house.repository, `refs/heads/${effect.branch}`);
  if (commit === null) return problem(problemOf(409, 'no-branch', `there is no branch ${effect.branch}`));
  const file = await fileAt(house.repository, { commit, path: effect.workstream, most: MOST_BYTES });
  if (!file.ok || !Buffer.isBuffer(file.value))
    return problem(problemOf(409, 'no-workstream', `${effect.branch} has no ${effect.workstream}`));
  const own = {
    ...call,
    body: { name },
    headers: { 'idempotency-key': keyOf(id) },
    caller: { name: `trigger ${name}`, role: 'operator' },
  } as const;
  const wishes = { inputs, base: commit, labels: { trigger: name } };
  const committed = { file: effect.workstream, read: readCommitted(house.repository, commit) };
  const source = { kind: 'text', text: file.value.toString('utf8'), committed } as const;
  const started = await startOf(source, wishes, { call: own, desk, house });
  if (started.kind !== 'json') return started;
  // Cannot lie: what is started is a run. Who delivers is told no more of it.
  const { id: run } = started.body as { readonly id: string };
  return { ...started, body: { run, position: null } };
};

/** As an Idempotency-Key is, and another for each. */
const keyOf = (delivery: string): string => createHash('sha256').update(`delivery ${delivery}`, 'utf8').digest('hex');

export const deliverRoute: Route = {
  ...{ method: 'post', path: '/api/v1/triggers/{trigger}', id: 'deliver', tag: 'triggers', role: null, takes: 'bytes' },
  summary:
    'Delivers to a trigger, signed as GitHub signs or as Standard Webhooks has it; the same delivery counts once',
  body: 'delivered',
  gives: [given('trigger-end', 'what came of it', 202)],
  act: async (call, desk) => {
    const name = call.params['trigger'] ?? '';
    const trigger = triggersIn(desk.house.stateDirectory)
      .list()
      .find((each) => each.name === name);
    const body = Buffer.isBuffer(call.body) ? call.body : Buffer.alloc(0);
    const now = desk.house.clock.now();
    // Who asks for a name that there is not is told no more than who signs wrongly.
    const id = trigger === undefined ? null : deliveryOf(call.headers, body, { secret: trigger.secret, now });
    if (trigger === undefined || id === null)
      return desk.limits.ofWrong()
        ? problem(problemOf(401, 'bad-signature', 'nobody knows who sent this'))
        : problem(problemOf(429, 'too-many-requests', 'too many requests'));
    if (desk.isReadOnly) return problem(readOnlyProblem());
    const delivered = jsonOf(body.toString('utf8'));
    if (delivered === undefined) return problem(problemOf(400, 'invalid-request', 'what was delivered is no JSON'));
    if (!isMeant(trigger, delivered)) return accepted({ run: null, position: null });
    return acting(desk, (house) => begin({ id, inputs: inputsFrom(trigger, delivered), trigger }, call, desk, house));
  },
};

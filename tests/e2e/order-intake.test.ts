/** An order becomes a checked draft: a model that copies badly, a person who completes it, and an approval of exactly what is exported. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Script } from '../clis/model-server/replies.ts';
import type { ModelServer } from '../clis/model-server/server.ts';
import { answers, inOrder, serveModel, withModel } from '../rig/model.ts';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'order.csv': 'Article,Pieces\n=A-1,5\n',
    'mail.txt': 'By Christmas, please.',
  });
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

const line = (sku: string | null, qty: number | null) => ({
  ...{ line: 1, sku, description: 'A lamp', qty, uom: 'pc', unitPrice: 2.5, total: null },
});
const order = (more: object = {}) => ({
  number: null,
  customer: { name: 'Ada', email: 'ada@example.org' },
  delivery: { address: 'Main Street 1', date: '2099-12-24' },
  ...{ currency: 'EUR', lines: [line('=A-1', 5)], totals: { subtotal: 12.5, tax: null, total: 12.5 } },
  ...more,
});

const intake = async (script: Script): Promise<Ended> => {
  server = await serveModel(folder, script);
  const inputs = ['tables=["order.csv"]', 'documents=["mail.txt"]', 'from=ada@example.org'];
  return ws(repository, ['run', 'ws:order-intake', ...inputs.flatMap((each) => ['--input', each])], withModel);
};
const answer = (...args: readonly string[]): Promise<Ended> =>
  ws(repository, ['answer', ...args, '--resume'], withModel);
const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const stepOf = async (id: string) => (await statusOf()).steps.find((step) => step.id === id);

test('a whole order is approved and exported, its cells no formulas, and told as events', async () => {
  const asked: string[] = [];
  const waiting = await intake(({ text }) => (asked.push(text), answers(order())));
  expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
  expect(asked[0]).toContain('=A-1');
  expect(asked[0]).toContain('By Christmas, please.');
  expect((await stepOf('settle#1/check'))?.outputs).toMatchObject({ state: 'clean', subtotal: 12.5 });
  const ended = await answer('approve', 'accept');
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch, run } = await statusOf();
  expect(git(repository, 'show', `${branch}:order.csv`)).toContain("1,'=A-1,A lamp,5,pc,2.5");
  const events = await ws(repository, ['events', run, '--json']);
  for (const type of ['order.draft-created', 'order.validated', 'order.export-ready'])
    expect(events.stdout).toContain(type);
});

test('what is missing is asked for until nothing is, and nothing is exported before', async () => {
  const waiting = await intake(inOrder(answers(order({ delivery: { address: null, date: '2099-02-30' } }))));
  expect(waiting.code, waiting.stdout + waiting.stderr).toBe(3);
  expect(waiting.stdout).toContain('/delivery/address');
  const half = order({ delivery: { address: 'Main Street 1', date: '2001-01-01' } });
  expect((await answer('settle/1/ask', 'accept', '--outputs', JSON.stringify(half))).code).toBe(3);
  expect((await stepOf('settle#2/check'))?.outputs).toMatchObject({
    state: 'invalid',
    invalid: [{ message: 'is past' }],
  });
  expect((await answer('settle/2/ask', 'accept', '--outputs', JSON.stringify(order()))).code).toBe(3);
  const rejected = await answer('approve', 'reject');
  expect(rejected.code).toBe(1);
  const { branch } = await statusOf();
  expect(git(repository, 'ls-tree', '-r', '--name-only', branch)).not.toContain('order.csv\n');
  expect((await stepOf('export'))?.status).toBe('skipped');
});

test('an odd order is shown as odd to who approves it', async () => {
  const waiting = await intake(inOrder(answers(order({ totals: { subtotal: 99, tax: null, total: null } }))));
  expect(waiting.code).toBe(3);
  expect(waiting.stdout + waiting.stderr).toContain('/totals/subtotal is not the sum of the lines');
});

describe('a model that answers badly makes no order', () => {
  test.each<[string, Script, string]>([
    ['another shape', inOrder(answers({ lines: [] })), 'bad-output'],
    ['a text for a number', inOrder(answers(order({ lines: [{ ...line('A', 1), qty: 'five' }] }))), 'bad-output'],
    ['a refusal', inOrder({ kind: 'text', text: 'No.', end: 'filter' }), 'refused'],
    ['half an answer', inOrder({ kind: 'text', text: '{"number": null, "cust', end: 'length' }), 'truncated'],
  ])('%s', async (_, script, code) => {
    expect((await intake(script)).code).toBe(1);
    expect((await stepOf('extract'))?.failure?.code).toBe(code);
    expect((await stepOf('approve'))?.status).toBe('skipped');
  });
});

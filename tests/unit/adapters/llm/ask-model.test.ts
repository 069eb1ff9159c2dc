/** What is counted of an answer whose provider does not count, or counts what cannot be. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { aCall, aConfig, aGateway, aProvider, ask } from './gateway-rig.ts';

const chunk = (delta: object, finish: string | null, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'x', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const SAYS = chunk({ role: 'assistant', content: 'x'.repeat(400) }, null);
const ENDS = (usage?: object): string => chunk({}, 'stop', usage === undefined ? {} : { usage });

/** A provider that sends this, and what came of a question of 400 characters. */
const spentOn = async (sent: string, isTorn = false) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (isTorn) response.write(sent, () => response.destroy());
    else response.end(sent);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const gateway = aGateway(aConfig(aProvider('p', 'compatible', `http://127.0.0.1:${port}`)));
  const messages = [{ role: 'user' as const, text: 'q'.repeat(400), files: [] }];
  const { result } = await ask(gateway, aCall({ messages }));
  const { tokens, isEstimated } = result.ok ? result.value : result.error;
  return { input: tokens.input, output: tokens.output, isEstimated };
};

test.each([
  ['is believed', { prompt_tokens: 7, completion_tokens: 3 }, { input: 7, output: 3, isEstimated: false }],
  ['is counted here where nobody counts', undefined, { input: 100, output: 100, isEstimated: true }],
  [
    'is counted here where the count is less than nothing',
    { prompt_tokens: -7, completion_tokens: -3 },
    { input: 100, output: 100, isEstimated: true },
  ],
  [
    'is counted here where the count is beyond all',
    { prompt_tokens: 7, completion_tokens: 1e300 },
    { input: 7, output: 100, isEstimated: true },
  ],
])('what a provider counted %s', async (_, usage, expected) => {
  expect(await spentOn(`${SAYS}${ENDS(usage)}data: [DONE]\n\n`)).toEqual(expected);
});

test('an answer that breaks off has cost what there is of it', async () => {
  expect(await spentOn(SAYS, true)).toEqual({ input: 100, output: 100, isEstimated: true });
});

test('no answer has cost nothing', async () => {
  expect(await spentOn('', true)).toEqual({ input: 0, output: 0, isEstimated: false });
});

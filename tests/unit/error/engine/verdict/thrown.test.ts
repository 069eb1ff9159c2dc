import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { causeOfHttp, causeOfThrown } from '../../../../../error/engine/verdict/thrown.ts';

const NOW = instant(1_800_000_000_000);
const answer = (status: number, body = '', headers: Record<string, string> = {}) =>
  causeOfHttp({ status, headers, body }, NOW);

test.each([
  [401, '', 'unauthenticated'],
  [402, '', 'quota-exceeded'],
  [403, '', 'permission-denied'],
  [413, '', 'context-too-long'],
  [429, '', 'rate-limited'],
  [500, '', 'unavailable'],
  [529, '{"type":"overloaded_error"}', 'unavailable'],
  [422, 'no such field', 'bad-input'],
  [429, '{"code":"insufficient_quota"}', 'quota-exceeded'],
  [400, '{"code":"context_length_exceeded"}', 'context-too-long'],
  [400, 'Your credit balance is too low', 'quota-exceeded'],
  [500, 'rate_limit_exceeded', 'unavailable'],
])('HTTP %i %j is %s', (status, body, code) => {
  expect(answer(status, body).code).toBe(code);
});

test('a 429 carries the wait that its headers ask for, to the millisecond where they can', () => {
  expect(answer(429, '', { 'retry-after': '3' }).wish?.retryAfterMs).toBe(3000);
  expect(answer(429, '', { 'retry-after': '3', 'retry-after-ms': '2500' }).wish?.retryAfterMs).toBe(2500);
});

test('an answer that waiting cannot mend carries no wait', () => {
  expect(answer(401, '', { 'retry-after': '3' }).wish).toBeNull();
});

test('a real refused connection is the network', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((done) => server.close(done));
  const thrown: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
  expect(causeOfThrown(thrown, NOW)?.code).toBe('network');
});

test('a real missing program is a missing tool', async () => {
  const thrown: unknown = await new Promise((done) => spawn(`${process.execPath}-missing`).once('error', done));
  expect(causeOfThrown(thrown, NOW)?.code).toBe('tool-missing');
});

test('an error with status and headers, as the clients of providers throw it, is read like the answer', () => {
  const thrown = Object.assign(new Error('429 slow down'), {
    status: 429,
    headers: new Headers({ 'Retry-After': '9' }),
  });
  expect(causeOfThrown(thrown, NOW)).toMatchObject({ code: 'rate-limited', wish: { retryAfterMs: 9000 } });
});

test.each([[undefined], [null], [42], [{}], [new Error('something else')]])('%s names no cause', (thrown) => {
  expect(causeOfThrown(thrown, NOW)).toBeNull();
});

test('a chain of causes that closes on itself ends', () => {
  const error = new Error('round');
  error.cause = error;
  expect(causeOfThrown(error, NOW)).toBeNull();
});

import { expect, test } from 'vitest';
import { pastOf } from '../../../../../core/engine/budget/past.ts';
import type { WsEvent } from '../../../../../core/event.ts';

let seq = 0;
/** Only what is read of an event. */
const event = (at: number, type: string, step: string, more: object = {}): WsEvent =>
  ({
    ...{ run: 'r', seq: ++seq, correlationId: 'r', causationId: null },
    at,
    type,
    step,
    attempt: 1,
    ...more,
  }) as unknown as WsEvent;
const used = (at: number, step: string, costMicroUsd: number | null, input: number): WsEvent =>
  event(at, 'step.used', step, { usage: { tool: 'claude', model: 'm', costMicroUsd, input, output: 1 } });

test('what steps used and how long they worked is summed up; side by side counts once for the run', async () => {
  // a works 0…10 and 30…35, b 5…20
  const past = await pastOf([
    ...[event(0, 'step.started', 'a'), event(5, 'step.started', 'b'), used(10, 'a', 7, 100)],
    ...[event(10, 'step.retrying', 'a', { failure: { code: 'tool-exit' } }), event(20, 'step.succeeded', 'b')],
    ...[event(30, 'step.started', 'a'), used(35, 'a', null, 50), event(35, 'step.succeeded', 'a')],
  ]);
  expect(past.steps.get('a' as never)).toEqual({ costMicroUsd: 7, tokens: 152, durationMs: 15 });
  expect(past.steps.get('b' as never)?.durationMs).toBe(15);
  expect(past.durationMs).toBe(25);
  expect(past.unpriced).toEqual({ tool: 'claude', model: 'm' });
});

test('the time between the death of ws and its coming back is nobody’s', async () => {
  const crash = { failure: { code: 'interrupted', by: 'crash' } };
  const past = await pastOf([
    ...[event(0, 'step.started', 'a'), event(4, 'step.validating', 'a'), event(9_000, 'step.retrying', 'a', crash)],
    ...[event(9_000, 'step.started', 'a'), event(9_001, 'step.failed', 'a', { failure: { code: 'tool-exit' } })],
  ]);
  expect(past.durationMs).toBe(5);
});

import { expect, test } from 'vitest';
import type { Emit } from '../../../../../core/domain-event.ts';
import { contextOf } from '../../../../../core/engine/attempt/context.ts';
import { emitsOf } from '../../../../../core/engine/attempt/emits.ts';
import { fillStep } from '../../../../../core/engine/attempt/fill-step.ts';
import type { AttemptRequest } from '../../../../../core/engine/attempt/attempt-request.ts';
import { stepId } from '../../../../../core/id.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { checkJson } from '../../../../../schema/json-schema.ts';
import { after, aStartedRun } from '../../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../../rig/step.ts';

const told = (emit: Partial<Emit>, outputs: JsonObject, isRefresh = false): unknown => {
  const emits = [{ type: 'built', payload: {}, schema: null, each: null, ...emit }];
  const run = after(aStartedRun(aWorkstream([aStep('a'), aStep('b', ['a'], { emit: emits })])), [
    { type: 'step.readied', step: stepId('a'), attempt: null },
    { type: 'step.started', step: stepId('a'), attempt: 1 },
    { type: 'step.succeeded', step: stepId('a'), attempt: 1, outputs: { n: 1 }, exitCode: 0, checkpoint: null },
  ]);
  const filled = fillStep(run, run.plan.steps[1] ?? aStep('none'), 'run');
  if (!filled.ok) throw new Error(filled.error.message);
  // What an order says is JSON: it is made in another place.
  const order = JSON.parse(JSON.stringify(filled.value)) as AttemptRequest['filled'];
  const work = { isRefresh } as AttemptRequest['work'];
  const secretIn = (text: string | Uint8Array): string | null => (String(text).includes('s3cret') ? 'TOKEN' : null);
  const result = emitsOf({ filled: order, work }, { outputs, exitCode: 0 }, { checkJson, secretIn });
  return result.ok ? result.value.emits : result.error.message;
};

test('a step that needs nothing of what it has given has no context of its own', () => {
  expect(
    contextOf(aStartedRun(aWorkstream([aStep('a')])), { env: {}, standing: 'succeeded', from: 0 }).event,
  ).toBeNull();
});

test('a payload sees what the step itself has given, and what steps before it have', () => {
  const payload = { own: '${{ steps.b.outputs.v }}', before: '${{ steps.a.outputs.n }}', in: '${{ run.id }}' };
  expect(told({ payload }, { v: [1] })).toEqual([{ type: 'built', payload: { own: [1], before: 1, in: 'testrun' } }]);
});

test('with `each` one is told for each item of what the step has given', () => {
  const each = '${{ steps.b.outputs.all }}';
  const payload = { name: '${{ each.value }}', at: '${{ each.index }}' };
  expect(told({ each, payload }, { all: ['x', 'y'] })).toEqual([
    { type: 'built', payload: { name: 'x', at: 0 } },
    { type: 'built', payload: { name: 'y', at: 1 } },
  ]);
  expect(told({ each, payload }, { all: [] })).toBeUndefined();
});

test.each([
  ['does not fit its schema', { schema: { required: ['id'] } }, {}, /payload: .*id/],
  [
    'holds a secret',
    { payload: { v: '${{ steps.b.outputs.v }}' } },
    { v: 's3cret' },
    /holds the value of the secret TOKEN/,
  ],
  [
    'is larger than any may be',
    { payload: { v: '${{ steps.b.outputs.v }}' } },
    { v: 'x'.repeat(300_000) },
    /are the most/,
  ],
  ['is to be told for what is no list', { each: '${{ steps.b.outputs.v }}' }, { v: 1 }, /"each" gives no list/],
])('one that %s fails the step', (_, emit, outputs, message) => {
  expect(told(emit, outputs)).toMatch(message);
});

test('a refresh tells nothing', () => {
  expect(told({}, {}, true)).toBeUndefined();
});

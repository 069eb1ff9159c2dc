import { expect, test } from 'vitest';
import type { DomainEvent } from '../../../../core/domain-event.ts';
import { decide, type Input } from '../../../../core/engine/decide.ts';
import { createEvaluation } from '../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import type { Happening } from '../../../../core/event.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { ErrorPolicy } from '../../../../core/policy.ts';
import { after, aStartedRun } from '../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

const A = stepId('a');
const policy: ErrorPolicy = { decide: () => ({ kind: 'escalate', reason: 'r' }) };
const aWaitingRun = (where: string | null) =>
  after(aStartedRun(aWorkstream([aStep('a')])), [
    { type: 'step.readied', step: A, attempt: null },
    { type: 'step.started', step: A, attempt: 1 },
    {
      ...{ type: 'step.parked', step: A, attempt: 1, cause: null },
      wait: { kind: 'event', prompt: 'It waits.', choices: ['skip'], awaits: { type: 'built', where } },
    },
  ]);
const event = (position: number, payload: JsonObject, type = 'built'): DomainEvent => ({
  ...{ position, type, payload, run: runId('other'), step: stepId('b'), by: 'other', at: instant(5) },
});
const heard = (where: string | null, events: readonly DomainEvent[], later = 0): readonly Happening[] => {
  const run = aWaitingRun(where);
  const input: Input = { kind: 'told', step: A, question: run.seq - later, events };
  return decide(run, input, { policy, evaluation: createEvaluation(checkJson), now: instant(9) });
};

test('the first event that fits is what the step gives, and the log says where it came from', () => {
  const events = [event(1, { n: 1 }), event(2, { n: 2 }, 'sent'), event(3, { n: 2 }), event(4, { n: 2 })];
  expect(heard('event.payload.n == 2', events)).toEqual([
    {
      ...{ type: 'step.answered', step: A, attempt: 1, by: 'other', answer: 'accept', outputs: { n: 2 } },
      ...{ question: 5, heard: { position: 3, type: 'built', run: 'other', step: 'b' } },
    },
    { type: 'step.succeeded', step: A, attempt: 1, outputs: { n: 2 }, exitCode: null, checkpoint: null },
  ]);
});

test.each([
  ['of another type', null, [event(1, {}, 'sent')], 0],
  ['for which `where` does not hold', 'event.payload.n == 2', [event(1, { n: 1 })], 0],
  ['for which `where` cannot be worked out', 'fromJSON(event.payload.n).x', [event(1, { n: '{' })], 0],
  ['for an earlier question', null, [event(1, {})], 1],
])('an event %s is no happening', (_, where, events, later) => {
  expect(heard(where, events, later)).toEqual([]);
});

import { expect, test } from 'vitest';
import { decide, type Input } from '../../../../core/engine/decide.ts';
import { withReplaced } from '../../../../core/engine/heard-answer.ts';
import { createEvaluation } from '../../../../core/engine/evaluate.ts';
import { checkJson } from '../../../../schema/json-schema.ts';
import type { Happening } from '../../../../core/event.ts';
import { instant, stepId } from '../../../../core/id.ts';
import type { DueParts } from '../../../../core/planning/schedule/evaluation.ts';
import type { ErrorPolicy } from '../../../../core/policy.ts';
import { err } from '../../../../core/result.ts';
import { after, aStartedRun, RUN } from '../../../rig/run.ts';
import { aStep, aWorkstream } from '../../../rig/step.ts';

const A = stepId('a');
const now = instant(50);
const asked = (policy: ErrorPolicy): DueParts => ({ policy, evaluation: createEvaluation(checkJson), now });
const policy: ErrorPolicy = { decide: () => ({ kind: 'escalate', reason: 'r' }) };
const wait = { kind: 'work', prompt: 'Do it', choices: ['accept', 'skip', 'reject'] } as const;
const waiting: readonly Happening[] = [
  { type: 'step.readied', step: A, attempt: null },
  { type: 'step.started', step: A, attempt: 1 },
  { type: 'step.parked', step: A, attempt: 1, wait, cause: null },
];
const aWaitingRun = () => after(aStartedRun(aWorkstream([aStep('a')])), waiting);
const answer = (of: Partial<Extract<Input, { kind: 'answer' }>> = {}): Input => ({
  ...{ kind: 'answer', step: A, answer: 'accept', by: 'ann', outputs: {}, signal: 1 },
  ...of,
});

test('an answer to an earlier question is no happening', () => {
  const run = aWaitingRun();
  const question = run.seq;
  expect(decide(run, answer({ question: question - 1 }), asked(policy))).toEqual([]);
  expect(decide(run, answer({ question }), asked(policy))[0]).toMatchObject({ type: 'step.answered', question });
});

test('of answers that come together the last counts, and the others are only written down', () => {
  const run = aWaitingRun();
  const question = run.seq;
  const other = answer({ step: stepId('b'), question: 99 });
  const [first, elsewhere, last] = withReplaced([answer({ answer: 'reject' }), other, answer({ question })]);
  expect(elsewhere).toBe(other);
  if (first === undefined || last === undefined) throw new Error('all are kept');
  const heard = decide(run, first, asked(policy));
  expect(heard).toMatchObject([{ type: 'step.answered', answer: 'reject', replaced: true }]);
  after(run, heard);
  expect(decide(run, last, asked(policy)).map(({ type }) => type)).toEqual(['step.answered', 'step.readied']);
});

test('accepted work that does not stand up waits once more, and is no failure', () => {
  const run = aWaitingRun();
  after(run, [...decide(run, answer(), asked(policy)), { type: 'step.started', step: A, attempt: 2 }]);
  const failure = { code: 'acceptance-failed', check: 'file x', message: 'x is not there' } as const;
  const outcome = { attempt: { run: RUN, step: A, attempt: 2 }, result: err({ failure, diagnosis: null }) };
  const happenings = decide(run, { kind: 'outcome', outcome }, asked(policy));
  expect(happenings).toMatchObject([{ type: 'step.parked', wait, cause: { failure, decision: { kind: 'ask' } } }]);
  after(run, happenings);
  expect(run.steps[0]).toMatchObject({ failures: 0, state: { kind: 'waiting' }, recovery: { accepted: null } });
});

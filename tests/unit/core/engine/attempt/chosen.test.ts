import { expect, test } from 'vitest';
import { chosenStep, withChoice } from '../../../../../core/engine/attempt/chosen.ts';
import { stepId, toolId } from '../../../../../core/id.ts';
import { PLAIN_STEP, plainStep, REQUIRED_TOOL } from '../../../../../core/plain-step.ts';
import { UNTROUBLED } from '../../../../../core/state/recovery.ts';

const step = { ...plainStep(stepId('a'), REQUIRED_TOOL), with: { prompt: 'x' } };
const whole = {
  ...{ tool: toolId('best'), why: 'it is', timeoutMs: 5, retry: { ...PLAIN_STEP.retry, limit: 4 } },
  fallback: [toolId('second')],
};

test('a step has the tool that was chosen, and what its profile says where the step says nothing', () => {
  expect(withChoice(step, whole)).toMatchObject({ tool: 'best', timeoutMs: 5, retry: { limit: 4 } });
  const own = { ...whole, timeoutMs: null, retry: null, fallback: null };
  expect(withChoice(step, own)).toEqual({ ...step, tool: 'best' });
  expect(withChoice(step, null)).toBe(step);
});

test('the alternatives of what was chosen are given what the step gives', () => {
  expect(chosenStep(step, { ...UNTROUBLED, choice: whole, alternative: 1 })).toMatchObject({
    ...{ tool: 'second', with: { prompt: 'x' }, timeoutMs: 5 },
  });
});

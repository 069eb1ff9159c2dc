/** Says everything that is wrong with a JSON value as a workstream. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { checkMeaning } from './check-meaning.ts';
import { validateFrame, validateStep } from './generated/workstream-validator.js';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

const MOST_STEPS = 1_000_000;
/** Nobody reads more, and a million wrong steps would take a while. */
const MOST_FOUND = 1_000;

/** Gives the problems of a value; none where it is a workstream. Stops looking after about 1,000. */
export const checkWorkstream = async (value: Json): Promise<readonly Problem[]> => {
  const whole = checkWhole(value);
  if (whole !== null) return [whole];
  let problems: readonly Problem[] = validateFrame(value) ? [] : (await import('./explain.ts')).explainFrame(value);
  if (!isJsonObject(value)) return problems;
  for (const list of ['steps', 'finally']) {
    for (const [index, step] of stepsOf(value, list).entries()) {
      if (problems.length >= MOST_FOUND) return problems;
      if (validateStep(step)) continue;
      const { explainStep } = await import('./explain.ts');
      problems = problems.concat(explainStep(step, pointerTo(pointerTo('', list), index)));
    }
  }
  return problems.concat(checkMeaning(value));
};

const stepsOf = (value: JsonObject, list: string): readonly Json[] => {
  const steps = value[list];
  return isJsonList(steps) ? steps : [];
};

const GITHUB_WORKFLOW: Problem = {
  code: 'unknown-key',
  message:
    'this looks like a GitHub workflow, which ws does not run; ws init and docs/workstream-files.md show how a workstream is written',
  pointer: '/jobs',
  place: 'key',
};

/** What makes every other problem meaningless. */
const checkWhole = (value: Json): Problem | null => {
  if (Array.isArray(value)) return severalAt('', 'value');
  if (!isJsonObject(value)) return null;
  if (Object.hasOwn(value, 'workstreams')) return severalAt('/workstreams', 'key');
  if (Object.hasOwn(value, 'jobs') && !Object.hasOwn(value, 'steps')) return GITHUB_WORKFLOW;
  const count = stepsOf(value, 'steps').length + stepsOf(value, 'finally').length;
  if (count <= MOST_STEPS) return null;
  const message = `a workstream has at most ${MOST_STEPS} steps, not ${count}`;
  return { code: 'too-large', message, pointer: '/steps', place: 'value' };
};

const severalAt = (pointer: string, place: 'key' | 'value'): Problem => ({
  code: 'several-workstreams',
  message: 'several workstreams stand here, and one is needed',
  pointer,
  place,
});

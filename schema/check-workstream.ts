/** Says everything that is wrong with a JSON value as a workstream. */
import type { ErrorObject } from 'ajv';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { checkMeaning } from './check-meaning.ts';
import { validateFrame, validateStep } from './generated/workstream-validator.js';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

const MOST_STEPS = 1_000_000;
/** Nobody reads more, and a million wrong steps must not make many millions of objects. */
const MOST_FOUND = 1_000;

/** Gives the problems of a value; none where it is a workstream. Stops looking after about 1,000. */
export const checkWorkstream = async (value: Json): Promise<readonly Problem[]> => {
  const whole = checkWhole(value);
  if (whole !== null) return [whole];
  let problems = validateFrame(value) ? [] : await explained(validateFrame.errors, '');
  if (!isJsonObject(value)) return problems;
  for (const list of ['steps', 'finally']) {
    for (const [index, step] of stepsOf(value, list).entries()) {
      if (problems.length >= MOST_FOUND) return problems;
      if (validateStep(step)) continue;
      problems = problems.concat(await explained(validateStep.errors, pointerTo(pointerTo('', list), index)));
    }
  }
  return problems.concat(checkMeaning(value));
};

const explained = async (errors: readonly ErrorObject[] | null | undefined, base: string) => {
  const { explain } = await import('./explain.ts');
  return explain((errors ?? []).slice(0, MOST_FOUND), base);
};

const stepsOf = (value: JsonObject, list: string): readonly Json[] => {
  const steps = value[list];
  return isJsonList(steps) ? steps : [];
};

/** What makes every other problem meaningless. */
const checkWhole = (value: Json): Problem | null => {
  if (Array.isArray(value)) return later('a list of workstreams', '', 'value');
  if (!isJsonObject(value)) return null;
  if (Object.hasOwn(value, 'workstreams')) return later('`workstreams`', '/workstreams', 'key');
  const count = stepsOf(value, 'steps').length + stepsOf(value, 'finally').length;
  if (count <= MOST_STEPS) return null;
  const message = `a workstream has at most ${MOST_STEPS} steps, not ${count}`;
  return { code: 'too-large', message, pointer: '/steps', place: 'value' };
};

const later = (what: string, pointer: string, place: 'key' | 'value'): Problem => ({
  code: 'not-yet-supported',
  message: `${what} is not yet supported`,
  pointer,
  place,
});

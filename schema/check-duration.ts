/** Whether a duration is one that can be waited for. */
import type { Json } from '../core/json.ts';
import { parseDuration } from './duration.ts';
import type { Problem } from './problem.ts';
import { describe, subject } from './wording.ts';

const LONGEST_MS = 30 * 86_400_000;

export const badValue = (message: string, pointer: string): Problem => ({
  code: 'bad-value',
  message,
  pointer,
  place: 'value',
});

export const checkDuration = (value: Json | undefined, pointer: string): readonly Problem[] => {
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  if (ms === null || (ms > 0 && ms <= LONGEST_MS)) return [];
  return [badValue(`${subject(pointer)} must be more than 0 and at most 30d, not ${describe(value)}`, pointer)];
};

/** What a JSON Schema cannot say of steps that tell domain events, or wait for one. */
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { badValue, checkDuration } from './check-duration.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

/** What a step says that waits for an event; `x-…` is nobody's. */
const OF_WAITING: ReadonlySet<string> = new Set(
  'id needs if title foreach matrix loop on continueOnError run tool requires steps uses'.split(' '),
);

const misplaced = (key: string): string => {
  const does = `"${key}" is of a step that does something, and this one waits for an event`;
  return key === 'timeout' ? `${does}: write on: { timeout: … }` : does;
};

const checkOn = (step: JsonObject, pointer: string): readonly Problem[] => {
  const { on } = step;
  if (!isJsonObject(on)) return [];
  const strange = Object.keys(step).filter((key) => !OF_WAITING.has(key) && !key.startsWith('x-'));
  return [
    ...strange.map(
      (key): Problem => ({
        ...{ code: 'unknown-key', message: misplaced(key), pointer: pointerTo(pointer, key), place: 'key' },
      }),
    ),
    ...checkDuration(on['timeout'], `${pointer}/on/timeout`),
  ];
};

/** Gives the problems of `on` and `emit`. What a lane does counts once it is merged, and so would be told too early. */
export const checkEvents = (step: JsonObject, pointer: string): readonly Problem[] => {
  const isEarly = 'emit' in step && 'isolation' in step && step['steps'] === undefined;
  const message = '"emit" is told before a lane is merged: let a step tell it that needs this one';
  return [...checkOn(step, pointer), ...(isEarly ? [badValue(message, `${pointer}/emit`)] : [])];
};

/** Which tasks are done in a lane of their own: what tools do that may be at work beside each other. */
import type { JsonObject } from '../../core/json.ts';
import { reachedFrom } from './task-order.ts';

const isCommand = ({ run }: JsonObject): boolean => run !== undefined;
const isWorker = ({ tool, requires }: JsonObject): boolean =>
  requires !== undefined || (tool !== undefined && tool !== 'manual');

/**
 * The steps, by id, some of them with a lane; `waits`: what each waits for. What comes after a command has none: a command may leave what git
 * ignores, such as packages, and that is in no lane.
 */
export const inLanes = (
  steps: ReadonlyMap<string, JsonObject>,
  waits: ReadonlyMap<string, readonly string[]>,
): readonly JsonObject[] => {
  const all = [...steps].map(([id, step]) => ({ id, step, before: reachedFrom(id, waits) }));
  const workers = all.filter(({ step }) => isWorker(step));
  const commands = new Set(all.filter(({ step }) => isCommand(step)).map(({ id }) => id));
  return all.map(({ id, step, before }) => {
    const isBeside = workers.some((other) => other.id !== id && !before.has(other.id) && !other.before.has(id));
    const isLane = isWorker(step) && isBeside && [...before].every((each) => !commands.has(each));
    return isLane ? { ...step, isolation: 'step' } : step;
  });
};

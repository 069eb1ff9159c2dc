/** What a JSON Schema cannot say of groups, foreach and loop. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { badValue, checkDuration } from './check-duration.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

const DEEPEST = 5;

/** What a step says that has steps of its own; `x-…` is nobody's. */
const OF_GROUPS: ReadonlySet<string> = new Set(
  'id needs if title steps foreach matrix loop timeout retry continueOnError acceptance compensate outputs env cwd files isolation'.split(
    ' ',
  ),
);

const depthOf = (pointer: string): number => (pointer.match(/\/steps\//g) ?? []).length;

const misplaced = (key: string, pointer: string): Problem => ({
  code: 'unknown-key',
  message: `"${key}" is of a step that runs a tool, and this one has steps: let them say it`,
  pointer: pointerTo(pointer, key),
  place: 'key',
});

const checkGroup = (
  step: JsonObject,
  steps: readonly Json[],
  pointer: string,
  checkInner: (inner: JsonObject, pointer: string) => readonly Problem[],
): readonly Problem[] => {
  const wrong = Object.keys(step).filter((key) => !OF_GROUPS.has(key) && !key.startsWith('x-'));
  const problems = wrong.map((key) => misplaced(key, pointer));
  const { outputs } = step;
  if (isJsonObject(outputs))
    for (const [name, value] of Object.entries(outputs))
      if (typeof value === 'object' && value !== null)
        problems.push(
          badValue(
            'beside steps, "outputs" gives each name an expression: a text is needed',
            pointerTo(`${pointer}/outputs`, name),
          ),
        );
  if (depthOf(`${pointer}/steps/`) > DEEPEST)
    return [...problems, badValue(`steps nest at most ${DEEPEST} deep`, `${pointer}/steps`)];
  return problems.concat(
    steps.flatMap((inner, index) =>
      isJsonObject(inner) ? checkInner(inner, pointerTo(`${pointer}/steps`, index)) : [],
    ),
  );
};

const checkForeach = ({ foreach, matrix }: JsonObject, pointer: string): readonly Problem[] => {
  if (foreach !== undefined && matrix !== undefined)
    return [badValue('a step has "foreach" or "matrix", not both: write foreach: { matrix: … }', `${pointer}/matrix`)];
  if (!isJsonObject(foreach)) return [];
  const problems = checkDuration(foreach['timeout'], `${pointer}/foreach/timeout`);
  if ('items' in foreach !== 'matrix' in foreach) return problems;
  return [...problems, badValue('"foreach" needs "items" or "matrix", one of them', `${pointer}/foreach`)];
};

/** Gives the problems of a step with steps, foreach, matrix or loop; `checkInner` looks at the steps inside. */
export const checkComposite = (
  step: JsonObject,
  pointer: string,
  checkInner: (inner: JsonObject, pointer: string) => readonly Problem[],
): readonly Problem[] => {
  const { steps, loop } = step;
  const ofLoop = isJsonObject(loop) ? checkDuration(loop['timeout'], `${pointer}/loop/timeout`) : [];
  const ofGroup = isJsonList(steps) ? checkGroup(step, steps, pointer, checkInner) : [];
  return [...checkForeach(step, pointer), ...ofLoop, ...ofGroup];
};

/** What a JSON Schema cannot say of groups, foreach and loop. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { hasHole } from '../core/planning/expressions/template.ts';
import { badValue, checkDuration } from './check-duration.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

const DEEPEST = 5;

const OF_COMPOSITES =
  'id needs if title foreach matrix loop timeout retry continueOnError acceptance compensate env cwd files isolation'.split(
    ' ',
  );

/** What a step says that has steps of its own; `x-…` is nobody's. */
const OF_GROUPS: ReadonlySet<string> = new Set([...OF_COMPOSITES, 'steps', 'outputs']);
/** What a step says that uses a workstream. */
const OF_USES: ReadonlySet<string> = new Set([...OF_COMPOSITES, 'uses', 'with']);
/** Two of them are told of as such. */
const WORK: ReadonlySet<string> = new Set(['run', 'tool', 'requires', 'steps', 'on']);

const depthOf = (pointer: string): number => (pointer.match(/\/steps\//g) ?? []).length;

const misplacedIn = (step: JsonObject, known: ReadonlySet<string>, pointer: string): readonly Problem[] =>
  Object.keys(step)
    .filter((key) => !known.has(key) && !WORK.has(key) && !key.startsWith('x-'))
    .map((key) => ({
      code: 'unknown-key',
      message: messageOf(key, known),
      pointer: pointerTo(pointer, key),
      place: 'key',
    }));

const messageOf = (key: string, known: ReadonlySet<string>): string => {
  if (known === OF_GROUPS) return `"${key}" is of a step that runs a tool, and this one has steps: let them say it`;
  return key === 'outputs'
    ? '"outputs" of a workstream that is used are what it says itself'
    : `"${key}" is of a step that runs a tool, and this one uses a workstream: let its steps say it`;
};

/** What an expression means would be told by what is used, which sees none of what is around. */
const checkUses = (step: JsonObject, pointer: string): readonly Problem[] => {
  const { cwd } = step;
  const isOpen = typeof cwd === 'string' && hasHole(cwd);
  return [
    ...misplacedIn(step, OF_USES, pointer),
    ...(isOpen ? [badValue('beside uses, "cwd" can hold no expression: give it as an input', `${pointer}/cwd`)] : []),
  ];
};

const checkGroup = (
  step: JsonObject,
  steps: readonly Json[],
  pointer: string,
  checkInner: (inner: JsonObject, pointer: string) => readonly Problem[],
): readonly Problem[] => {
  const problems = [...misplacedIn(step, OF_GROUPS, pointer)];
  const { outputs } = step;
  if (typeof outputs === 'string')
    problems.push(
      badValue('beside steps, "outputs" is an object: a name and an expression for each', `${pointer}/outputs`),
    );
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

/** Gives the problems of a step with steps, uses, foreach, matrix or loop; `checkInner` looks at the steps inside. */
export const checkComposite = (
  step: JsonObject,
  pointer: string,
  checkInner: (inner: JsonObject, pointer: string) => readonly Problem[],
): readonly Problem[] => {
  const { steps, loop } = step;
  const ofLoop = isJsonObject(loop) ? checkDuration(loop['timeout'], `${pointer}/loop/timeout`) : [];
  const ofGroup = isJsonList(steps) && step['uses'] === undefined ? checkGroup(step, steps, pointer, checkInner) : [];
  const ofUses = step['uses'] === undefined ? [] : checkUses(step, pointer);
  return [...checkForeach(step, pointer), ...ofLoop, ...ofGroup, ...ofUses];
};

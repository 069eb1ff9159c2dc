/** What a JSON Schema cannot say of a workstream. Looks only at what has the right form; the validator tells the rest. */
import { readHand } from './hand.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isOfType, type InputType } from '../core/input-definition.ts';
import { parseDuration } from './duration.ts';
import { checkArgs } from './check-args.ts';
import { checkComposite } from './check-composite.ts';
import { badValue, checkDuration } from './check-duration.ts';
import { checkEvents } from './check-events.ts';
import { isJsonList } from './json-list.ts';
import { inferredType } from './normalise-input.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { describe, subject } from './wording.ts';

/** Gives the problems of durations out of range or at odds, and of inputs whose default and options do not fit. */
export const checkMeaning = (workstream: JsonObject): readonly Problem[] => {
  let problems = checkTimes(workstream['defaults'], '/defaults').concat(
    checkBudget(workstream, ''),
    checkCache(objectOf(workstream['defaults']), '/defaults'),
    checkLanes(workstream),
    checkIntegration(workstream),
    checkBeginning(workstream),
  );
  for (const list of ['steps', 'finally']) {
    const steps = workstream[list];
    if (!isJsonList(steps)) continue;
    for (const [index, step] of steps.entries())
      if (isJsonObject(step)) problems = problems.concat(checkStep(step, () => pointerTo(pointerTo('', list), index)));
  }
  for (const [name, input] of Object.entries(objectOf(workstream['inputs']))) {
    if (isJsonObject(input)) problems = problems.concat(checkInput(input, pointerTo('/inputs', name)));
  }
  return problems;
};

const checkBeginning = (workstream: JsonObject): readonly Problem[] =>
  'base' in workstream && 'continue' in workstream
    ? [
        badValue(
          'a run starts from "base", or goes on from the branch of another; leave one of the two out',
          '/continue',
        ),
      ]
    : [];

/** Who merges holds up others, and waits for nobody. */
const checkLanes = ({ lanes }: JsonObject): readonly Problem[] => {
  const { resolve } = objectOf(lanes);
  const tool = typeof resolve === 'string' ? resolve : objectOf(resolve)['tool'];
  if (tool !== 'manual') return [];
  const pointer = typeof resolve === 'string' ? '/lanes/resolve' : '/lanes/resolve/tool';
  return [badValue('conflicts are resolved by a script or a tool; a person merges the lane: ws merge --lane', pointer)];
};

const checkIntegration = ({ integration }: JsonObject): readonly Problem[] =>
  checkDuration(objectOf(integration)['timeout'], '/integration/timeout');

/** Of 100,000 steps nearly all leave this to the defaults: no pointer is made for them. */
const checkStep = (step: JsonObject, pointerOf: () => string): readonly Problem[] => {
  let problems: readonly Problem[] = [];
  if ('cache' in step) problems = problems.concat(checkCache(step, pointerOf()));
  if ('on' in step || 'emit' in step) problems = problems.concat(checkEvents(step, pointerOf()));
  if (step['tool'] === 'manual') problems = problems.concat(checkManual(step, pointerOf()));
  if ('args' in step || 'fallback' in step || 'compensate' in step)
    problems = problems.concat(checkArgs(step, pointerOf()));
  if (isJsonList(step['needs'] ?? null)) problems = problems.concat(checkNeeds(step['needs'] ?? null, pointerOf));
  if ('timeout' in step || 'retry' in step || 'compensate' in step) {
    const pointer = pointerOf();
    problems = problems.concat(checkTimes(step, pointer), checkTimes(step['compensate'], `${pointer}/compensate`));
  }
  if ('budget' in step) problems = problems.concat(checkBudget(step, pointerOf()));
  if ('steps' in step || 'uses' in step || 'foreach' in step || 'matrix' in step || 'loop' in step)
    problems = problems.concat(checkComposite(step, pointerOf(), (inner, pointer) => checkInner(inner, pointer)));
  return problems;
};

const neededBy = (need: Json): Json => (isJsonObject(need) ? (need['step'] ?? null) : need);

const checkNeeds = (needs: Json, pointerOf: () => string): readonly Problem[] => {
  if (!isJsonList(needs)) return [];
  const seen = new Set<Json>();
  return needs.flatMap((need, at) => {
    const step = neededBy(need);
    const isTwice = typeof step === 'string' && seen.has(step);
    seen.add(step);
    return isTwice
      ? [badValue(`"needs" holds ${describe(step)} twice; take one out`, `${pointerOf()}/needs/${at}`)]
      : [];
  });
};

/** What a step inside another may spend is what the outermost has left. */
const checkInner = (step: JsonObject, pointer: string): readonly Problem[] => [
  ...checkStep(step, () => pointer),
  ...('budget' in step ? [badValue('"budget" is of the outermost step, for all inside it', `${pointer}/budget`)] : []),
];

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** What an expression gives is known only when the step begins. */
const isTemplate = (value: Json | undefined): boolean => typeof value === 'string' && value.includes('${{');

/** At the key, or at `with` where it is missing. */
const placeIn = (args: JsonObject, key: string, pointer: string): string =>
  key in args ? `${pointer}/with/${key}` : `${pointer}/with`;

const checkManual = (step: JsonObject, pointer: string): readonly Problem[] => {
  const leaves = badValue(
    '"leaves" is of steps that can be run again, and this one is a person\'s',
    `${pointer}/leaves`,
  );
  const args = objectOf(step['with']);
  const hand = readHand(args);
  const isLater = !hand.ok && isTemplate(args[hand.error.key]);
  const wrong = hand.ok || isLater ? [] : [badValue(hand.error.message, placeIn(args, hand.error.key, pointer))];
  return [...('leaves' in step ? [leaves] : []), ...wrong];
};

const checkCache = ({ cache, tool }: JsonObject, pointer: string): readonly Problem[] => {
  const isNone = cache === false || tool !== 'manual';
  const wrong = badValue('"cache" keeps what programs do, and this step is a person\'s', `${pointer}/cache`);
  return [...(isNone ? [] : [wrong]), ...checkDuration(objectOf(cache)['ttl'], `${pointer}/cache/ttl`)];
};

const checkBudget = ({ budget }: JsonObject, pointer: string): readonly Problem[] =>
  checkDuration(objectOf(budget)['duration'], `${pointer}/budget/duration`);

/** The durations of `timeout` and `retry` below a pointer that are out of range or at odds. */
export const checkTimes = (holder: Json | undefined, pointer: string): readonly Problem[] => {
  const { timeout, retry } = objectOf(holder);
  const { backoff } = objectOf(retry);
  const { initial, max } = objectOf(backoff);
  return [
    ...checkDuration(timeout, `${pointer}/timeout`),
    ...checkDuration(initial, `${pointer}/retry/backoff/initial`),
    ...checkDuration(max, `${pointer}/retry/backoff/max`),
    ...checkCeiling(initial, max, `${pointer}/retry/backoff/initial`),
  ];
};

const checkCeiling = (initial: Json | undefined, max: Json | undefined, pointer: string): readonly Problem[] => {
  if (typeof initial !== 'string' || typeof max !== 'string') return [];
  const [initialMs, maxMs] = [parseDuration(initial), parseDuration(max)];
  if (initialMs === null || maxMs === null || initialMs <= maxMs) return [];
  return [
    badValue(`${subject(pointer)} must be at most "max", which is ${describe(max)}, not ${describe(initial)}`, pointer),
  ];
};

const checkInput = (input: JsonObject, pointer: string): readonly Problem[] => {
  const standard = input['default'] ?? null;
  const { options: written } = input;
  const options = isJsonList(written) ? written : [];
  const type = input['type'] ?? inferredType(standard ?? options[0] ?? null);
  if (!isType(type)) return [];
  const fits = (value: Json): boolean => isOfType(value, type);
  const problems = options.flatMap((option, index) => {
    const at = pointerTo(`${pointer}/options`, index);
    return fits(option) ? [] : [badValue(`${subject(at)} must be of type ${type}, not ${describe(option)}`, at)];
  });
  if (standard === null) return problems;
  const at = `${pointer}/default`;
  if (!fits(standard)) {
    problems.push(badValue(`"default" must be of type ${type}, not ${describe(standard)}`, at));
  } else if (options.length > 0 && !options.some((option) => equal(option, standard))) {
    problems.push(badValue(`"default" must be one of the options, not ${describe(standard)}`, at));
  }
  return problems;
};

const TYPES: readonly Json[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
  'json',
] satisfies InputType[];

const isType = (type: Json): type is InputType => TYPES.includes(type);

const equal = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

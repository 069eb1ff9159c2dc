/** Takes out of a workstream what is wrong with it, so that the rest can be planned and all problems told at once. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { ToolId } from '../core/id.ts';
import type { Workstream } from '../core/workstream.ts';
import { checkWorkstream } from './check-workstream.ts';
import { isJsonList } from './json-list.ts';
import { normalise } from './normalise.ts';
import { keysOf } from './pointer.ts';
import type { Problem } from './problem.ts';
import type { WrittenWorkstream } from './written.ts';

/** What is wrong with more than this is not read on. */
const MOST_PROBLEMS = 500;
/** What one round takes out may leave something missing for the next. */
const ROUNDS = 3;
/** A need that no step is: what stood there has a problem already. */
const unknownNeed = (item: string): string => `__need_${item}`;
/** The values are there twice, and one of them is as good as the other. */
const LEFT_ALONE: ReadonlySet<string> = new Set(['duplicate-key']);

/** Gives what can be planned of a workstream with problems; null where too much is wrong. */
export const salvage = async (
  value: Json,
  problems: readonly Problem[],
  scriptTool: ToolId,
): Promise<Workstream | null> => {
  let rest = value;
  let wrong = problems;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!isJsonObject(rest) || wrong.length > MOST_PROBLEMS) return null;
    rest = withoutFaults(rest, wrong);
    wrong = await checkWorkstream(rest);
    // The cast cannot lie: checkWorkstream found nothing wrong.
    if (wrong.length === 0) return normalise(rest as unknown as WrittenWorkstream, scriptTool);
  }
  return null;
};

/** What a step does. */
const WORK = ['run', 'tool', 'requires', 'steps', 'uses', 'on'];

type Draft = { [key: string]: Json };

const withoutFaults = (value: JsonObject, problems: readonly Problem[]): JsonObject => {
  const draft: Draft = { ...value };
  for (const problem of problems) {
    if (LEFT_ALONE.has(problem.code)) continue;
    const keys = keysOf(problem.pointer);
    const [list = '', index] = keys;
    if (list === '') supplyTop(draft);
    else if ((list === 'steps' || list === 'finally') && index !== undefined)
      draft[list] = mendedSteps(draft[list] ?? null, Number(index), keys.slice(2), problem.code);
    else if (list === 'inputs' && index !== undefined)
      draft[list] = mendedInputs(draft[list] ?? null, index, problem.code);
    else if (list === 'version' || list === 'id' || list === 'steps') delete draft[list];
    else replace(draft, keys);
  }
  supplyTop(draft);
  return draft;
};

const supplyTop = (draft: Draft): void => {
  draft['version'] ??= 1;
  draft['id'] ??= 'unnamed';
  draft['steps'] ??= [placeholder('steps', 0)];
};

const placeholder = (list: string, index: number): JsonObject => ({ id: `${list}_${index}`, run: ':' });

const mendedSteps = (steps: Json, index: number, keys: readonly string[], code: string): Json => {
  if (!isJsonList(steps)) return null;
  const list = [...steps];
  const step = list[index] ?? null;
  if (!isJsonObject(step)) list[index] = placeholder('step', index);
  else list[index] = mendedStep(step, index, keys, code);
  return list;
};

const mendedStep = (step: JsonObject, index: number, keys: readonly string[], code: string): JsonObject => {
  const draft: Draft = { ...step };
  const [key = '', item] = keys;
  if (key === 'needs') {
    const needs = draft['needs'] ?? null;
    draft['needs'] =
      isJsonList(needs) && item !== undefined
        ? needs.toSpliced(Number(item), 1, unknownNeed(item))
        : [unknownNeed('s')];
  } else if (key !== '') replace(draft, keys);
  if (code === 'missing-key' && key === '') draft['id'] ??= `step_${index}`;
  if (!WORK.some((key) => key in draft)) draft['run'] = ':';
  draft['id'] ??= `step_${index}`;
  return draft;
};

/** An input that is wrong is there all the same: what refers to it is right. */
const mendedInputs = (inputs: Json, name: string, code: string): Json => {
  if (!isJsonObject(inputs)) return {};
  const { [name]: _, ...others } = inputs;
  return code === 'bad-name' ? others : { ...others, [name]: '' };
};

/** Takes a member out; an item of a list with its list, so that no other item stands in its place. */
const replace = (draft: Draft, [key = '', ...below]: readonly string[]): void => {
  const member = draft[key];
  if (below.length === 0 || !isJsonObject(member)) {
    delete draft[key];
    return;
  }
  const copy: Draft = { ...member };
  replace(copy, below);
  draft[key] = copy;
};

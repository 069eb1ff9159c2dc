/** Turns what the validator found into problems that a person can mend. */
import type { ErrorObject } from 'ajv';
import type { Json } from '../core/json.ts';
import { isLaterKey, meantKey } from './foreign-keys.ts';
import { findFrameFaults, findStepFaults } from './generated/workstream-faults.js';
import { rightValue } from './guess.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';
import { describe, expected, subject } from './wording.ts';

/** A list of a million wrong items is not explained to its end. */
const MOST_ERRORS = 1_000;

/** `stoodFor`: pointers of the keys that an unknown one was meant to be; `missing`: those of which one should be there. */
type Explained = {
  readonly problem: Problem;
  readonly stoodFor: readonly string[];
  readonly missing: readonly string[];
};

/** Gives what is wrong with everything but the steps. */
export const explainFrame = (value: Json): readonly Problem[] =>
  findFrameFaults(value) ? [] : explain(findFrameFaults.errors ?? [], '');

/** Gives what is wrong with one step. */
export const explainStep = (step: Json, pointer: string): readonly Problem[] =>
  findStepFaults(step) ? [] : explain(findStepFaults.errors ?? [], pointer);

/** Gives the problems that a validator's errors are, below the pointer `base`. */
export const explain = (errors: readonly ErrorObject[], base: string): readonly Problem[] => {
  const found = errors.slice(0, MOST_ERRORS).flatMap((error) => explainOne(error, base + error.instancePath) ?? []);
  // A misspelt key explains why the right one is missing; a wrong type, why the value is none of those allowed.
  const explained = new Set(found.flatMap(({ stoodFor }) => stoodFor));
  const mistyped = new Set(found.flatMap(({ problem }) => (problem.code === 'wrong-type' ? [problem.pointer] : [])));
  const told = new Set<string>();
  return found.flatMap(({ problem, missing }) => {
    const { code, pointer, message } = problem;
    const again = `${code} ${pointer} ${code === 'wrong-type' ? '' : message}`;
    if (told.has(again) || missing.some((key) => explained.has(key))) return [];
    if (code === 'bad-value' && mistyped.has(pointer)) return [];
    told.add(again);
    return [problem];
  });
};

type Params = { readonly [name: string]: unknown };

const explainOne = (error: ErrorObject, pointer: string): Explained | null => {
  // ErrorObject says `any` of all of these.
  const data: unknown = error.data;
  const params: Params = error.params;
  // Of a choice, only the choice itself is explained; of a wrong name, only what is wrong with it.
  if (error.keyword === 'if' || error.keyword === 'propertyNames' || /\/oneOf\/\d/.test(error.schemaPath)) return null;
  if (error.propertyName !== undefined) {
    const message = `${JSON.stringify(error.propertyName)} is not ${expected(error)}`;
    return alone('bad-name', message, pointerTo(pointer, error.propertyName), 'key');
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, pointer, String(params['additionalProperty']));
    case 'required': {
      const key = String(params['missingProperty']);
      const advice = key === 'version' ? '; write "version": 1' : '';
      return missingKey(`${subject(pointer)} needs the key "${key}"${advice}`, pointer, [key]);
    }
    case 'dependencies': {
      const key = String(params['missingProperty']);
      return missingKey(`${subject(pointer)} needs the key "${key}" beside "${String(params['property'])}"`, pointer, [
        key,
      ]);
    }
    case 'oneOf':
      return wrongChoice(error, pointer, data);
    case 'minProperties':
    case 'maxProperties':
      // An acceptance check is one of several; of all else only so many are allowed.
      return /\/acceptance\/\d+$/.test(pointer) ? wrongChoice(error, pointer, data) : wrongValue(error, pointer, data);
    case 'uniqueItems': {
      const index = Math.max(Number(params['i']), Number(params['j']));
      const item: unknown = Array.isArray(data) ? data[index] : null;
      const message = `${subject(pointer)} holds ${describe(item)} twice; take one out`;
      return alone('bad-value', message, pointerTo(pointer, index), 'value');
    }
    default:
      return wrongValue(error, pointer, data);
  }
};

const wrongValue = (error: ErrorObject, pointer: string, data: unknown): Explained => {
  const right = acceptanceFor(pointer, data) ?? rightValue(error);
  const hint = right === null ? '' : `. Did you mean ${right}?`;
  const message = `${subject(pointer)} must be ${expected(error)}, not ${describe(data)}${hint}`;
  return alone(error.keyword === 'type' ? 'wrong-type' : 'bad-value', message, pointer, 'value');
};

/** The check that was meant where a path or a command stands by itself. */
const acceptanceFor = (pointer: string, data: unknown): string | null => {
  const found = /\/acceptance(\/\d+)?$/.exec(pointer);
  if (found === null || typeof data !== 'string' || data.trim() === '') return null;
  const check = JSON.stringify(/\s/.test(data.trim()) ? { run: data } : { file: data });
  return found[1] === undefined ? `[${check}]` : check;
};

const alone = (code: string, message: string, pointer: string, place: 'key' | 'value'): Explained => ({
  problem: { code, message, pointer, place },
  stoodFor: [],
  missing: [],
});

const missingKey = (message: string, pointer: string, keys: readonly string[]): Explained => ({
  ...alone('missing-key', message, pointer, 'value'),
  missing: keys.map((key) => pointerTo(pointer, key)),
});

const unknownKey = (error: ErrorObject, pointer: string, key: string): Explained => {
  const at = pointerTo(pointer, key);
  if (isLaterKey(pointer, key)) return alone('not-yet-supported', `\`${key}\` is not yet supported`, at, 'key');
  if (key === 'shell' && pointer !== '') {
    const message = 'unknown key "shell"; it stands in `with`: with: { shell: bash }';
    return alone('unknown-key', message, at, 'key');
  }
  const known = Object.keys(propertiesOf(error));
  const meant = meantKey(key, known);
  const hint = meant === null ? `; known here: ${known.join(', ')}` : `. Did you mean "${meant}"?`;
  const message = `unknown key ${describe(key)}${hint}`;
  return { ...alone('unknown-key', message, at, 'key'), stoodFor: meant === null ? [] : [pointerTo(pointer, meant)] };
};

const propertiesOf = (error: ErrorObject): object => {
  const schema: unknown = error.parentSchema;
  const known = typeof schema === 'object' && schema !== null && 'properties' in schema ? schema.properties : null;
  return typeof known === 'object' && known !== null ? known : {};
};

/** What says what a step does, and what says what a check looks at: one of each. */
const CHOICES = {
  step: ['run', 'tool', 'requires', 'steps', 'uses', 'on'],
  check: ['run', 'file', 'changed', 'schema', 'script'],
} as const;

const wrongChoice = (error: ErrorObject, pointer: string, data: unknown): Explained | null => {
  const of = error.keyword === 'oneOf' ? 'step' : 'check';
  // What is no object at all has a problem of its own.
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const [first, second] = CHOICES[of].filter((key) => Object.hasOwn(data, key));
  if (first !== undefined && second !== undefined) {
    const message = `${subject(pointer)} has both "${first}" and "${second}"; keep one of them`;
    return alone('conflicting-keys', message, pointerTo(pointer, second), 'key');
  }
  // One of them and a key that does not belong: that one has a problem of its own.
  if (first !== undefined) return null;
  const what = of === 'step' ? '"run" (a shell script) or "tool"' : '"run" (a shell script) or "file" (a path)';
  return missingKey(`${subject(pointer)} needs either ${what}`, pointer, CHOICES[of].slice(0, 2));
};

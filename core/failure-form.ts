/** Which form failures have, for those that others tell: tools in code, modules, cassettes. */
import type { Failure, FailureCode } from './failure.ts';
import { isJsonObject } from './json.ts';

type Is = (value: unknown) => boolean;

/** The last moment that a date can be. */
const LAST_MS = 8.64e15;
/** What any system gives as an exit code. */
const LARGEST_CODE = 2 ** 32;

const text: Is = (value) => typeof value === 'string';
const whole: Is = (value) => Number.isSafeInteger(value);
const moment: Is = (value) => typeof value === 'number' && value >= 0 && value <= LAST_MS;
const span: Is = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value);
const oneOf =
  (...known: readonly unknown[]): Is =>
  (value) =>
    known.includes(value);
const list =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);
const optional =
  (is: Is): Is =>
  (value) =>
    value === undefined || is(value);
const any: Is = (value) => value !== undefined;

/** Whether a value is an exit code. */
export const isExitCode = (value: unknown): boolean => whole(value) && Math.abs(Number(value)) < LARGEST_CODE;

const difference: Is = (value) =>
  isJsonObject(value) && text(value['field']) && orNull(text)(value['recorded']) && orNull(text)(value['now']);

const PATHS = { paths: list(text) };
const RESET = { resetsAt: orNull(moment) };
const NOTHING = {};

/** By code, what each has beside its message. */
const FIELDS: Readonly<Record<FailureCode, Readonly<Record<string, Is>>>> = {
  'tool-exit': { status: isExitCode },
  'tool-signal': { signal: text },
  'tool-missing': { tool: text },
  timeout: { afterMs: span },
  'acceptance-failed': { check: any },
  'bad-output': { pointer: text },
  'bad-input': { pointer: text },
  'sandbox-missing': NOTHING,
  'git-conflict': { ...PATHS, sides: optional(list(text)) },
  'integration-failed': NOTHING,
  workspace: NOTHING,
  'leaves-missing': { steps: list(text) },
  'refresh-differs': PATHS,
  'secret-in-commit': NOTHING,
  'read-only-violated': PATHS,
  'disk-full': NOTHING,
  'out-of-memory': NOTHING,
  'breaker-open': { breaker: text, reopensAt: moment },
  interrupted: { by: oneOf('crash', 'cancel', 'stop'), atWork: optional(oneOf(true)) },
  quarantined: { deaths: whole },
  'rate-limited': RESET,
  'quota-exceeded': RESET,
  unavailable: RESET,
  unauthenticated: NOTHING,
  'permission-denied': NOTHING,
  'context-too-long': NOTHING,
  'budget-exceeded': NOTHING,
  refused: NOTHING,
  truncated: NOTHING,
  'model-not-found': { model: text },
  'replay-miss': { differs: list(difference) },
  'scope-violated': PATHS,
  rejected: { by: text },
  'body-failed': { step: text },
  'loop-exhausted': { rounds: whole },
  bug: { stack: text },
};

/** Whether a value is a failure, as it may stand in a log: another one would end in whoever reads it. */
export const isFailure = (value: unknown): value is Failure => {
  if (!isJsonObject(value)) return false;
  const { code, message, tried } = value;
  if (typeof code !== 'string' || !Object.hasOwn(FIELDS, code) || !text(message) || !optional(text)(tried))
    return false;
  // Cannot lie: it is one of its own keys.
  return Object.entries(FIELDS[code as FailureCode]).every(([key, is]) => is(value[key]));
};

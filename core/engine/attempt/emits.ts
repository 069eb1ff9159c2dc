/** The domain events that a step tells with its success. One that cannot be told, or does not fit its schema, fails the step. */
import { faultInEvent, MOST_EMITTED, type Emit, type Emitted } from '../../domain-event.ts';
import type { Failure } from '../../failure.ts';
import { isJsonObject, type Json } from '../../json.ts';
import type { KeptContext } from '../../kept-context.ts';
import type { StepFacts } from '../../planning/expressions/expression-language.ts';
import { fillJson } from '../../planning/expressions/fill.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Success } from '../../attempt.ts';
import { secretOf } from './attempt-outputs.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { contextAfter } from './own-context.ts';

type Parts = Pick<AttemptParts, 'checkJson' | 'secretIn'>;

const wrong = (at: number, type: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-output', pointer: `/emit/${at}`, message: `the event ${type} cannot be told: ${message}` });

const itemsOf = (each: Json, seen: KeptContext, facts: StepFacts): Result<readonly Json[], string> => {
  const filled = fillJson(each, contextAfter(seen, facts, null));
  if (!filled.ok) return err(filled.error.message);
  return Array.isArray(filled.value) ? ok(filled.value) : err('"each" gives no list');
};

/** What one entry of `emit` comes to. */
const toldBy = (
  { type, payload, schema, each }: Emit,
  seen: KeptContext,
  facts: StepFacts,
  { checkJson, secretIn }: Parts,
): Result<readonly Emitted[], string> => {
  const items = each === null ? ok(null) : itemsOf(each, seen, facts);
  if (!items.ok) return items;
  const told: Emitted[] = [];
  for (const [index, value] of (items.value ?? [null]).entries()) {
    const item = items.value === null ? null : { value, index };
    const filled = fillJson(payload, contextAfter(seen, facts, item));
    if (!filled.ok) return err(filled.error.message);
    const fault = faultInEvent(type, filled.value);
    if (fault !== null || !isJsonObject(filled.value)) return err(fault ?? 'its payload is no object');
    const problem = schema === null ? null : checkJson(schema, filled.value);
    if (problem !== null) return err(`payload${problem.pointer}: ${problem.message}`);
    const leak = secretOf(filled.value, secretIn);
    if (leak !== null) return err(leak.message);
    told.push({ type, payload: filled.value });
  }
  return ok(told);
};

/** What the step tells that has done this; nothing where it tells nothing, or is only refreshed. */
export const emitsOf = (
  { filled, work }: Pick<AttemptRequest, 'filled' | 'work'>,
  { outputs, exitCode }: Pick<Success, 'outputs' | 'exitCode'>,
  parts: Parts,
): Result<Pick<Success, 'emits'>, Failure> => {
  if (filled.emits === undefined || work.isRefresh) return ok({});
  const emits: Emitted[] = [];
  for (const [at, emit] of filled.emits.all.entries()) {
    const told = toldBy(emit, filled.emits.seen, { status: 'succeeded', outputs, exitCode }, parts);
    if (!told.ok) return wrong(at, emit.type, told.error);
    emits.push(...told.value);
    if (emits.length > MOST_EMITTED)
      return wrong(at, emit.type, `these are more than ${MOST_EMITTED} events of one step`);
  }
  return ok(emits.length === 0 ? {} : { emits });
};

/** What an attempt gives to the steps that follow. */
import type { Failure } from '../../failure.ts';
import { isTooDeep, TOO_DEEP, type JsonObject } from '../../json.ts';
import { adviceOnLine, parseOutputs } from '../../planning/outputs.ts';
import { err, ok, type Result } from '../../result.ts';
import type { SecretIn } from '../../system.ts';
import type { ToolOutcome } from '../../tool.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

/** What stands in the log as it is: outputs, and what is told. One that holds a secret is neither kept nor handed on changed. */
export const secretOf = (outputs: JsonObject, secretIn: SecretIn): Failure | null => {
  for (const [key, value] of Object.entries(outputs)) {
    const name = secretIn(key) ?? secretIn(typeof value === 'string' ? value : JSON.stringify(value));
    if (name === null) continue;
    const shown = secretIn(key) === null ? `the output ${key}` : 'the name of an output';
    const message = `${shown} holds the value of the secret ${name}, which is not handed on: let the step that needs it name the secret`;
    return { code: 'bad-output', pointer: '', message };
  }
  return null;
};

/** Outputs as they may be handed on: they fit their schema and hold no secret. `lines`: those that were written as lines. */
export const fitting = (
  { work: { outputs: schema } }: AttemptRequest,
  { checkJson, secretIn }: AttemptParts,
  outputs: JsonObject,
  lines: JsonObject | null,
): Result<JsonObject, Failure> => {
  // First: what is too deep nobody can look through.
  if (isTooDeep(outputs))
    return err({ code: 'bad-output', pointer: '', message: `its outputs are too deep: ${TOO_DEEP}` });
  const leak = secretOf(outputs, secretIn);
  if (leak !== null) return err(leak);
  const problem = schema === null ? null : checkJson(schema, outputs);
  if (problem === null) return ok(outputs);
  const place = problem.pointer === '' ? '' : ` ${problem.pointer}`;
  const message = `outputs${place}: ${problem.message}${lines === null ? '' : adviceOnLine(lines, problem)}`;
  return err({ code: 'bad-output', pointer: problem.pointer, message });
};

/** What the tool gave and what was written to `$WS_OUTPUT`, checked. */
export const outputsOf = async (
  request: AttemptRequest,
  parts: AttemptParts,
  outcome: ToolOutcome,
): Promise<Result<JsonObject, Failure>> => {
  const text = await parts.files.readOutput(request.attempt);
  if (!text.ok) return text;
  const written = text.value === '' ? ok({}) : parseOutputs(text.value);
  if (!written.ok) {
    const { line, message } = written.error;
    return err({ code: 'bad-output', pointer: '', message: `$WS_OUTPUT line ${line}: ${message}` });
  }
  return fitting(request, parts, { ...written.value, ...outcome.outputs }, written.value);
};

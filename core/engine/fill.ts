/** Fills the expressions of a step in for one attempt. Values reach a shell as variables, never as text. */
import type { Failure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ExpressionContext } from '../planning/expression-language.ts';
import { evaluateText } from '../planning/expressions.ts';
import { fillJson, fillString } from '../planning/fill.ts';
import { compileScript, type CompiledScript } from '../planning/script.ts';
import { err, ok, type Result } from '../result.ts';
import type { Attempt, Run } from '../run.ts';
import type { Step } from '../workstream.ts';
import { contextOf } from './context.ts';
import type { Prepare, Prepared } from './prepare.ts';

type Environment = Readonly<Record<string, string>>;
type Script = { readonly run: string; readonly env: Environment };

/** What Linux lets one environment variable hold, its name included (MAX_ARG_STRLEN, execve(2)). */
const LARGEST_VARIABLE_BYTES = 131_072;

const badInput = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer, message: `${pointer.slice(1).replaceAll('/', '.')}: ${message}` });

/** UTF-8 length in bytes, without a platform's encoder. */
const bytesOf = (text: string): number => {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    const isPair = unit >= 0xd800 && unit <= 0xdbff;
    bytes += unit < 0x800 ? 1 : 2;
    if (isPair) at += 1;
  }
  return bytes;
};

/** What keeps a value out of an environment variable; null where nothing does. */
const refusalOf = (name: string, value: string): string | null => {
  if (value.includes('\0')) return 'the value holds a NUL byte, which no environment variable can';
  if (value.length * 3 < LARGEST_VARIABLE_BYTES) return null;
  if (name.length + bytesOf(value) + 2 <= LARGEST_VARIABLE_BYTES) return null;
  return 'the value is larger than the 128 KiB an environment variable can hold; pass it by `input:` and read the file $WS_INPUT';
};

const fillEnvironment = (
  env: Environment,
  pointer: string,
  context: ExpressionContext,
): Result<Environment, Failure> => {
  const filled: Record<string, string> = {};
  for (const [name, template] of Object.entries(env)) {
    const value = fillString(template, context);
    if (!value.ok) return badInput(`${pointer}/${name}`, value.error.message);
    const refusal = refusalOf(name, value.value);
    if (refusal !== null) return badInput(`${pointer}/${name}`, refusal);
    filled[name] = value.value;
  }
  return ok(filled);
};

const compiled = new Map<string, CompiledScript>();
const LARGEST_CACHE = 10_000;

const compileOnce = (script: string, pointer: string): Result<CompiledScript, Failure> => {
  const known = compiled.get(script);
  if (known !== undefined) return ok(known);
  const fresh = compileScript(script);
  if (!fresh.ok) return badInput(pointer, fresh.error.message);
  if (compiled.size >= LARGEST_CACHE) compiled.clear();
  compiled.set(script, fresh.value);
  return fresh;
};

const fillScript = (script: string, pointer: string, context: ExpressionContext): Result<Script, Failure> => {
  const text = compileOnce(script, pointer);
  if (!text.ok) return text;
  const env: Record<string, string> = {};
  for (const { name, expression } of text.value.variables) {
    const value = evaluateText(expression, context);
    if (!value.ok) return badInput(pointer, value.error.message);
    const refusal = refusalOf(name, value.value);
    if (refusal !== null) return badInput(pointer, `\${{ ${expression} }}: ${refusal}`);
    env[name] = value.value;
  }
  return ok({ run: text.value.text, env });
};

const fillWith = (
  step: Step,
  context: ExpressionContext,
): Result<{ readonly with: JsonObject; readonly env: Environment }, Failure> => {
  const { run: script, ...rest } = step.with;
  const isScript = step.tool === 'shell' && typeof script === 'string';
  const filled = fillJson(isScript ? rest : step.with, context);
  if (!filled.ok) return badInput('/with', filled.error.message);
  const values = isJsonObject(filled.value) ? filled.value : {};
  if (!isScript) return ok({ with: values, env: {} });
  const filledScript = fillScript(script, '/run', context);
  if (!filledScript.ok) return filledScript;
  return ok({ with: { ...values, run: filledScript.value.run }, env: filledScript.value.env });
};

const identityOf = (run: Run, attempt: Attempt): Environment => ({
  WS_RUN_ID: run.id,
  WS_STEP_ID: attempt.step,
  WS_ATTEMPT: String(attempt.attempt),
  WS_WORKSTREAM: run.plan.workstream.id,
  WS_WORKTREE: run.place?.worktree ?? '',
  WS_BRANCH: run.place?.branch ?? '',
});

type Filled<T> = Result<T, Failure>;

const fillAcceptance = (
  step: Step,
  context: ExpressionContext,
): Filled<Pick<Prepared, 'acceptanceScripts' | 'acceptancePaths'>> => {
  const scripts: (Script | null)[] = [];
  const paths: (string | null)[] = [];
  for (const [at, check] of step.acceptance.entries()) {
    const pointer = `/acceptance/${at}`;
    const script = check.kind === 'run' ? fillScript(check.script, pointer, context) : ok(null);
    if (!script.ok) return script;
    const path = check.kind === 'file' ? fillString(check.path, context) : ok(null);
    if (!path.ok) return badInput(pointer, path.error.message);
    scripts.push(script.value);
    paths.push(path.value);
  }
  return ok({ acceptanceScripts: scripts, acceptancePaths: paths });
};

const NOTHING_ASKED: Pick<Prepared, 'acceptanceScripts' | 'acceptancePaths'> = {
  acceptanceScripts: [],
  acceptancePaths: [],
};

/** Fills steps in; `base` is the environment that every step starts from. */
export const createPrepare =
  (base: Environment): Prepare =>
  (run, step, attempt) => {
    const ofWorkstream = fillEnvironment(run.plan.workstream.env, '/env', contextOf(run, {}, 'succeeded'));
    if (!ofWorkstream.ok) return ofWorkstream;
    const ofStep = fillEnvironment(step.env, '/env', contextOf(run, ofWorkstream.value, 'succeeded'));
    if (!ofStep.ok) return ofStep;
    const env = { ...ofWorkstream.value, ...ofStep.value };
    const context = contextOf(run, env, 'succeeded');
    const filled = fillWith(step, context);
    if (!filled.ok) return filled;
    const input: Result<Json, { readonly message: string }> =
      step.input === null ? ok(null) : fillJson(step.input, context);
    if (!input.ok) return badInput('/input', input.error.message);
    const cwd = fillString(step.cwd, context);
    if (!cwd.ok) return badInput('/cwd', cwd.error.message);
    const acceptance = step.acceptance.length === 0 ? ok(NOTHING_ASKED) : fillAcceptance(step, context);
    if (!acceptance.ok) return acceptance;
    return ok({
      with: filled.value.with,
      input: input.value,
      cwd: cwd.value,
      env: { ...base, ...env, ...filled.value.env, ...identityOf(run, attempt) },
      ...acceptance.value,
    });
  };

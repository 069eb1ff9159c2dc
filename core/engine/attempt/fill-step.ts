/** Fills the expressions of a step in for one attempt. Values reach a shell as variables, never as text. */
import type { Failure } from '../../failure.ts';
import { isJsonObject, without, type Json, type JsonObject } from '../../json.ts';
import type { ExpressionContext } from '../../planning/expressions/expression-language.ts';
import { fillJson, fillString } from '../../planning/expressions/fill.ts';
import { compileScript, scriptEnvironment } from '../../planning/shell/script.ts';
import { unfitForEnvironment } from '../../unfit-value.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Filled, OrderedCheck } from '../../order.ts';
import type { Run } from '../../run.ts';
import type { AcceptanceCheck, Step } from '../../workstream.ts';
import { contextOf } from './context.ts';
import { feedbackOf } from './feedback.ts';
import { remembered } from '../../remembered.ts';

type Environment = Readonly<Record<string, string>>;
type Script = { readonly run: string; readonly env: Environment };

const badInput = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer, message: `${pointer.slice(1).replaceAll('/', '.')}: ${message}` });

const fillEnvironment = (
  env: Environment,
  pointer: string,
  context: ExpressionContext,
): Result<Environment, Failure> => {
  const filled: Record<string, string> = {};
  for (const [name, template] of Object.entries(env)) {
    const value = fillString(template, context);
    if (!value.ok) return badInput(`${pointer}/${name}`, value.error.message);
    const unfit = unfitForEnvironment(value.value);
    if (unfit !== null) return badInput(`${pointer}/${name}`, `the value ${unfit}`);
    filled[name] = value.value;
  }
  return ok(filled);
};

const MOST_SCRIPTS = 10_000;

const compileOnce: typeof compileScript = remembered(MOST_SCRIPTS, compileScript);

const fillScript = (script: string, pointer: string, context: ExpressionContext): Result<Script, Failure> => {
  const text = compileOnce(script);
  if (!text.ok) return badInput(pointer, text.error.message);
  const env = scriptEnvironment(text.value, context);
  if (!env.ok) return badInput(pointer, env.error.message);
  return ok({ run: text.value.text, env: env.value });
};

/** What stands under the key `script` is filled in as a shell will read it, all else as it stands. */
const fillWith = (
  { with: args }: Step,
  script: string | null,
  context: ExpressionContext,
): Result<{ readonly with: JsonObject; readonly env: Environment }, Failure> => {
  const text = script === null ? undefined : args[script];
  const isScript = script !== null && typeof text === 'string';
  const filled = fillJson(isScript ? without(args, script) : args, context);
  if (!filled.ok) return badInput('/with', filled.error.message);
  const values = isJsonObject(filled.value) ? filled.value : {};
  if (!isScript) return ok({ with: values, env: {} });
  const filledScript = fillScript(text, `/${script}`, context);
  if (!filledScript.ok) return filledScript;
  return ok({ with: { ...values, [script]: filledScript.value.run }, env: filledScript.value.env });
};

const fillCheck = (
  check: AcceptanceCheck,
  pointer: string,
  context: ExpressionContext,
): Result<OrderedCheck, Failure> => {
  if (check.kind === 'run') {
    const script = fillScript(check.script, pointer, context);
    return script.ok ? ok({ kind: 'run', check, ...script.value }) : script;
  }
  const path = fillString(check.path, context);
  return path.ok ? ok({ kind: 'file', check, path: path.value }) : badInput(pointer, path.error.message);
};

const fillAcceptance = (step: Step, context: ExpressionContext): Result<readonly OrderedCheck[], Failure> => {
  const checks: OrderedCheck[] = [];
  for (const [at, check] of step.acceptance.entries()) {
    const filled = fillCheck(check, `/acceptance/${at}`, context);
    if (!filled.ok) return filled;
    checks.push(filled.value);
  }
  return ok(checks);
};

/** Fills a step in as its run stands; `script` is the key of `with` that its tool takes for a shell script. */
export const fillStep = (run: Run, step: Step, script: string | null): Result<Filled, Failure> => {
  const place = run.plan.index.get(step.id);
  const recovery = place === undefined ? undefined : run.steps[place]?.recovery;
  const failure = recovery === undefined ? null : feedbackOf(recovery);
  const ofWorkstream = fillEnvironment(run.plan.workstream.env, '/env', contextOf(run, {}, 'succeeded', failure));
  if (!ofWorkstream.ok) return ofWorkstream;
  const ofStep = fillEnvironment(step.env, '/env', contextOf(run, ofWorkstream.value, 'succeeded', failure));
  if (!ofStep.ok) return ofStep;
  const env = { ...ofWorkstream.value, ...ofStep.value };
  const context = contextOf(run, env, 'succeeded', failure);
  const filled = fillWith(step, script, context);
  if (!filled.ok) return filled;
  const input: Result<Json, { readonly message: string }> =
    step.input === null ? ok(null) : fillJson(step.input, context);
  if (!input.ok) return badInput('/input', input.error.message);
  const cwd = fillString(step.cwd, context);
  if (!cwd.ok) return badInput('/cwd', cwd.error.message);
  const acceptance = fillAcceptance(step, context);
  if (!acceptance.ok) return acceptance;
  return ok({
    with: filled.value.with,
    input: input.value,
    failure,
    cwd: cwd.value,
    env: { ...env, ...filled.value.env },
    acceptance: acceptance.value,
  });
};

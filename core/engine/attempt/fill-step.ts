/** Fills the expressions of a step in for one attempt. Values reach a shell as variables, never as text. */
import type { Failure } from '../../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { ExpressionContext } from '../../planning/expressions/expression-language.ts';
import { fillJson, fillString } from '../../planning/expressions/fill.ts';
import { compileScript, scriptEnvironment, unfitForEnvironment } from '../../planning/shell/script.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Attempt } from '../../attempt.ts';
import type { Run } from '../../run.ts';
import type { Step } from '../../workstream.ts';
import { contextOf } from './context.ts';
import { feedbackOf } from './feedback.ts';
import type { Prepare, Prepared } from './prepare.ts';
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
    const place = run.plan.index.get(step.id);
    const recovery = place === undefined ? undefined : run.steps[place]?.recovery;
    const failure = recovery === undefined ? null : feedbackOf(recovery);
    const ofWorkstream = fillEnvironment(run.plan.workstream.env, '/env', contextOf(run, {}, 'succeeded', failure));
    if (!ofWorkstream.ok) return ofWorkstream;
    const ofStep = fillEnvironment(step.env, '/env', contextOf(run, ofWorkstream.value, 'succeeded', failure));
    if (!ofStep.ok) return ofStep;
    const env = { ...ofWorkstream.value, ...ofStep.value };
    const context = contextOf(run, env, 'succeeded', failure);
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
      failure,
      cwd: cwd.value,
      env: { ...base, ...env, ...filled.value.env, ...identityOf(run, attempt) },
      ...acceptance.value,
    });
  };

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
import type { Step } from '../../workstream.ts';
import type { AcceptanceCheck } from '../../acceptance-check.ts';
import { contextOf, standpointOf } from './context.ts';
import { feedbackAt } from './feedback.ts';
import { EVENT_TOOL } from '../../plain-step.ts';
import { replaceTemplates, type OrderedText } from '../../text-template.ts';
import { around } from '../../state/growth.ts';
import { kept } from './own-context.ts';
import type { KeptContext } from '../../kept-context.ts';
import { nameOf } from '../../definition-at.ts';
import { remembered } from '../../remembered.ts';
import { usedBy } from '../../used.ts';

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

const filledBut = (
  key: string,
  args: JsonObject,
  context: ExpressionContext,
): Result<{ readonly with: JsonObject; readonly env: Environment }, Failure> => {
  const filled = fillJson(without(args, key), context);
  if (!filled.ok) return badInput('/with', filled.error.message);
  return ok({ with: { ...(isJsonObject(filled.value) ? filled.value : {}), [key]: args[key] ?? null }, env: {} });
};

/** What stands under the key `script` is filled in as a shell will read it, all else as it stands. */
const fillWith = (
  { tool, with: args }: Step,
  script: string | null,
  context: ExpressionContext,
): Result<Pick<Filled, 'with' | 'texts' | 'env'>, Failure> => {
  const text = script === null ? undefined : args[script];
  const isScript = script !== null && typeof text === 'string';
  const isAwaiting = tool === EVENT_TOOL && typeof args['where'] === 'string';
  // What is judged there has not come yet.
  if (isAwaiting) return filledBut('where', args, context);
  const texts: OrderedText[] = [];
  const plain = replaceTemplates(isScript ? without(args, script) : args, (template, path) => {
    texts.push({ ...template, path });
    return null;
  });
  const filled = fillJson([plain, texts.map((each) => each.with)], context);
  if (!filled.ok) return badInput('/with', filled.error.message);
  // The cast cannot lie: filling in keeps lists and objects what they are.
  const [values, given] = filled.value as [JsonObject, readonly JsonObject[]];
  const made = texts.length === 0 ? {} : { texts: texts.map((each, at) => ({ ...each, with: given[at] ?? {} })) };
  if (!isScript) return ok({ with: values, env: {}, ...made });
  const filledScript = fillScript(text, `/${script}`, context);
  if (!filledScript.ok) return filledScript;
  return ok({ ...made, with: { ...values, [script]: filledScript.value.run }, env: filledScript.value.env });
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
  if (check.kind === 'changed') return ok({ ...check, check });
  if (check.kind === 'function') return ok({ ...check, check });
  const path = fillString(check.kind === 'file' ? check.path : check.of, context);
  if (!path.ok) return badInput(pointer, path.error.message);
  return ok(check.kind === 'file' ? { kind: 'file', check, path: path.value } : { ...check, check, of: path.value });
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

const failureOf = (run: Run, step: Step): JsonObject | null => {
  const place = run.plan.index.get(step.id);
  return place === undefined ? null : feedbackAt(run, place);
};

/** That of the workstream, of what the step is in, from the outside in, and its own: each sees those before it. */
const environmentOf = (
  run: Run,
  step: Step,
  from: number | null,
  failure: JsonObject | null,
): Result<Environment, Failure> => {
  const { plan } = run;
  const composites = from === null ? [] : [...around(plan, from)].reverse();
  const layers: (readonly [Environment, number | null])[] = [[plan.workstream.env, null]];
  for (const place of composites) {
    const { env: own = {}, body } = plan.steps[place] ?? {};
    layers.push([own, place]);
    const used = usedBy(body);
    const inside = plan.openings.get(place)?.children[0];
    // It sees what its workstream was given.
    if (used !== null && inside !== undefined) layers.push([used.env, inside]);
  }
  layers.push([step.env, from]);
  let env: Environment = {};
  for (const [layer, at] of layers) {
    const filled = fillEnvironment(layer, '/env', contextOf(run, { env, standing: 'succeeded', failure, from: at }));
    if (!filled.ok) return filled;
    env = { ...env, ...filled.value };
  }
  return ok(env);
};

const emittingContext = (step: Step, context: ExpressionContext): KeptContext =>
  kept(
    (step.emit ?? []).flatMap(({ payload, each }) => [payload, each]),
    nameOf(step.id),
    context,
  );

/** Fills a step in as its run stands; `script` is the key of `with` that its tool takes for a shell script. */
export const fillStep = (run: Run, step: Step, script: string | null): Result<Filled, Failure> => {
  const from = standpointOf(run, step.id);
  const failure = failureOf(run, step);
  const env = environmentOf(run, step, from, failure);
  if (!env.ok) return env;
  const context = contextOf(run, { env: env.value, standing: 'succeeded', failure, from });
  const filled = fillWith(step, script, context);
  if (!filled.ok) return filled;
  const input: Result<Json, { readonly message: string }> =
    step.input === null ? ok(null) : fillJson(step.input, context);
  if (!input.ok) return badInput('/input', input.error.message);
  const cwd = fillString(step.cwd, context);
  if (!cwd.ok) return badInput('/cwd', cwd.error.message);
  const acceptance = fillAcceptance(step, context);
  if (!acceptance.ok) return acceptance;
  const key = fillString(step.cache?.key ?? '', context);
  if (!key.ok) return badInput('/cache/key', key.error.message);
  return ok({
    with: filled.value.with,
    ...(filled.value.texts === undefined ? {} : { texts: filled.value.texts }),
    input: input.value,
    failure,
    cwd: cwd.value,
    env: { ...env.value, ...filled.value.env },
    acceptance: acceptance.value,
    ...(step.commit === undefined
      ? {}
      : { commit: { ...step.commit, seen: kept(step.commit.message, nameOf(step.id), context) } }),
    ...(step.emit === undefined ? {} : { emits: { all: step.emit, seen: emittingContext(step, context) } }),
    ...(key.value === '' ? {} : { cacheKey: key.value }),
  });
};

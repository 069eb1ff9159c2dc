/** Judges the conditions of steps, and works out what composites open with and what they and the run give. */
import type { Awaited, DomainEvent } from '../domain-event.ts';
import type { Failure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Limits } from '../plan.ts';
import type { ConditionFacts, Evaluation, OpeningFacts, Verdict } from '../planning/schedule/evaluation.ts';
import type { ExpressionContext } from '../planning/expressions/expression-language.ts';
import { asksForStatus, evaluateCondition } from '../planning/expressions/expressions.ts';
import { fillJson } from '../planning/expressions/fill.ts';
import { completeInputs } from '../planning/given-inputs.ts';
import { isHardEnd } from '../step-end.ts';
import { err, ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { currentChildren } from '../state/growth.ts';
import type { Step, Used } from '../workstream.ts';
import type { CheckJson } from '../system.ts';
import { contextOf } from './attempt/context.ts';
import { frameAround } from './attempt/surroundings.ts';
import { amountOf, itemsOf } from './items-of.ts';

type Standing = ExpressionContext['standing'];

const standingOf = (facts: ConditionFacts, asks: boolean): Standing => {
  // A `finally` step runs however the others ended; only when it asks how they ended is it told.
  if (facts.isLast && !asks) return facts.isSpoiled ? 'failed' : 'succeeded';
  if (facts.isCancelled) return 'cancelled';
  if (facts.isStopped) return 'stopped';
  return facts.isSpoiled || (facts.isLast && facts.hasFailed) ? 'failed' : 'succeeded';
};

const at = (run: Run, from: number | null, standing: Standing = 'succeeded'): ExpressionContext =>
  contextOf(run, { env: frameAround(run, from).env, standing, from });

const badInput = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer, message: `${pointer.slice(1).replaceAll('/', '.')}: ${message}` });

const judge = (run: Run, step: Step, facts: ConditionFacts): Verdict => {
  const condition = step.condition ?? 'success()';
  const place = run.plan.index.get(step.id) ?? 0;
  const standing = standingOf(facts, asksForStatus(condition));
  const holds = evaluateCondition(condition, at(run, place, standing));
  if (!holds.ok)
    return { kind: 'fail', failure: { code: 'bad-input', pointer: '/if', message: `if: ${holds.error.message}` } };
  if (holds.value) return { kind: 'go' };
  return { kind: 'skip', reason: facts.isSpoiled ? 'upstream' : 'condition' };
};

const filled = (
  outputs: Readonly<Record<string, string>>,
  context: ExpressionContext,
): Result<JsonObject, { readonly name: string; readonly message: string }> => {
  const values: [string, Json][] = [];
  for (const [name, expression] of Object.entries(outputs)) {
    const value = fillJson(expression, context);
    if (!value.ok) return err({ name, message: value.error.message });
    values.push([name, value.value]);
  }
  return ok(Object.fromEntries(values));
};

const outputsOf = (run: Run): Result<JsonObject, string> => {
  const outputs = filled(run.plan.workstream.outputs, at(run, null));
  return outputs.ok ? outputs : err(`outputs.${outputs.error.name}: ${outputs.error.message}`);
};

const LIMITS = {
  foreach: ['concurrency', 'minSuccess'],
  loop: ['max', 'min'],
} as const;

type Written = Readonly<Partial<Record<keyof Limits, number | string | null>>>;

/** What the numbers gave that are expressions. */
const limitsOf = (kind: keyof typeof LIMITS, written: Written, context: ExpressionContext): Result<Limits, Failure> => {
  const limits: [keyof Limits, number][] = [];
  for (const name of LIMITS[kind]) {
    const amount = written[name];
    if (typeof amount !== 'string') continue;
    const value = amountOf(amount, context);
    if (!value.ok) return badInput(`/${kind}/${name}`, value.error);
    limits.push([name, value.value]);
  }
  return ok(Object.fromEntries(limits));
};

/** The inputs of a workstream that is used, as expressions give them where it stands. */
const givenTo = (
  { inputs, with: given, source }: Used,
  context: ExpressionContext,
  checkJson: CheckJson,
): Result<JsonObject, Failure> => {
  const values = fillJson(given, context);
  if (!values.ok) return badInput('/with', values.error.message);
  const complete = completeInputs(inputs, isJsonObject(values.value) ? values.value : {}, checkJson);
  return complete.ok ? complete : badInput(`/with/${complete.error.name}`, `${source}: ${complete.error.message}`);
};

const openingOf =
  (checkJson: CheckJson) =>
  (run: Run, place: number): Result<OpeningFacts, Failure> => {
    const body = run.plan.steps[place]?.body;
    const context = at(run, place);
    if (body === undefined || body.kind === 'group') {
      const inputs = body?.used === undefined ? ok(null) : givenTo(body.used, context, checkJson);
      return inputs.ok ? ok({ items: null, limits: {}, inputs: inputs.value }) : inputs;
    }
    if (body.kind === 'loop') {
      const limits = limitsOf('loop', { max: body.max, min: body.min }, context);
      return limits.ok ? ok({ items: null, limits: limits.value, inputs: null }) : limits;
    }
    const limits = limitsOf('foreach', { concurrency: body.concurrency, minSuccess: body.minSuccess }, context);
    if (!limits.ok) return limits;
    const most = amountOf(body.maxItems, context);
    if (!most.ok) return badInput('/foreach/maxItems', most.error);
    const items = itemsOf(body, context, most.value);
    if (!items.ok) return items;
    // What stands in one graph is laid out together; else something would begin before what it needs.
    const laid = run.plan.openings.get(place)?.children ?? [];
    const keys = new Set(laid.map((child) => run.plan.each.get(child)?.key));
    const isGraph = items.value.some(({ needs = [] }) => needs.length > 0);
    if (
      isGraph &&
      laid.length > 0 &&
      (keys.size !== items.value.length || items.value.some(({ key }) => !keys.has(key)))
    )
      return badInput(
        '/foreach/items',
        'these are others than before, and they need one another: ws retry makes a new run',
      );
    return ok({ items: items.value, limits: limits.value, inputs: null });
  };

/** What is asked of a body is asked from inside of it. */
const insideOf = (run: Run, place: number): number => {
  const opened = run.plan.openings.get(place);
  const [child] = opened === undefined ? [] : currentChildren(opened);
  if (child === undefined) return place;
  const inner = run.plan.steps[child]?.body;
  const isSeen = inner?.kind === 'group' && inner.used === undefined;
  return isSeen && run.plan.steps[place]?.body?.kind === 'loop' ? insideOf(run, child) : child;
};

const untilOf = (run: Run, place: number): Result<boolean, Failure> => {
  const step = run.plan.steps[place];
  const opened = run.plan.openings.get(place);
  const [round] = opened === undefined ? [] : currentChildren(opened);
  if (step?.body?.kind !== 'loop' || step.body.until === null || round === undefined) return ok(true);
  const state = run.steps[round]?.state;
  const hasFailed = state !== undefined && isHardEnd(state);
  const holds = evaluateCondition(step.body.until, at(run, insideOf(run, place), hasFailed ? 'failed' : 'succeeded'));
  return holds.ok ? holds : badInput('/loop/until', holds.error.message);
};

const bodyOutputsOf = (run: Run, place: number): Result<JsonObject, Failure> => {
  const body = run.plan.steps[place]?.body;
  if (body?.kind === 'loop') {
    const opened = run.plan.openings.get(place);
    const [round] = opened === undefined ? [] : currentChildren(opened);
    const state = round === undefined ? undefined : run.steps[round]?.state;
    return ok(state?.kind === 'succeeded' ? state.outputs : {});
  }
  // Those of items are read where they are.
  if (body?.kind !== 'group') return ok({});
  if (body.lane?.wraps === 'step') {
    const [work] = run.plan.openings.get(place)?.children ?? [];
    const state = work === undefined ? undefined : run.steps[work]?.state;
    return ok(state?.kind === 'succeeded' ? state.outputs : {});
  }
  const outputs = filled(body.outputs, at(run, insideOf(run, place)));
  return outputs.ok ? outputs : badInput(`/outputs/${outputs.error.name}`, outputs.error.message);
};

const fits = (run: Run, place: number, { type, where }: Awaited, event: DomainEvent): boolean => {
  if (event.type !== type) return false;
  if (where === null) return true;
  const { payload, run: from, step, by, at: when } = event;
  const told = { type, payload, run: from, step, by, at: new Date(when).toISOString() };
  const holds = evaluateCondition(where, { ...at(run, place), event: told });
  return holds.ok && holds.value;
};

/** The evaluation of real runs, by the expressions their authors wrote; who drives them says what tools there are to choose from. */
export const createEvaluation = (checkJson: CheckJson): Evaluation => ({
  condition: judge,
  outputs: outputsOf,
  opening: openingOf(checkJson),
  until: untilOf,
  bodyOutputs: bodyOutputsOf,
  fits,
  choice: () => null,
});

/** Judges the conditions of steps and works out the outputs of a run. */
import type { Json, JsonObject } from '../json.ts';
import type { ConditionFacts, Evaluation, Verdict } from '../planning/schedule/evaluation.ts';
import type { ExpressionContext } from '../planning/expressions/expression-language.ts';
import { asksForStatus, evaluateCondition } from '../planning/expressions/expressions.ts';
import { fillJson } from '../planning/expressions/fill.ts';
import { err, ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { scopeAt } from '../scope.ts';
import type { Step } from '../workstream.ts';
import { contextOf } from './attempt/context.ts';

type Standing = ExpressionContext['standing'];

const standingOf = (facts: ConditionFacts, isFinally: boolean, asks: boolean): Standing => {
  // A `finally` step runs however the others ended; only when it asks how they ended is it told.
  if (isFinally && !asks) return facts.isSpoiled ? 'failed' : 'succeeded';
  if (facts.isCancelled) return 'cancelled';
  if (facts.isStopped) return 'stopped';
  return facts.isSpoiled || (isFinally && facts.hasFailed) ? 'failed' : 'succeeded';
};

const judge = (run: Run, step: Step, facts: ConditionFacts): Verdict => {
  const condition = step.condition ?? 'success()';
  const isFinally = scopeAt(run.plan.scopes, run.plan.index.get(step.id) ?? 0).kind === 'finally';
  const standing = standingOf(facts, isFinally, asksForStatus(condition));
  const holds = evaluateCondition(condition, contextOf(run, run.plan.workstream.env, standing));
  if (!holds.ok)
    return { kind: 'fail', failure: { code: 'bad-input', pointer: '/if', message: `if: ${holds.error.message}` } };
  if (holds.value) return { kind: 'go' };
  return { kind: 'skip', reason: facts.isSpoiled ? 'upstream' : 'condition' };
};

const outputsOf = (run: Run): Result<JsonObject, string> => {
  const { workstream } = run.plan;
  const outputs: [string, Json][] = [];
  for (const [name, expression] of Object.entries(workstream.outputs)) {
    const value = fillJson(expression, contextOf(run, workstream.env, 'succeeded'));
    if (!value.ok) return err(`outputs.${name}: ${value.error.message}`);
    outputs.push([name, value.value]);
  }
  return ok(Object.fromEntries(outputs));
};

/** The evaluation of real runs, by the expressions their authors wrote; who drives them says what tools there are to choose from. */
export const expressionEvaluation: Evaluation = { condition: judge, outputs: outputsOf, choice: () => null };

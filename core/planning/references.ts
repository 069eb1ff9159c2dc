/** Checks every expression of a definition: its syntax, where it stands, and that what it refers to is there by then. */
import { isJsonObject, without, type Json } from '../json.ts';
import type { StepId } from '../id.ts';
import { stepId } from '../id.ts';
import type { Adjacency, Alternative, Step, Workstream } from '../workstream.ts';
import {
  FIXED_MEMBERS,
  STEP_PROPERTIES,
  type ExpressionProblem,
  type FixedContext,
  type Reference,
} from './expressions/expression-language.ts';
import { compileExpression } from './expressions/expressions.ts';
import { didYouMean } from './nearest.ts';
import { scopeAt, type Scope } from '../scope.ts';
import { pointerOf, type PlanProblem } from './problem.ts';
import type { DescribeTool } from '../tool.ts';
import { misplaced } from './shell/script.ts';
import { bareCondition, hasHole, parseTemplate } from './expressions/template.ts';

type Graph = {
  readonly workstream: Workstream;
  readonly steps: readonly Step[];
  readonly scopes: readonly Scope[];
  readonly index: ReadonlyMap<StepId, number>;
  readonly needs: Adjacency;
  readonly order: Uint32Array;
  /** Places of steps that have a need which is wrong, or stand behind one: what has ended before them nobody knows. */
  readonly unsure: ReadonlySet<number>;
};

/** Who asks: a step by its place, the outputs (all steps have ended), or the environment (none has). */
type Asker =
  | { readonly kind: 'step'; readonly place: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'beginning' };

const FAILURE_IN_CONDITION =
  'a condition is judged before the first attempt, when `failure` is null: it tells an attempt what the one before died of. ' +
  "Write failure() to ask whether something before the step failed, or steps.<id>.status == 'failed' to ask which.";

/** A character of the text at a pointer. */
type Spot = { readonly pointer: string; readonly within: number };

class Checker {
  readonly problems: PlanProblem[] = [];
  readonly #graph: Graph;
  readonly describe: DescribeTool;
  #rank: Uint32Array | null = null;

  constructor(graph: Graph, describe: DescribeTool) {
    this.#graph = graph;
    this.describe = describe;
  }

  /** Every string of a value. */
  json(value: Json, pointer: string, asker: Asker): void {
    if (typeof value === 'string') this.text(value, pointer, asker);
    else if (Array.isArray(value)) value.forEach((item: Json, at) => this.json(item, `${pointer}/${at}`, asker));
    else if (isJsonObject(value))
      for (const [key, member] of Object.entries(value))
        this.json(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, asker);
  }

  text(text: string, pointer: string, asker: Asker): void {
    if (!hasHole(text)) return;
    const template = parseTemplate(text);
    if (!template.ok)
      return this.#report('expression-syntax', template.error.message, { pointer, within: template.error.offset });
    for (const { expression, at } of template.value.holes)
      this.#expression(expression, { pointer, within: at }, asker, false);
  }

  script(script: string, pointer: string, asker: Asker): void {
    if (!hasHole(script)) return;
    for (const { message, offset } of misplaced(script))
      this.#report('expression-place', message, { pointer, within: offset });
    const template = parseTemplate(script);
    if (!template.ok) return;
    for (const { expression, at } of template.value.holes)
      this.#expression(expression, { pointer, within: at }, asker, false);
  }

  condition(condition: string, pointer: string, asker: Asker): void {
    this.#expression(bareCondition(condition), { pointer, within: 0 }, asker, true);
  }

  #expression(source: string, from: Spot, asker: Asker, isCondition: boolean): void {
    const at = (offset: number): Spot => ({ pointer: from.pointer, within: from.within + offset });
    const compiled = compileExpression(source);
    if (!compiled.ok) return this.#report(compiled.error.code, wordsOf(compiled.error), at(compiled.error.offset));
    const { statusFunction, references } = compiled.value;
    if (statusFunction !== null && !isCondition)
      this.#report('status-function', `${statusFunction}() can be used in \`if\` only`, from);
    for (const reference of references) {
      const spot = at(reference.offset);
      if (reference.context === 'inputs') this.#input(reference, spot);
      else if (reference.context === 'steps') this.#step(reference, spot, asker);
      else if (reference.context === 'failure' && isCondition)
        this.#report('failure-in-condition', FAILURE_IN_CONDITION, spot);
      else this.#member(reference.context, reference.name, spot);
    }
  }

  #member(context: FixedContext, name: string | null, spot: Spot): void {
    const known = FIXED_MEMBERS[context];
    if (name === null || known.includes(name.toLowerCase())) return;
    const message = `${context}.${name}: ${context} has ${known.join(', ')}.${didYouMean(name, known)}`;
    this.#report('unknown-property', message, spot);
  }

  #input({ name }: Reference, spot: Spot): void {
    const { inputs } = this.#graph.workstream;
    if (name === null || Object.keys(inputs).some((known) => known.toLowerCase() === name.toLowerCase())) return;
    const meant = didYouMean(name, Object.keys(inputs));
    this.#report('unknown-input', `inputs.${name}: there is no input "${name}".${meant}`, spot);
  }

  #step({ name, property }: Reference, spot: Spot, asker: Asker): void {
    const { index, steps } = this.#graph;
    if (asker.kind === 'beginning')
      return this.#report(
        'reference-too-early',
        'no step has run when this is filled in: it can use inputs only',
        spot,
      );
    if (name === null) return this.#report('computed-reference', 'a step must be named: write steps.<id>', spot);
    const place = index.get(stepId(name));
    if (place === undefined) {
      const meant = didYouMean(name, index.keys());
      return this.#report('unknown-step', `steps.${name}: there is no step "${name}".${meant}`, spot);
    }
    if (property !== null && !STEP_PROPERTIES.includes(property)) {
      const meant = didYouMean(property, STEP_PROPERTIES);
      const message = `steps.${name}.${property}: a step has ${STEP_PROPERTIES.join(', ')}.${meant}`;
      return this.#report('unknown-property', message, spot);
    }
    if (asker.kind === 'end' || this.#graph.unsure.has(asker.place) || this.#hasEnded(place, asker.place)) return;
    const id = steps[asker.place]?.id ?? '';
    const message =
      place === asker.place
        ? `step "${id}" refers to itself`
        : `step "${id}" uses steps.${name}, which may not have run by then. Add "${name}" to its needs.`;
    this.#report('reference-too-early', message, spot);
  }

  /** Whether `place` is sure to have ended when `asker` begins. */
  #hasEnded(place: number, asker: number): boolean {
    const { scopes, needs } = this.#graph;
    if (scopeAt(scopes, asker).first > place) return true;
    const rank = this.#ranks();
    const seen = new Set<number>([asker]);
    const stack = [asker];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (let edge = needs.offsets[at] ?? 0; edge < (needs.offsets[at + 1] ?? 0); edge++) {
        const need = needs.targets[edge] ?? 0;
        if (need === place) return true;
        // What comes earlier in the order than the wanted step cannot lead back to it.
        if (seen.has(need) || (rank[need] ?? 0) < (rank[place] ?? 0)) continue;
        seen.add(need);
        stack.push(need);
      }
    }
    return false;
  }

  #ranks(): Uint32Array {
    if (this.#rank !== null) return this.#rank;
    // What is in a circle, or behind one, comes after all that is in order.
    const rank = new Uint32Array(this.#graph.steps.length).fill(this.#graph.steps.length);
    for (const [at, place] of this.#graph.order.entries()) rank[place] = at;
    this.#rank = rank;
    return rank;
  }

  #report(code: string, message: string, spot: Spot): void {
    this.problems.push({ code, message, ...spot });
  }
}

const wordsOf = (problem: ExpressionProblem): string =>
  problem.guess === null
    ? problem.message
    : `${problem.message}.${didYouMean(problem.guess.word, problem.guess.known)}`;

const checkCall = (checker: Checker, { tool, with: args }: Alternative, pointer: string, asker: Asker): void => {
  const key = checker.describe(tool, args)?.script ?? null;
  const script = key === null ? undefined : args[key];
  if (key === null || typeof script !== 'string') return checker.json(args, `${pointer}/with`, asker);
  checker.script(script, `${pointer}/${key}`, asker);
  checker.json(without(args, key), `${pointer}/with`, asker);
};

const checkStep = (checker: Checker, step: Step, place: number, pointer: string): void => {
  const asker: Asker = { kind: 'step', place };
  if (step.condition !== null) checker.condition(step.condition, `${pointer}/if`, asker);
  checkCall(checker, step, pointer, asker);
  for (const [at, alternative] of step.fallback.entries())
    checkCall(checker, alternative, `${pointer}/fallback/${at}`, asker);
  // A step is undone when all others have ended.
  if (step.compensate !== null) checkCall(checker, step.compensate, `${pointer}/compensate`, { kind: 'end' });
  checker.json(step.env, `${pointer}/env`, asker);
  if (step.input !== null) checker.json(step.input, `${pointer}/input`, asker);
  checker.text(step.cwd, `${pointer}/cwd`, asker);
  for (const [at, check] of step.acceptance.entries()) {
    if (check.kind === 'run') checker.script(check.script, `${pointer}/acceptance/${at}/run`, asker);
    else checker.text(check.path, `${pointer}/acceptance/${at}/file`, asker);
  }
};

/** Everything that is wrong with the expressions of a definition. */
export const checkReferences = (graph: Graph, describe: DescribeTool): readonly PlanProblem[] => {
  const checker = new Checker(graph, describe);
  const { workstream, steps, scopes } = graph;
  checker.json(workstream.env, '/env', { kind: 'beginning' });
  for (const [place, step] of steps.entries()) checkStep(checker, step, place, pointerOf(place, scopes));
  checker.json(workstream.outputs, '/outputs', { kind: 'end' });
  return checker.problems;
};

/** Checks expressions one by one: their syntax, where they stand, and that what they refer to is there by then. */
import { stepId } from '../id.ts';
import { isJsonObject, type Json } from '../json.ts';
import { scopeAt } from '../scope.ts';
import { templateIn } from '../text-template.ts';
import type { DescribeTool } from '../tool.ts';
import type { Workstream } from '../workstream.ts';
import {
  FIXED_MEMBERS,
  WORKSTREAM_PROPERTIES,
  type ExpressionProblem,
  type FixedContext,
  type Reference,
} from './expressions/expression-language.ts';
import { compileExpression } from './expressions/expressions.ts';
import { bareCondition, hasHole, parseTemplate } from './expressions/template.ts';
import type { Graph } from './graph.ts';
import { findStep, inputsOf, missingAround, propertiesOf, seesItself, unknownStep, type Asker } from './lookup.ts';
import { didYouMean } from './nearest.ts';
import type { PlanProblem } from './problem.ts';
import { misplaced } from './shell/script.ts';

const FAILURE_IN_CONDITION =
  'a condition is judged before the first attempt, when `failure` is null: it tells an attempt what the one before died of. ' +
  "Write failure() to ask whether something before the step failed, or steps.<id>.status == 'failed' to ask which.";

/** A character of the text at a pointer. */
type Spot = { readonly pointer: string; readonly within: number };

export class Checker {
  readonly problems: PlanProblem[] = [];
  readonly #workstream: Workstream;
  readonly describe: DescribeTool;
  readonly #ranksOf = new Map<Graph, Uint32Array>();

  constructor(workstream: Workstream, describe: DescribeTool) {
    this.#workstream = workstream;
    this.describe = describe;
  }

  refuse(code: string, message: string, pointer: string): void {
    this.problems.push({ code, message, pointer, within: null });
  }

  /** Every string of a value; of a template those that it is given. */
  json(value: Json, pointer: string, asker: Asker): void {
    const template = templateIn(value);
    if (template !== null) return this.json(template.with, `${pointer}/with`, asker);
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
      this.#report('status-function', `${statusFunction}() can be used in \`if\` and \`until\` only`, from);
    for (const reference of references) {
      const spot = at(reference.offset);
      if (reference.context === 'inputs') this.#input(reference, spot, asker);
      else if (reference.context === 'steps') this.#step(reference, spot, asker);
      else if (reference.context === 'workstreams') this.#needed(reference, spot);
      else if (reference.context === 'failure' && isCondition)
        this.#report('failure-in-condition', FAILURE_IN_CONDITION, spot);
      else this.#member(reference.context, reference.name, spot, asker);
    }
  }

  #member(context: FixedContext, name: string | null, spot: Spot, asker: Asker): void {
    const missing = missingAround(context, asker);
    if (missing !== null) return this.#report('unknown-context', missing, spot);
    const known = FIXED_MEMBERS[context];
    if (name === null || known === null || known.includes(name.toLowerCase())) return;
    const message = `${context}.${name}: ${context} has ${known.join(', ')}.${didYouMean(name, known)}`;
    this.#report('unknown-property', message, spot);
  }

  #needed({ name, property }: Reference, spot: Spot): void {
    const { needs = [], id } = this.#workstream;
    if (name === null)
      return this.#report('computed-reference', 'a workstream must be named: write workstreams.<id>', spot);
    if (!needs.includes(name)) {
      const message = `workstream "${id}" uses workstreams.${name}, which may not have run by then. Add "${name}" to the needs of the workstream.`;
      return this.#report('reference-too-early', message, spot);
    }
    if (property === null || WORKSTREAM_PROPERTIES.includes(property)) return;
    const meant = didYouMean(property, WORKSTREAM_PROPERTIES);
    const message = `workstreams.${name}.${property}: a workstream has ${WORKSTREAM_PROPERTIES.join(', ')}.${meant}`;
    this.#report('unknown-property', message, spot);
  }

  #input({ name }: Reference, spot: Spot, asker: Asker): void {
    const inputs = inputsOf(asker, this.#workstream);
    if (name === null || Object.keys(inputs).some((known) => known.toLowerCase() === name.toLowerCase())) return;
    const meant = didYouMean(name, Object.keys(inputs));
    this.#report('unknown-input', `inputs.${name}: there is no input "${name}".${meant}`, spot);
  }

  #step({ name, property }: Reference, spot: Spot, asker: Asker): void {
    if (asker.kind === 'beginning')
      return this.#report(
        'reference-too-early',
        'no step has run when this is filled in: it can use inputs only',
        spot,
      );
    if (name === null) return this.#report('computed-reference', 'a step must be named: write steps.<id>', spot);
    const found = findStep(stepId(name), asker);
    if (found === null) return this.#report('unknown-step', unknownStep(name, asker.graph), spot);
    const properties = propertiesOf(found.graph.steps[found.place]?.body);
    if (property !== null && !properties.includes(property)) {
      const meant = didYouMean(property, properties);
      const message = `steps.${name}.${property}: a step has ${properties.join(', ')}.${meant}`;
      return this.#report('unknown-property', message, spot);
    }
    const { graph, place, asker: by } = found;
    if (seesItself(asker, graph, place)) return;
    if (by === null || graph.unsure.has(by) || this.#hasEnded(graph, place, by)) return;
    const id = graph.steps[by]?.id ?? '';
    const message =
      place === by
        ? `step "${id}" refers to itself`
        : `step "${id}" uses steps.${name}, which may not have run by then. Add "${name}" to its needs.`;
    this.#report('reference-too-early', message, spot);
  }

  /** Whether `place` is sure to have ended when `asker` begins. */
  #hasEnded(graph: Graph, place: number, asker: number): boolean {
    const { scopes, needs } = graph;
    if (scopeAt(scopes, asker).first > place) return true;
    const rank = this.#ranks(graph);
    const seen = new Set<number>([asker]);
    const stack = [asker];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (let edge = needs.offsets[at] ?? 0; edge < (needs.offsets[at + 1] ?? 0); edge++) {
        const need = needs.targets[edge] ?? 0;
        // Of needs of which one is enough, who asks knows that the others may not have ended; who comes later does not.
        if (at !== asker && isOneOf(graph, at, need)) continue;
        if (need === place) return true;
        // What comes earlier in the order than the wanted step cannot lead back to it.
        if (seen.has(need) || (rank[need] ?? 0) < (rank[place] ?? 0)) continue;
        seen.add(need);
        stack.push(need);
      }
    }
    return false;
  }

  #ranks(graph: Graph): Uint32Array {
    const known = this.#ranksOf.get(graph);
    if (known !== undefined) return known;
    // What is in a circle, or behind one, comes after all that is in order.
    const rank = new Uint32Array(graph.steps.length).fill(graph.steps.length);
    for (const [at, place] of graph.order.entries()) rank[place] = at;
    this.#ranksOf.set(graph, rank);
    return rank;
  }

  #report(code: string, message: string, spot: Spot): void {
    this.problems.push({ code, message, ...spot });
  }
}

/** Whether a step may begin before that need of it has ended, since another one is enough. */
const isOneOf = ({ steps }: Graph, place: number, need: number): boolean => {
  const any = steps[place]?.demands?.filter((demand) => demand.any) ?? [];
  return any.length > 1 && any.some(({ step }) => step === steps[need]?.id);
};

const wordsOf = (problem: ExpressionProblem): string =>
  problem.guess === null
    ? problem.message
    : `${problem.message}.${didYouMean(problem.guess.word, problem.guess.known)}`;

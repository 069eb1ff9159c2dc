/** What a name in an expression leads to, from where it stands. */
import type { StepId } from '../id.ts';
import { unreachable } from '../result.ts';
import { usedBy } from '../used.ts';
import type { InputDefinition } from '../input-definition.ts';
import type { Body, Workstream } from '../workstream.ts';
import { STEP_PROPERTIES, type FixedContext } from './expressions/expression-language.ts';
import { outerOf, type Graph } from './graph.ts';
import { didYouMean } from './nearest.ts';

/**
 * Who asks: a step by its place in its graph; what is asked when all of a graph has ended, as the outputs of a group are;
 * what is asked when everything has, as in a compensation; or the environment, before anything has. `has`: what is there beside,
 * where it is asked: what the step itself has given, an item of its own, a domain event.
 */
export type Asker =
  | {
      readonly kind: 'step';
      readonly graph: Graph;
      readonly place: number;
      readonly has?: readonly ('itself' | 'each' | 'event')[];
    }
  | { readonly kind: 'body'; readonly graph: Graph }
  | { readonly kind: 'end'; readonly graph: Graph }
  | { readonly kind: 'beginning' };

/** A step that a name leads to, and who is to have it behind itself: a place in the same graph; null where that is sure. */
type Found = { readonly graph: Graph; readonly place: number; readonly asker: number | null };

/** Whether the steps of a graph are a scope of names: the one step of a wrapper is the step around it. */
const isNaming = ({ around }: Graph): boolean => around === null || around.body.kind === 'group';

/** The step that a name leads to, looked for from the inside out; null where there is none. */
export const findStep = (id: StepId, asker: Exclude<Asker, { readonly kind: 'beginning' }>): Found | null => {
  let by = asker.kind === 'step' ? asker.place : null;
  for (let { graph } = asker; ; ) {
    const place = isNaming(graph) ? graph.index.get(id) : undefined;
    if (place !== undefined) return { graph, place, asker: by };
    const outer = outerOf(graph);
    if (outer === null) return null;
    by = asker.kind === 'end' ? null : outer.place;
    ({ graph } = outer);
  }
};

/** The step that holds one of that name where nobody outside sees it; null where none does. */
const holderOf = (id: string, graph: Graph): string | null => {
  let top = graph;
  for (let at = outerOf(top); at !== null; at = outerOf(top)) top = at.graph;
  const holds = (body: Body): boolean =>
    usedBy(body) === null &&
    body.steps.some(
      (step) => (body.kind === 'group' && step.id === id) || (step.body !== undefined && holds(step.body)),
    );
  return top.steps.find(({ body }) => body !== undefined && holds(body))?.id ?? null;
};

/** What to say of a name that leads nowhere. */
export const unknownStep = (name: string, graph: Graph): string => {
  const holder = holderOf(name, graph);
  if (holder !== null)
    return `steps.${name}: "${name}" is inside of "${holder}", of which only the outputs can be seen from here: write steps.${holder}.outputs`;
  const known: string[] = [];
  for (let at: Graph | null = graph; at !== null; at = outerOf(at)?.graph ?? null) known.push(...at.index.keys());
  return `steps.${name}: there is no step "${name}".${didYouMean(name, known)}`;
};

/** What can be asked of `steps.<id>`. */
export const propertiesOf = (body: Body | undefined): readonly string[] => {
  switch (body?.kind) {
    case 'foreach':
      return [...STEP_PROPERTIES, 'items'];
    case 'loop':
      return [...STEP_PROPERTIES, 'rounds'];
    case 'group':
    case undefined:
      return STEP_PROPERTIES;
    default:
      return unreachable(body);
  }
};

/** The inputs that there are for who asks: those of the workstream that they stand in. */
export const inputsOf = (asker: Asker, workstream: Workstream): Readonly<Record<string, InputDefinition>> => {
  if (asker.kind === 'beginning') return workstream.inputs;
  for (let { around } = asker.graph; around !== null; { around } = around.graph) {
    const used = usedBy(around.body);
    if (used !== null) return used.inputs;
  }
  return workstream.inputs;
};

const has = (asker: Asker, what: 'itself' | 'each' | 'event'): boolean =>
  asker.kind === 'step' && asker.has?.includes(what) === true;

/** Whether who asks sees what the step at a place has given although it is that step. */
export const seesItself = (asker: Asker, graph: Graph, place: number): boolean => {
  if (asker.kind !== 'step' || !has(asker, 'itself')) return false;
  if (asker.graph === graph) return asker.place === place;
  // An item, and a round, is called as the step around it.
  const outer = isNaming(asker.graph) ? null : outerOf(asker.graph);
  return outer !== null && seesItself({ ...asker, ...outer }, graph, place);
};

const isIn = (asker: Asker, isWanted: (body: Body) => boolean): boolean => {
  if (asker.kind === 'beginning') return false;
  for (let at = outerOf(asker.graph); at !== null; at = outerOf(at.graph)) if (isWanted(at.body)) return true;
  return false;
};

/** Why a context is not there for who asks, as a sentence; null where it is. */
export const missingAround = (context: FixedContext, asker: Asker): string | null => {
  switch (context) {
    case 'each':
      return has(asker, 'each') || isIn(asker, ({ kind }) => kind === 'foreach')
        ? null
        : 'each: there is none here: it is what a step with `foreach`, and what is in it, goes over';
    case 'matrix':
      return isIn(asker, (body) => body.kind === 'foreach' && body.isMatrix)
        ? null
        : 'matrix: there is none here: it is the combination that a step with `matrix`, and what is in it, is run for';
    case 'loop':
      return isIn(asker, ({ kind }) => kind === 'loop')
        ? null
        : 'loop: there is none here: it is the round of a step with `loop`, and of what is in it';
    case 'event':
      return has(asker, 'event')
        ? null
        : 'event: there is none here: it is what `where` of a step with `on` judges; later steps read steps.<id>.outputs of that step';
    case 'run':
    case 'previous':
    case 'workstream':
    case 'failure':
      return null;
    default:
      return unreachable(context);
  }
};

/** Checks every expression of a definition, where it stands. */
import type { Emit } from '../domain-event.ts';
import { without } from '../json.ts';
import { EVENT_TOOL } from '../plain-step.ts';
import type { DescribeTool } from '../tool.ts';
import { templateIn } from '../text-template.ts';
import type { Alternative, Body, Foreach, Loop, Step, Workstream } from '../workstream.ts';
import { Checker } from './checker.ts';
import { unreachable } from '../result.ts';
import { isAcceptance } from '../hidden-step.ts';
import { isForeign, type Graph } from './graph.ts';
import type { Asker } from './lookup.ts';
import type { PlanProblem } from './problem.ts';

/** A composite, and the graph of its body. */
type Composite = {
  readonly graph: Graph;
  readonly place: number;
  readonly pointer: string;
  readonly inner: Graph;
  readonly innermost: Graph;
};

const NO_TEMPLATE =
  'a script is no text of a template: what values hold would be read by the shell; name them in "env"';

const checkCall = (checker: Checker, { tool, with: args }: Alternative, pointer: string, asker: Asker): void => {
  if (tool === EVENT_TOOL && asker.kind === 'step' && typeof args['where'] === 'string') {
    checker.condition(args['where'], `${pointer}/with/where`, { ...asker, has: ['event'] });
    return checker.json(without(args, 'where'), `${pointer}/with`, asker);
  }
  const key = checker.describe(tool, args)?.script ?? null;
  const script = key === null ? undefined : args[key];
  if (key !== null && templateIn(script ?? null) !== null)
    return checker.refuse('bad-value', NO_TEMPLATE, `${pointer}/with/${key}`);
  if (key === null || typeof script !== 'string') return checker.json(args, `${pointer}/with`, asker);
  checker.script(script, `${pointer}/${key}`, asker);
  checker.json(without(args, key), `${pointer}/with`, asker);
};

/** What it tells sees what it has given, and with `each` the item that it is told for. */
const checkEmits = (
  checker: Checker,
  emits: readonly Emit[],
  pointer: string,
  asker: Asker & { readonly kind: 'step' },
): void => {
  for (const [at, { payload, each }] of emits.entries()) {
    checker.json(each, `${pointer}/emit/${at}/each`, { ...asker, has: ['itself'] });
    const has = each === null ? (['itself'] as const) : (['itself', 'each'] as const);
    checker.json(payload, `${pointer}/emit/${at}/payload`, { ...asker, has });
  }
};

const checkForeach = (checker: Checker, body: Foreach, { graph, place, pointer, inner }: Composite): void => {
  const asker: Asker = { kind: 'step', graph, place };
  const item: Asker = { kind: 'step', graph: inner, place: 0 };
  const at = `${pointer}/foreach`;
  checker.json(body.items, body.isMatrix ? `${at}/matrix` : `${at}/items`, asker);
  for (const key of ['concurrency', 'minSuccess', 'maxItems'] as const) checker.json(body[key], `${at}/${key}`, asker);
  for (const key of ['key', 'where', 'needs'] as const) checker.json(body[key], `${at}/${key}`, item);
};

const checkLoop = (checker: Checker, body: Loop, { graph, place, pointer, innermost }: Composite): void => {
  const asker: Asker = { kind: 'step', graph, place };
  for (const key of ['max', 'min'] as const) checker.json(body[key], `${pointer}/loop/${key}`, asker);
  if (body.until !== null) checker.condition(body.until, `${pointer}/loop/until`, { kind: 'body', graph: innermost });
};

const checkBody = (checker: Checker, body: Body, of: Composite): void => {
  switch (body.kind) {
    case 'group': {
      if (body.used === undefined)
        return checker.json(body.outputs, `${of.pointer}/outputs`, { kind: 'body', graph: of.inner });
      const { graph, place, pointer } = of;
      return checker.json(body.used.with, `${pointer}/with`, { kind: 'step', graph, place });
    }
    case 'foreach':
      return checkForeach(checker, body, of);
    case 'loop':
      return checkLoop(checker, body, of);
    default:
      return unreachable(body);
  }
};

const checkStep = (checker: Checker, graph: Graph, place: number, inners: ReadonlyMap<Body, Graph>): void => {
  const step = graph.steps[place];
  if (step === undefined) return;
  const pointer = graph.pointerOf(place);
  const asker = { kind: 'step', graph, place } as const;
  if (step.condition !== null) checker.condition(step.condition, `${pointer}/if`, asker);
  if (step.body === undefined) checkCall(checker, step, pointer, asker);
  else {
    const inner = inners.get(step.body);
    const round = step.body.kind === 'loop' ? step.body.steps[0].body : undefined;
    const isOpen = round?.kind === 'group' && round.used === undefined;
    const innermost = (isOpen ? inners.get(round) : undefined) ?? inner;
    if (inner !== undefined && innermost !== undefined)
      checkBody(checker, step.body, { graph, place, pointer, inner, innermost });
  }
  for (const [at, alternative] of step.fallback.entries())
    checkCall(checker, alternative, `${pointer}/fallback/${at}`, asker);
  // A step is undone when all others have ended.
  if (step.compensate !== null) checkCall(checker, step.compensate, `${pointer}/compensate`, { kind: 'end', graph });
  checker.json(step.env, `${pointer}/env`, asker);
  if (step.input !== null) checker.json(step.input, `${pointer}/input`, asker);
  checker.text(step.cwd, `${pointer}/cwd`, asker);
  if (step.cache?.key !== undefined && step.cache.key !== null)
    checker.text(step.cache.key, `${pointer}/cache/key`, asker);
  if (step.commit !== undefined)
    checker.text(step.commit.message, `${pointer}/commit/message`, { ...asker, has: ['itself'] });
  if (step.emit !== undefined) checkEmits(checker, step.emit, pointer, asker);
  for (const [at, check] of step.acceptance.entries()) {
    if (check.kind === 'run') checker.script(check.script, `${pointer}/acceptance/${at}/run`, asker);
    if (check.kind === 'file') checker.text(check.path, `${pointer}/acceptance/${at}/file`, asker);
    if (check.kind === 'schema') checker.text(check.of, `${pointer}/acceptance/${at}/of`, asker);
  }
};

/** The checks of what is used are written by who uses it. */
const isWrittenHere = (graph: Graph, step: Step): boolean =>
  !isForeign(graph) || (isAcceptance(step) && graph.around !== null && !isForeign(graph.around.graph));

/** Everything that is wrong with the expressions of a definition; `graphs` are all there are, that of the top first. */
export const checkReferences = (
  workstream: Workstream,
  graphs: readonly Graph[],
  describe: DescribeTool,
): readonly PlanProblem[] => {
  const checker = new Checker(workstream, describe);
  const [top] = graphs;
  const inners = new Map(
    graphs.flatMap((graph) => (graph.around === null ? [] : [[graph.around.body, graph] as const])),
  );
  checker.json(workstream.env, '/env', { kind: 'beginning' });
  checker.script(workstream.integration?.gate.script ?? '', '/integration/gate', { kind: 'beginning' });
  checker.text(workstream.continue ?? '', '/continue', { kind: 'beginning' });
  for (const graph of graphs)
    for (const [place, step] of graph.steps.entries())
      if (isWrittenHere(graph, step)) checkStep(checker, graph, place, inners);
  if (top !== undefined) checker.json(workstream.outputs, '/outputs', { kind: 'end', graph: top });
  return checker.problems;
};

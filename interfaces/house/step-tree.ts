/** Steps as a tree, and what of it is told: the same of what a watcher folds and of what tables hold. */
import { isMerge, isWork } from '../../core/hidden-step.ts';
import type { StepId } from '../../core/id.ts';
import type { StepKind } from '../../core/run.ts';
import { isItem } from '../../core/step-path.ts';
import { countsOf, type Counts } from './standing-counts.ts';

/** What is asked of a step that stands in a tree. */
export type TreeStep = { readonly id: StepId; readonly parent: StepId | null; readonly kind: StepKind };

export type Node<S> = {
  readonly step: S;
  /** What tells how a lane of one step stands; null of any other step. */
  readonly within: S | null;
  /** null where it has no steps of its own. */
  readonly counts: Counts | null;
  /** All that is in it. */
  readonly own: readonly Node<S>[];
  /** What of it may be told: all but what is inside of a lane of one step. */
  readonly inside: readonly Node<S>[];
};

/** A line of a tree: a step, or how many beside it are not told of. */
export type Row<S> =
  | { readonly depth: number; readonly node: Node<S> }
  | { readonly depth: number; readonly node: null; readonly left: number };

const BEGUN_MERGE: ReadonlySet<StepKind> = new Set(['running', 'validating', 'backoff', 'waiting', 'failed']);

/** Of a lane of one step its merge where that has begun and not ended well, else its work. */
const tellerOf = <S extends TreeStep>(inside: readonly S[]): S | null => {
  const work = inside.find(isWork);
  if (work === undefined) return null;
  return inside.find((step) => isMerge(step) && BEGUN_MERGE.has(step.kind)) ?? work;
};

/** All steps of a tree, parents first, what is inside of lanes of one step included. */
export const stepsOfTree = <S>(nodes: readonly Node<S>[]): readonly S[] =>
  nodes.flatMap(({ step, own }) => [step, ...stepsOfTree(own)]);

/** In the order given, parents or not; whose composite is not among them stands at the top. */
export const treeOf = <S extends TreeStep>(steps: Iterable<S>): readonly Node<S>[] => {
  const all = new Map([...steps].map((step) => [step.id, step]));
  const children = new Map<StepId | null, S[]>();
  for (const step of all.values()) {
    const parent = step.parent !== null && all.has(step.parent) ? step.parent : null;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [step]);
    else known.push(step);
  }
  const nodeOf = (step: S): Node<S> => {
    const own = children.get(step.id) ?? [];
    const within = tellerOf(own);
    const nodes = own.map(nodeOf);
    if (within !== null) return { step, within, counts: null, own: nodes, inside: [] };
    return { step, within, counts: nodes.length === 0 ? null : countsOf(own), own: nodes, inside: nodes };
  };
  return (children.get(null) ?? []).map(nodeOf);
};

const isQuiet = ({ kind }: TreeStep): boolean => kind === 'succeeded' || kind === 'blocked' || kind === 'skipped';

const RANKS: Readonly<Partial<Record<StepKind, number>>> = {
  waiting: 0,
  failed: 1,
  running: 2,
  validating: 2,
  open: 3,
  backoff: 4,
};

/** Who is told first where not all can be: who waits for people, what failed, what is at work. */
const rankOf = <S extends TreeStep>({ step, within, inside }: Node<S>): number => {
  const own = RANKS[(within ?? step).kind] ?? 5;
  return inside.reduce((least, node) => Math.min(least, rankOf(node)), own);
};

/** The most urgent first, else in their order. */
export const byUrgency = <S extends TreeStep>(nodes: readonly Node<S>[]): readonly Node<S>[] =>
  nodes
    .map((node) => ({ node, rank: rankOf(node) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ node }) => node);

/** Of a composite that has simply succeeded only the items that failed all the same. */
const toldInside = <S extends TreeStep>({ step, inside }: Node<S>): readonly Node<S>[] => {
  if (step.kind === 'blocked' || step.kind === 'skipped') return [];
  if (step.kind === 'succeeded') return inside.filter((node) => node.step.kind === 'failed' && isItem(node.step.id));
  return inside.filter((node) => !isQuiet(node.step));
};

const rowsOf = <S extends TreeStep>(nodes: readonly Node<S>[], depth: number, most: number): readonly Row<S>[] => {
  const isLong = nodes.length > most;
  // Of many those are told that did not simply succeed.
  const shown = isLong ? byUrgency(nodes.filter(({ step }) => step.kind !== 'succeeded')).slice(0, most) : nodes;
  const rows = shown.flatMap((node): readonly Row<S>[] => [
    { depth, node },
    ...rowsOf(toldInside(node), depth + 1, most),
  ]);
  return isLong ? [...rows, { depth, node: null, left: nodes.length - shown.length }] : rows;
};

/**
 * The lines of a tree, at most `room` of them where that can be: what is inside of composites is told where there is
 * something to tell, and of many steps beside each other the most urgent.
 */
export const foldedRows = <S extends TreeStep>(roots: readonly Node<S>[], room: number): readonly Row<S>[] => {
  const whole = rowsOf(roots, 0, room);
  if (whole.length <= room) return whole;
  // How many may stand beside each other is searched for by halves.
  let [fits, most] = [1, room];
  while (most - fits > 1) {
    const middle = Math.floor((fits + most) / 2);
    if (rowsOf(roots, 0, middle).length <= room) fits = middle;
    else most = middle;
  }
  return rowsOf(roots, 0, fits);
};

/** All lines of a tree. */
export const allRows = <S>(nodes: readonly Node<S>[], depth = 0): readonly Row<S>[] =>
  nodes.flatMap((node) => [{ depth, node }, ...allRows(node.inside, depth + 1)]);

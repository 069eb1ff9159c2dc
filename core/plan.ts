/** A definition proved runnable, and what it has grown by since. */
import type { Instant, StepId } from './id.ts';
import type { Json, JsonObject } from './json.ts';
import { scopeAt, type Scope } from './scope.ts';
import type { Body, Step, Workstream } from './workstream.ts';

/** Neighbours in compressed rows: those of node i are `targets[offsets[i] .. offsets[i + 1])`. May be longer than it is full. */
export type Adjacency = { readonly offsets: Uint32Array; readonly targets: Uint32Array };

/** A step that undoes another one, or, where `undoes` is null, the branch. */
export type Undoing = { readonly step: Step; readonly undoes: StepId | null };

/** A graph of its own, its places counted from 0: what opens is laid out by it. */
export type Template = {
  readonly steps: readonly Step[];
  readonly needs: Adjacency;
  readonly dependents: Adjacency;
  readonly priority: Float64Array;
};

/** One item of a foreach. `needs`: keys of the items that it waits for; not there where the foreach says nothing of needs. */
export type Item = { readonly key: string; readonly value: Json; readonly needs?: readonly string[] };
export type Each = Item & { readonly index: number };

/** What the expressions of a wrapper's numbers gave when it opened. */
export type Limits = Readonly<Partial<Record<'concurrency' | 'minSuccess' | 'max' | 'min', number>>>;

/** How a composite stands open, or stood: of its newest generation. */
export type Opened = {
  readonly generation: number;
  /** Of a loop, the newest; else null. */
  readonly round: number | null;
  /** When the generation began. */
  readonly at: Instant;
  readonly limits: Limits;
  /** Of a workstream that is used: what it was given; else null. */
  readonly inputs: JsonObject | null;
  /** Places of its inner steps; of a loop those of all rounds, the newest last. */
  readonly children: readonly number[];
};

/** A {@link Workstream} proved runnable: ids unique, references resolve, no cycle. Steps are known by their place. */
export type Plan = {
  /** SHA-256 of the normalised definition. */
  readonly hash: string;
  readonly workstream: Workstream;
  /** `workstream.steps`, then `workstream.finally`, then what has opened since (state/growth.ts). */
  readonly steps: readonly Step[];
  readonly index: ReadonlyMap<StepId, number>;
  /** In the order of their places: the main part, `finally`, and what has opened since. */
  readonly scopes: readonly Scope[];
  /** What can undo the run, in reverse of `order`, the rollback last, then what has opened; it has no places before it opens itself. */
  readonly compensation: readonly Undoing[];
  /** Places of the author's own steps, each after what it needs, `finally` after the main part. */
  readonly order: Uint32Array;
  readonly needs: Adjacency;
  readonly dependents: Adjacency;
  /** Length of the longest way from a step to the end of its scope, itself included; the higher, the sooner. */
  readonly priority: Float64Array;
  /** Every body of the definition, planned. */
  readonly templates: ReadonlyMap<Body, Template>;
  /** By place: one more than the place of the composite that a step is in; 0, or nothing, at the top. */
  readonly above: Uint32Array;
  /** By place of a composite, in the order of their first openings. */
  readonly openings: ReadonlyMap<number, Opened>;
  /** By place of an item. */
  readonly each: ReadonlyMap<number, Each>;
};

/** The place of the composite that a step is in; null at the top. */
export const parentOf = ({ above }: Pick<Plan, 'above'>, place: number): number | null => {
  const parent = above[place] ?? 0;
  return parent === 0 ? null : parent - 1;
};

/** The composite at the top that a step is in, or the step itself. */
export const rootOf = (plan: Pick<Plan, 'above'>, place: number): number => {
  let root = place;
  for (let parent = parentOf(plan, root); parent !== null; parent = parentOf(plan, root)) root = parent;
  return root;
};

/** The part of a run that a step belongs to, however deep it stands. */
export const partOf = (plan: Pick<Plan, 'above' | 'scopes'>, place: number): Scope =>
  scopeAt(plan.scopes, rootOf(plan, place));

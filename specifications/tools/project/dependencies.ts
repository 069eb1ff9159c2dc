/** How open changes depend on each other, what they promise, and where they get in each other's way. */
import type { Operation } from '../../content/delta.ts';
import { keyOf } from '../../content/names.ts';
import { findCycle } from '../../content/workflow.ts';
import type { Project } from './project.ts';
import { rememberedWith } from '../../../core/remembered.ts';

/** One requirement that a change touches. */
export type Touch = {
  readonly change: string;
  readonly capability: string;
  readonly key: string;
  readonly operation: Operation;
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

export type ChangeGraph = {
  /** Ids each change names in `depends_on`, as written. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** A ring of open changes, first repeated at the end; null where there is none. */
  readonly cycle: readonly string[] | null;
  /** Every open change that a change waits for, directly or not. */
  readonly before: (id: string) => ReadonlySet<string>;
  /** What a change touches, in the order of its deltas. */
  readonly touchesOf: (id: string) => readonly Touch[];
  /** Touches of the same requirement by other changes, neither of which waits for the other. */
  readonly overlapping: (touch: Touch) => readonly Touch[];
};

const readTouches = (project: Project, change: string): readonly Touch[] =>
  project.change(change).deltas.flatMap(({ capability, file, delta }) => {
    const touch = (
      operation: Operation,
      { name, line, column }: { readonly name: string; readonly line: number; readonly column: number },
    ): Touch => ({ change, capability, key: keyOf(name), operation, file, line, column });
    return [
      ...delta.added.map((block) => touch('ADDED', block)),
      ...delta.modified.map((block) => touch('MODIFIED', block)),
      ...delta.removed.map((removal) => touch('REMOVED', removal)),
      ...delta.renamed.map(({ from }) => touch('RENAMED', from)),
    ];
  });

const groupBy = <T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
};

const build = (project: Project): ChangeGraph => {
  const needs = new Map(
    project.changeIds.map((id) => [id, project.change(id).metadata?.reading?.metadata?.dependsOn ?? []]),
  );
  const known = new Map<string, ReadonlySet<string>>();
  const before = (id: string): ReadonlySet<string> => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const all = new Set<string>();
    const queue = [...(needs.get(id) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (all.has(next) || !needs.has(next)) continue;
      all.add(next);
      queue.push(...(needs.get(next) ?? []));
    }
    known.set(id, all);
    return all;
  };
  const byChange = new Map<string, readonly Touch[]>();
  const touchesOf = (id: string): readonly Touch[] => {
    const found = byChange.get(id) ?? readTouches(project, id);
    byChange.set(id, found);
    return found;
  };
  const requirement = (touch: Touch): string => `${touch.capability}\n${touch.key}`;
  let byRequirement: Map<string, Touch[]> | null = null;
  // Reads every change, so not before it is asked for.
  const touching = (touch: Touch): readonly Touch[] => {
    byRequirement ??= groupBy(project.changeIds.flatMap(touchesOf), requirement);
    return byRequirement.get(requirement(touch)) ?? [];
  };
  return {
    needs,
    cycle: findCycle(needs),
    before,
    touchesOf,
    overlapping: (touch) =>
      touching(touch).filter(
        (other) =>
          other.change !== touch.change &&
          !before(touch.change).has(other.change) &&
          !before(other.change).has(touch.change),
      ),
  };
};

/** The dependencies and overlaps of a project's open changes; made once a project. */
export const changeGraph: (project: Project) => ChangeGraph = rememberedWith(build);

/** Ids of changes in an order in which each comes after those it depends on; null where one of them is in a ring. */
export const orderChanges = (project: Project, ids: readonly string[]): readonly string[] | null => {
  const graph = changeGraph(project);
  const ordered: string[] = [];
  const left = new Set(ids);
  while (left.size > 0) {
    const next = [...left].find((id) => ![...graph.before(id)].some((other) => left.has(other)));
    if (next === undefined) return null;
    ordered.push(next);
    left.delete(next);
  }
  return ordered;
};

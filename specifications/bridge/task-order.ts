/** Tells in which order tasks run: as they are written, unless the list says otherwise; sub-tasks before their parent. */
import { findCycle } from '../content/workflow.ts';

/** A task as far as its order goes. `step` is null where nothing is done for it: it is done, or cancelled. */
export type Ordered = {
  readonly step: string | null;
  /** Such as `1.2`; null where it has no number. */
  readonly number: string | null;
  /** Its place among all tasks, and that of the task it is a sub-task of. */
  readonly place: number;
  readonly parent: number | null;
  /** What it stands under, list and heading: only tasks of one section run beside each other. */
  readonly section: string;
  /** The list that its number is of. */
  readonly list: string;
  /** Whether it may run beside its neighbours that say so, too. */
  readonly isParallel: boolean;
  /** Numbers of the tasks it waits for, in place of those before it; null where the list does not say. */
  readonly waitsFor: readonly string[] | null;
  /** Numbers of the tasks beside which it must not run. */
  readonly conflictsWith: readonly string[];
};

const one = String.raw`(?:tasks?\s+|steps?\s+|#)?\d+(?:\.\d+)*[A-Za-z]?`;
const listed = String.raw`${one}(?:\s*(?:,|&|\+|and)\s*(?:and\s+)?${one})*`;
const nothing = String.raw`none|nothing|no other task`;
const inParentheses = new RegExp(
  String.raw`[([](?:depends on|after|needs|requires|blocked by|waits for)[:\s]\s*(${listed}|${nothing})[)\]]`,
  'i',
);
const ownLine = new RegExp(
  String.raw`^\s*(?:[-*+]\s+)?(?:\*\*|_)?(?:depends on|depends|dependencies|needs|requires|blocked by|after)(?:\*\*|_)?:(?:\*\*|_)?\s*(${listed}|${nothing})\.?\s*$`,
  'im',
);
const beside = /[([]\s*(?:P|parallel|in parallel)\s*[)\]]/;

/** Whether a task or a heading says that tasks run beside each other: `[P]` or `(parallel)`. */
export const saysParallel = (text: string): boolean => beside.test(text);

/** The numbers of the tasks that a task says it waits for; none of them where it waits for nothing, null where it says nothing. */
export const saidToWaitFor = (text: string, details: string): readonly string[] | null => {
  const said = (inParentheses.exec(text) ?? ownLine.exec(details))?.[1];
  if (said === undefined) return null;
  return [...said.matchAll(/\d+(?:\.\d+)*[A-Za-z]?/g)].map(([found]) => found);
};

const clashing = new RegExp(
  String.raw`^\s*(?:[-*+]\s+)?(?:\*\*|_)?conflicts(?:\s+with)?(?:\*\*|_)?:(?:\*\*|_)?\s*(${listed})\.?\s*$`,
  'im',
);

/** The numbers of the tasks beside which a task must not run, whatever the order between them. */
export const saidToConflict = (details: string): readonly string[] =>
  [...(clashing.exec(details)?.[1] ?? '').matchAll(/\d+(?:\.\d+)*[A-Za-z]?/g)].map(([found]) => found);

/** A line that says nothing but what a task waits for, or runs beside. */
export const isOrderLine = (line: string): boolean => ownLine.test(line) || clashing.test(line);

type Children = ReadonlyMap<number | null, readonly Ordered[]>;

const childrenOf = (tasks: readonly Ordered[]): Children => {
  const children = new Map<number | null, Ordered[]>();
  for (const task of tasks) children.set(task.parent, [...(children.get(task.parent) ?? []), task]);
  return children;
};

/** Leaves out what is waited for already by something else that is waited for. */
const withoutDoubles = (
  needs: ReadonlySet<string>,
  all: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] => {
  const reached = new Set<string>();
  const reach = (step: string): void => {
    for (const next of all.get(step) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      reach(next);
    }
  };
  for (const step of needs) reach(step);
  return [...needs].filter((step) => !reached.has(step));
};

/** What each step waits for, and the ring that the list asks for; null where it asks for none. */
export type Order = {
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Steps whose end each step waits for beside, however they end: they must not run at once. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  readonly ring: readonly string[] | null;
};

type Finder = (wanted: string, list: string) => readonly Ordered[];

/** Finds the tasks that a number stands for: the one of that number, else those of the group; first in the same list. */
const finderIn =
  (tasks: readonly Ordered[]): Finder =>
  (wanted, list) => {
    const places = [
      (task: Ordered): boolean => task.list === list && task.number === wanted,
      (task: Ordered): boolean => task.list === list && task.number?.startsWith(`${wanted}.`) === true,
      (task: Ordered): boolean => task.number === wanted,
    ];
    return places.map((isMeant) => tasks.filter(isMeant)).find((found) => found.length > 0) ?? [];
  };

/** What a step waits for, by way of others, too. */
export const reachedFrom = (step: string, needs: ReadonlyMap<string, Iterable<string>>): ReadonlySet<string> => {
  const reached = new Set<string>();
  const left = [step];
  for (let at = left.pop(); at !== undefined; at = left.pop())
    for (const next of needs.get(at) ?? [])
      if (!reached.has(next)) {
        reached.add(next);
        left.push(next);
      }
  return reached;
};

/** Of two tasks that conflict and of which none waits for the other, the later one comes after the earlier one. */
const inTurn = (
  tasks: readonly Ordered[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  find: Finder,
): ReadonlyMap<string, readonly string[]> => {
  const all = new Map([...needs].map(([step, own]) => [step, new Set(own)]));
  const after = new Map<string, string[]>();
  for (const task of tasks) {
    for (const other of task.conflictsWith.flatMap((wanted) => find(wanted, task.list))) {
      const [first, second] = other.place < task.place ? [other.step, task.step] : [task.step, other.step];
      if (first === null || second === null || first === second) continue;
      if (reachedFrom(first, all).has(second) || reachedFrom(second, all).has(first)) continue;
      all.set(second, new Set([...(all.get(second) ?? []), first]));
      after.set(second, [...(after.get(second) ?? []), first]);
    }
  }
  return after;
};

/** Orders tasks. What a number leads to that is done is not waited for; a number that no task has says nothing. */
export const orderTasks = (tasks: readonly Ordered[]): Order => {
  const children = childrenOf(tasks);
  const find = finderIn(tasks);
  const needs = new Map<string, ReadonlySet<string>>();
  const below = (task: Ordered): readonly string[] => [
    ...(task.step === null ? [] : [task.step]),
    ...(children.get(task.place) ?? []).flatMap(below),
  ];
  const said = ({ waitsFor, list, step }: Ordered): ReadonlySet<string> | null => {
    if (waitsFor === null) return null;
    const found = waitsFor.flatMap((wanted) => find(wanted, list));
    if (waitsFor.length > 0 && found.length === 0) return null;
    return new Set(found.flatMap(below).filter((each) => each !== step));
  };
  /** Lays out one task behind others; gives what is to be waited for once it is through. */
  const layOut = (task: Ordered, before: ReadonlySet<string>): ReadonlySet<string> => {
    const through = layOutAll(children.get(task.place) ?? [], before);
    if (task.step === null) return through;
    needs.set(task.step, through);
    return new Set([task.step]);
  };
  const layOutAll = (siblings: readonly Ordered[], before: ReadonlySet<string>): ReadonlySet<string> => {
    let [start, ends] = [before, before];
    let open: string | null = null;
    for (const task of siblings) {
      const own = said(task);
      if (own !== null) {
        // It is beside what is written above it; what is written below it waits for both.
        ends = new Set([...ends, ...layOut(task, own)]);
        continue;
      }
      const isBeside: boolean = task.isParallel && open === task.section;
      if (!isBeside) start = ends;
      const through = layOut(task, start);
      ends = isBeside ? new Set([...ends, ...through]) : through;
      open = task.isParallel ? task.section : null;
    }
    return ends;
  };
  layOutAll(children.get(null) ?? [], new Set());
  const ring = findCycle(new Map([...needs].map(([step, own]) => [step, [...own]])));
  const after = ring === null ? inTurn(tasks, needs, find) : new Map<string, readonly string[]>();
  return { needs: new Map([...needs].map(([step, own]) => [step, withoutDoubles(own, needs)])), after, ring };
};

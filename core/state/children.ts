/** What a composite lays out when it opens: the paths of its inner steps. */
import { WORK } from '../hidden-step.ts';
import { stepId, type StepId } from '../id.ts';
import type { Each, Item } from '../plan.ts';
import { unreachable } from '../result.ts';
import type { Body } from '../workstream.ts';

/** `each` is null where the child is no item. */
export type Child = { readonly id: StepId; readonly each: Each | null };

/** What `step.opened` tells of an opening. */
export type Opening = { readonly items: readonly Item[] | null; readonly round: number | null };

/** The children of the composite at `path`, in order; of a loop the one round that begins. */
export const childrenOf = (path: StepId, body: Body, { items, round }: Opening): readonly Child[] => {
  switch (body.kind) {
    case 'group':
      return body.steps.map(({ id }) => ({ id: stepId(`${path}/${id}`), each: null }));
    case 'foreach':
      return (items ?? []).map((item, index) => ({ id: stepId(`${path}[${item.key}]`), each: { ...item, index } }));
    case 'loop':
      return [{ id: stepId(`${path}#${round ?? 1}`), each: null }];
    default:
      return unreachable(body);
  }
};

/** Whether a path leads into the composite at another. */
export const isInside = (path: StepId, composite: StepId): boolean => {
  if (!path.startsWith(composite)) return false;
  const next = path[composite.length];
  return next === '/' || next === '[' || next === '#';
};

/** A path as people type it, without signs that a shell reads: `test/linux` for `test[linux]`, `fix/2/edit` for `fix#2/edit`. */
export const typedPath = (path: string): string => path.replaceAll(/[[#]/g, '/').replaceAll(']', '');

/** As people say it who know of no lane: what is wrapped in one stands right below it. */
const withoutLanes = (path: string): string => path.replaceAll(`/${WORK}/`, '/');

/** The one path among some that is meant by what a person typed; null where none is, or several are. */
export const pathMeant = (typed: string, paths: Iterable<string>): string | null => {
  let found: string | null = null;
  for (const path of paths) {
    if (path === typed) return path;
    if (typedPath(withoutLanes(path)) !== typed && typedPath(path) !== typed) continue;
    if (found !== null) return null;
    found = path;
  }
  return found;
};

/** Steps that say which files they may change, and write beside others: nobody could tell whose a change is. */
import { areDisjoint } from '../file-scope.ts';
import type { Scope } from '../scope.ts';
import type { DescribeTool } from '../tool.ts';
import type { Adjacency } from '../plan.ts';
import type { Step } from '../workstream.ts';
import { pointerOf, type PlanProblem } from './problem.ts';

type Laid = {
  readonly steps: readonly Step[];
  readonly scopes: readonly Scope[];
  readonly needs: Adjacency;
  readonly dependents: Adjacency;
};

const reach = (from: number, { offsets, targets }: Adjacency): ReadonlySet<number> => {
  const reached = new Set([from]);
  // A set goes on to what is added while it is gone through.
  for (const place of reached)
    for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++) reached.add(targets[edge] ?? 0);
  return reached;
};

/** A problem for each step with `files` that may write beside another one whose files are not surely others. Costs nothing without any. */
export const scopesApart = (
  { steps, scopes, needs, dependents }: Laid,
  describe: DescribeTool,
): readonly PlanProblem[] => {
  const isShared = (step: Step): boolean => (step.access ?? describe(step.tool, step.with)?.access) === 'shared';
  return steps.flatMap((step, place): readonly PlanProblem[] => {
    const { files } = step;
    if (files === undefined || !isShared(step)) return [];
    const ordered = new Set([...reach(place, needs), ...reach(place, dependents)]);
    const scope = scopes.find(({ first, end }) => place >= first && place < end);
    const rival = steps.find((other, at) => {
      if (ordered.has(at) || !isShared(other) || scope === undefined || at < scope.first || at >= scope.end)
        return false;
      return other.files === undefined || !areDisjoint(files, other.files);
    });
    if (rival === undefined) return [];
    const theirs = rival.files === undefined ? 'any file' : rival.files.only.join(', ');
    const message = `step "${step.id}" says which files it changes, and "${rival.id}", which may run beside it, changes ${theirs}: let one need the other, say access: exclusive, or keep their files apart`;
    return [{ code: 'scopes-overlap', message, pointer: `${pointerOf(place, scopes)}/files`, within: null }];
  });
};

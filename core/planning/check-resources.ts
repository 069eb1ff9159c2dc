/** Steps that want what nobody declares, or more than there is of it. */
import { placedSteps } from '../steps-within.ts';
import type { Workstream } from '../workstream.ts';
import { nearest } from './nearest.ts';
import type { PlanProblem } from './problem.ts';

/** `pools`: those of the machine; what a workstream declares goes before. */
export const checkResources = (workstream: Workstream, pools: ReadonlyMap<string, number>): readonly PlanProblem[] => {
  const declared = new Map([...pools, ...Object.entries(workstream.resources ?? {})]);
  const problem = (code: string, message: string, pointer: string): PlanProblem => ({
    code,
    message,
    pointer,
    within: null,
  });
  return placedSteps(workstream).flatMap(({ step, pointer }) =>
    Object.entries(step.resources ?? {}).flatMap(([name, amount]) => {
      const [size, at] = [declared.get(name), `${pointer}/resources/${name}`];
      if (size === undefined) {
        const meant = nearest(name, [...declared.keys()]);
        const hint =
          meant === null
            ? 'say how much there is: "resources" of the workstream, or "pools" of your configuration'
            : `did you mean "${meant}"?`;
        return [problem('unknown-resource', `nobody declares the resource "${name}": ${hint}`, at)];
      }
      if (amount <= size) return [];
      return [
        problem(
          'too-much',
          `it wants ${amount} of "${name}", and there ${size === 1 ? 'is' : 'are'} ${size}: it could never begin`,
          at,
        ),
      ];
    }),
  );
};

/** Checks what a step gives the workstream that it uses, and what it would have to give. */
import type { Json } from '../json.ts';
import type { CheckJson } from '../system.ts';
import { usedBy } from '../used.ts';
import type { Step, Used, Workstream } from '../workstream.ts';
import { holdsHole } from './expressions/holds-hole.ts';
import { wrongInputs } from './given-inputs.ts';
import { isForeign, type Graph } from './graph.ts';
import type { PlanProblem } from './problem.ts';

/** How deep workstreams and groups may stand in each other. */
const DEEPEST = 5;

const isKnown = (value: Json): boolean => !holdsHole(value);

/** Schemas are looked at where they are compiled (schema/check-inputs.ts). */
const NOT_YET: CheckJson = () => null;

const wrongGifts = ({ inputs, with: given, source }: Used, pointer: string): readonly PlanProblem[] =>
  wrongInputs(inputs, given, { checkJson: NOT_YET, isKnown }).map(({ name, message }) => ({
    ...{ code: 'bad-argument', message: `${source}: ${message}`, within: null },
    pointer: Object.hasOwn(given, name) ? `${pointer}/with/${name}` : `${pointer}/with`,
  }));

const unnamedSecrets = (used: Used, known: readonly string[], pointer: string): readonly PlanProblem[] =>
  used.secrets
    .filter((name) => !known.includes(name))
    .map((name) => ({
      ...{ code: 'unknown-secret', pointer: `${pointer}/uses`, within: null },
      message: `${used.source} uses the secret ${name}, which this workstream does not name: add it to its secrets`,
    }));

/** How many groups stand in each other in a step, itself included. */
const depthOf = ({ body }: Step): number =>
  body === undefined ? 0 : (body.kind === 'group' ? 1 : 0) + Math.max(0, ...body.steps.map(depthOf));

const depthAround = (graph: Graph): number => {
  let depth = 0;
  for (let { around } = graph; around !== null; { around } = around.graph) if (around.body.kind === 'group') depth += 1;
  return depth;
};

/** Everything that is wrong with the uses that are written in a definition; what is used has been checked where it was read. */
export const checkUses = (workstream: Workstream, graphs: readonly Graph[]): readonly PlanProblem[] =>
  graphs.flatMap((graph): readonly PlanProblem[] => {
    if (isForeign(graph)) return [];
    return graph.steps.flatMap((step, place): readonly PlanProblem[] => {
      const used = usedBy(step.body);
      if (used === null) return [];
      const pointer = graph.pointerOf(place);
      const tooDeep = { code: 'bad-value', pointer: `${pointer}/uses`, within: null };
      const message = `steps and uses nest at most ${DEEPEST} deep, what is used included`;
      return [
        ...wrongGifts(used, pointer),
        ...unnamedSecrets(used, workstream.secrets, pointer),
        ...(depthAround(graph) + depthOf(step) > DEEPEST ? [{ ...tooDeep, message }] : []),
      ];
    });
  });

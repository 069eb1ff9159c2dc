/** The plan of a run with what has opened of it, as a document. */
import { writtenPaths } from '../../../core/definition-at.ts';
import { stepId } from '../../../core/id.ts';
import type { Step, Workstream } from '../../../core/workstream.ts';
import type { StepView } from '../../house/step-view.ts';
import type { Standing } from '../standing.ts';
import { placedAt, toolOf } from './step-document.ts';

type Node = Pick<StepView, 'id' | 'title' | 'parent' | 'kind'>;
type Edge = { readonly from: string; readonly to: string; readonly asks: string };

const parentIn = (path: string): string | null => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null);

/** What stands in groups that have not opened yet, beside all that has. */
const nodesOf = ({ progress }: Pick<Standing, 'progress'>): readonly Node[] => {
  const { steps, workstream } = progress;
  const written = writtenPaths(workstream).flatMap((path): readonly Node[] => {
    if (steps.has(stepId(path))) return [];
    const parent = parentIn(path);
    const title = placedAt(workstream, path).definition?.title ?? null;
    return [{ id: stepId(path), title, parent: parent === null ? null : stepId(parent), kind: 'blocked' }];
  });
  return [...steps.values(), ...written];
};

const asksOf = ({ demands = [] }: Step, need: string): string => {
  const demand = demands.find(({ step }) => step === need);
  return demand === undefined
    ? ''
    : `${demand.when === 'succeeded' ? '' : demand.when}${demand.any ? ' (one is enough)' : ''}`.trim();
};

/** What is needed stands beside who needs it; a round needs the one before. */
const edgesOf = (workstream: Workstream, { id, parent }: Node, known: ReadonlySet<string>): readonly Edge[] => {
  const { definition } = placedAt(workstream, id);
  const round = /^(.*)#(\d+)$/.exec(id);
  if (round !== null && parent === round[1])
    return [`${parent}#${Number(round[2]) - 1}`]
      .filter((from) => known.has(from))
      .map((from) => ({ from, to: id, asks: '' }));
  if (definition === null || (parent !== null && !id.startsWith(`${parent}/`))) return [];
  const prefix = parent === null ? '' : `${parent}/`;
  return definition.needs
    .map((need) => ({ from: `${prefix}${need}`, to: id, asks: asksOf(definition, need) }))
    .filter(({ from }) => known.has(from));
};

/** As graph.schema.json has it. */
export const planGraph = (standing: Pick<Standing, 'seq' | 'progress'>): object => {
  const { workstream } = standing.progress;
  const nodes = nodesOf(standing);
  const known = new Set<string>(nodes.map(({ id }) => id));
  return {
    seq: standing.seq,
    nodes: nodes.map((node) => {
      const placed = placedAt(workstream, node.id);
      const { body } = placed.definition ?? {};
      const hasLane = body?.kind === 'group' && body.lane !== undefined;
      const { id, title, parent, kind: state } = node;
      return { id, title, parent, kind: placed.kind, part: placed.part, tool: toolOf(placed), state, hasLane };
    }),
    edges: nodes.flatMap((node) => edgesOf(workstream, node, known)),
  };
};

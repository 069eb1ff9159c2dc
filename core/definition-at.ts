/** The definition of a step of a run, by its path: however many items and rounds there are, they are one step of the file. */
import type { StepId } from './id.ts';
import { rememberedWith } from './remembered.ts';
import { unreachable } from './result.ts';
import { lastPartOf, partsOf } from './step-path.ts';
import type { Body, Step, Workstream } from './workstream.ts';

const byName = rememberedWith(
  (steps: readonly Step[]): ReadonlyMap<string, Step> => new Map(steps.map((step) => [step.id, step])),
);

const partOf = (body: Body, part: string): Step | null => {
  switch (body.kind) {
    case 'group':
      return byName(body.steps).get(part) ?? null;
    case 'foreach':
      return part.startsWith('[') ? body.steps[0] : null;
    case 'loop':
      return part.startsWith('#') ? body.steps[0] : null;
    default:
      return unreachable(body);
  }
};

type Steps = Pick<Workstream, 'steps' | 'finally'>;

/** null where the definition has none of that path. */
export const definitionAt = ({ steps, finally: last }: Steps, path: string): Step | null => {
  const [first = '', ...rest] = partsOf(path);
  let found = byName(steps).get(first) ?? byName(last).get(first) ?? null;
  for (const part of rest) {
    const body = found?.body;
    if (body === undefined) return null;
    found = partOf(body, part);
  }
  return found;
};

/** What the author calls the step of a path: that of an item or a round is what is done for all of them. */
export const nameOf = (path: string): string => partsOf(path).findLast((part) => !/^[[#]/.test(part)) ?? path;

/** The path of the composite that a path stands in as a step of its group, and the name there; null at the top, and of items and rounds. */
const placeIn = (path: string): { readonly around: string; readonly name: string } | null => {
  const name = lastPartOf(path);
  const around = path.slice(0, -name.length - 1);
  return path.endsWith(`/${name}`) && around !== '' ? { around, name } : null;
};

/** The paths of the steps that need one, beside it. */
export const pathsNeeding = (workstream: Steps, path: StepId): readonly string[] => {
  const place = placeIn(path);
  const siblings =
    place === null
      ? [...workstream.steps, ...workstream.finally]
      : (definitionAt(workstream, place.around)?.body?.steps ?? []);
  const name = place?.name ?? path;
  const prefix = place === null ? '' : `${place.around}/`;
  return siblings.filter(({ needs }) => needs.some((need) => need === name)).map(({ id }) => `${prefix}${id}`);
};

const pathsBelow = (step: Step, path: string): readonly string[] => {
  const { body } = step;
  return body?.kind === 'group'
    ? [path, ...body.steps.flatMap((inner) => pathsBelow(inner, `${path}/${inner.id}`))]
    : [path];
};

/** The paths that are known before anything has opened: those of groups, but of no items and no rounds. */
export const writtenPaths = ({ steps, finally: last }: Steps): readonly string[] =>
  [...steps, ...last].flatMap((step) => pathsBelow(step, step.id));

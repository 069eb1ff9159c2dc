/** How composites of a definition, of which nothing has opened yet, read to a person. */
import { counted } from '../../../core/counted.ts';
import { isHidden } from '../../../core/hidden-step.ts';
import { unreachable } from '../../../core/result.ts';
import type { Body, Step } from '../../../core/workstream.ts';

/** Said of a step with a lane. */
export const IN_LANE = 'in a lane of its own';

/** What stands where its wrapper does, a lane of one step included; null of a group. */
export const wrappedBy = (body: Body): Step | null =>
  body.kind === 'group' && body.lane?.wraps !== 'step' ? null : (body.steps[0] ?? null);

/** What a composite does with what is in it. */
export const bodyWords = (body: Body): string => {
  switch (body.kind) {
    case 'group':
      return `${body.used === undefined ? '' : `${body.used.source}: `}${counted(body.steps.filter((step) => !isHidden(step)).length, 'step')} as one${body.lane === undefined ? '' : `, ${IN_LANE}`}`;
    case 'foreach':
      if (body.isMatrix) return 'for each combination';
      return Array.isArray(body.items) ? `for each of ${body.items.length}` : 'for each item';
    case 'loop':
      return typeof body.max === 'number' ? `again, at most ${counted(body.max, 'round')}` : 'again';
    default:
      return unreachable(body);
  }
};

/** The steps that a composite opens, wrappers passed over: those of its group, none where it has none. */
export const stepsInside = ({ body }: Step): readonly Step[] => {
  if (body === undefined) return [];
  const wrapped = wrappedBy(body);
  return wrapped === null ? body.steps.filter((step) => !isHidden(step)) : stepsInside(wrapped);
};

/** How a composite opens what is in it. */
export type Opens = 'group' | 'uses' | 'lane' | 'foreach' | 'loop';

/** The wrappers of a composite from the outermost in, the group that it comes to last; none of a plain step. */
export const opensOf = ({ body }: Pick<Step, 'body'>): readonly Opens[] => {
  if (body === undefined) return [];
  const wrapped = wrappedBy(body);
  if (body.kind !== 'group') return [body.kind, ...(wrapped === null ? [] : opensOf(wrapped))];
  const lane: readonly Opens[] = body.lane === undefined ? [] : ['lane'];
  if (wrapped !== null) return [...lane, ...opensOf(wrapped)];
  return [...lane, body.used === undefined ? 'group' : 'uses'];
};

/** What a wrapper says of itself, wrappers from the outermost in; the empty string of a plain step. */
export const wrapperWords = ({ body }: Pick<Step, 'body'>): string => {
  if (body === undefined) return '';
  const wrapped = wrappedBy(body);
  const own = body.kind === 'group' && wrapped !== null ? IN_LANE : bodyWords(body);
  const rest = wrapped === null ? '' : wrapperWords(wrapped);
  return rest === '' ? own : `${own}: ${rest}`;
};

/** The tool that comes to do the work of a step, wrappers passed over; null of a group. */
export const toolOf = ({ body, tool }: Pick<Step, 'body' | 'tool'>): string | null => {
  const wrapped = body === undefined ? null : wrappedBy(body);
  if (wrapped !== null) return toolOf(wrapped);
  return body === undefined ? tool : null;
};

/** A composite of a definition and what is in it, as a document. */
export type StepOutline = {
  readonly id: string;
  readonly needs: readonly string[];
  readonly opens: readonly Opens[];
  readonly steps: readonly StepOutline[];
};

/** A step as a document, with all that is in it. */
export const stepOutline = (step: Step): StepOutline => ({
  ...{ id: step.id, needs: step.needs, opens: opensOf(step) },
  steps: stepsInside(step).map(stepOutline),
});

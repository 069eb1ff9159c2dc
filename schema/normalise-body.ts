/** What stands around a step: a composite of one step, the step without it. */
import { stepId } from '../core/id.ts';
import type { Json } from '../core/json.ts';
import { onlyHole, parseTemplate } from '../core/planning/expressions/template.ts';
import { COMPOSITE_TOOL, PLAIN_STEP, plainStep } from '../core/plain-step.ts';
import type { Body, Foreach, Loop, Step } from '../core/workstream.ts';
import { normalNeeds, normalTitle } from './normalise-details.ts';
import { milliseconds } from './normalise-retry.ts';
import type { WrittenForeach, WrittenLoop, WrittenStep, WrittenWrappers } from './written.ts';

const MOST_ITEMS = 1_000;

export const normalCondition = (written: string | boolean | undefined): string | null => {
  if (written === undefined) return PLAIN_STEP.condition;
  if (typeof written === 'boolean') return String(written);
  const template = parseTemplate(written.trim());
  const hole = template.ok ? onlyHole(template.value) : null;
  return hole === null ? written.trim() : hole.expression;
};

/** Whether anything stands around the step. */
export const isWrapped = ({ foreach, matrix, loop }: WrittenWrappers): boolean =>
  foreach !== undefined || matrix !== undefined || loop !== undefined;

type Settings = Exclude<WrittenForeach, string | readonly Json[]>;

const isSettings = (written: WrittenForeach): written is Settings =>
  typeof written === 'object' && !Array.isArray(written);

const normalForeach = (written: WrittenForeach, step: Step): Foreach => {
  const settings: Settings = isSettings(written) ? written : { items: written };
  return {
    kind: 'foreach',
    steps: [step],
    isMatrix: settings.matrix !== undefined,
    items: settings.matrix ?? settings.items ?? null,
    key: settings.key ?? null,
    where: settings.where ?? null,
    needs: settings.needs ?? null,
    concurrency: settings.concurrency ?? null,
    minSuccess: settings.minSuccess ?? null,
    failFast: settings.failFast ?? false,
    timeoutMs: milliseconds(settings.timeout),
    maxItems: settings.maxItems ?? MOST_ITEMS,
  };
};

const normalLoop = (written: WrittenLoop, step: Step): Loop => ({
  kind: 'loop',
  steps: [step],
  max: written.max,
  min: written.min ?? 1,
  until: normalCondition(written.until),
  onMax: written.onMax ?? 'fail',
  unchanged: written.unchanged ?? 'continue',
  timeoutMs: milliseconds(written.timeout),
});

/** `id`, `needs`, `if` and `title` are of the outermost; all else is of each item, and of each round. */
export const wrapped = (
  { foreach, matrix, loop, needs, if: condition, title, ...rest }: WrittenStep,
  normalStep: (written: WrittenStep) => Step,
): Step => {
  const id = stepId(rest.id);
  const around = (body: Body): Step => ({ ...plainStep(id, COMPOSITE_TOOL), body });
  const each = foreach ?? (matrix === undefined ? undefined : { matrix });
  const core = normalStep(rest);
  const rounds = loop === undefined ? core : around(normalLoop(loop, core));
  const whole = each === undefined ? rounds : around(normalForeach(each, rounds));
  return {
    ...whole,
    ...normalNeeds(needs),
    condition: normalCondition(condition),
    ...normalTitle(title, rest.id),
  };
};

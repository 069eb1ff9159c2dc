/** A step with steps of its own, or with those of a workstream that it uses. */
import { stepId } from '../core/id.ts';
import { acceptanceStep } from '../core/planning/acceptance-step.ts';
import { COMPOSITE_TOOL, PLAIN_STEP, plainStep } from '../core/plain-step.ts';
import type { Group, Step } from '../core/workstream.ts';
import { mapValues, NONE } from './normal-values.ts';
import { normalCompensation } from './normalise-alternative.ts';
import { normalCondition } from './normalise-body.ts';
import { writtenDefaults, type Defaults } from './normalise-defaults.ts';
import { normalCheck, normalIssue, normalNeeds, normalPriority, normalTitle } from './normalise-details.ts';
import { normalInput } from './normalise-input.ts';
import { normalBudget } from './normalise-limits.ts';
import { milliseconds, normalRetry } from './normalise-retry.ts';
import type { UsedWorkstream } from './used-workstreams.ts';
import type { WrittenStep } from './written.ts';

/** How a step inside is made, whatever it is. */
type NormalStep = (written: WrittenStep, defaults: Defaults) => Step;

/** What stands for a file that could not be read, which its reader has told. */
const NOTHING_USED: UsedWorkstream = { written: { version: 1, id: 'unread', steps: [] }, uses: new Map() };

/** What a group says of itself, and what a step that uses a workstream says. */
const around = (written: WrittenStep, body: Omit<Group, 'kind' | 'timeoutMs'>, defaults: Defaults): Step => {
  const { compensate } = written;
  return {
    ...plainStep(stepId(written.id), COMPOSITE_TOOL),
    ...normalNeeds(written.needs),
    condition: normalCondition(written.if),
    env: { ...defaults.env, ...mapValues(written.env ?? {}, String) },
    cwd: defaults.cwd,
    retry: normalRetry(written.retry, PLAIN_STEP.retry),
    continueOnError: written.continueOnError ?? false,
    compensate:
      compensate === undefined
        ? null
        : normalCompensation(compensate, defaults.ofTool(defaults.scriptTool).timeoutMs, defaults),
    body: { kind: 'group', ...body, timeoutMs: milliseconds(written.timeout) },
    ...normalTitle(written.title, written.id),
  };
};

const withChecks = (
  { acceptance = [] }: WrittenStep,
  steps: readonly Step[],
  { scriptTool }: Defaults,
): readonly Step[] =>
  acceptance.length === 0 ? steps : [...steps, acceptanceStep(acceptance.map(normalCheck), steps, scriptTool)];

/** What `defaults` say is said of the steps inside; of the group itself holds what it says. */
const groupStep = (written: WrittenStep, defaults: Defaults, normalStep: NormalStep): Step => {
  const cwd = written.cwd ?? defaults.cwd;
  const files = written.files ?? defaults.files;
  const steps = (written.steps ?? NONE).map((step) => normalStep(step, { ...defaults, cwd, files }));
  const outputs = mapValues(written.outputs ?? {}, String);
  return around(
    written,
    { steps: withChecks(written, steps, defaults), outputs },
    { ...defaults, env: PLAIN_STEP.env, cwd },
  );
};

/**
 * What is used says for its steps what it says, and else holds what holds around, but for what has expressions in it: those
 * see what is around, and are of the step as a whole.
 */
const usingStep = (written: WrittenStep, defaults: Defaults, normalStep: NormalStep): Step => {
  const source = written.uses ?? '';
  const { written: used, uses } = defaults.uses.get(source) ?? NOTHING_USED;
  const cwd = written.cwd ?? defaults.cwd;
  const { env: _, ...said } = defaults.said;
  const own = writtenDefaults({ ...said, cwd, ...used.defaults }, defaults.scriptTool, defaults.defaultsOf);
  const { resolve } = defaults;
  const inside = { ...own, files: used.files ?? written.files ?? defaults.files, resolve, uses };
  const main = used.steps.map((step) => normalStep(step, inside));
  const last = (used.finally ?? NONE).map((step) => normalStep(step, inside));
  return around(
    written,
    {
      steps: [...withChecks(written, main, defaults), ...last],
      outputs: used.outputs ?? {},
      used: {
        source,
        id: used.id,
        title: used.title ?? used.id,
        inputs: mapValues(used.inputs ?? {}, normalInput),
        with: written.with ?? {},
        env: mapValues(used.env ?? {}, String),
        secrets: used.secrets ?? [],
        concurrency: used.concurrency ?? null,
        failFast: used.failFast ?? false,
        ...normalBudget(used.budget),
        last: last.length,
        ...normalIssue(used.issue),
        ...normalPriority(used.priority),
      },
    },
    { ...defaults, cwd },
  );
};

/** The one that uses a workstream, or has steps. */
export const compositeStep = (written: WrittenStep, defaults: Defaults, normalStep: NormalStep): Step =>
  written.uses === undefined ? groupStep(written, defaults, normalStep) : usingStep(written, defaults, normalStep);

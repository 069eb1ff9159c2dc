/** What a step with a lane becomes: a group, the last step of which merges what the lane did. */
import type { DiagnosisCode } from '../core/failure.ts';
import { isAcceptance, MERGE, WORK } from '../core/hidden-step.ts';
import type { ToolId } from '../core/id.ts';
import { MERGE_TOOL } from '../core/lane.ts';
import { COMPOSITE_TOOL, PLAIN_STEP, plainStep } from '../core/plain-step.ts';
import type { LaneIntegration, LanePolicy, LaneSettings } from '../core/lane-settings.ts';
import type { Retry } from '../core/retry.ts';
import type { Alternative, Group, Step } from '../core/workstream.ts';
import { normalAlternative } from './normalise-alternative.ts';
import { normalMutex } from './normalise-details.ts';
import { milliseconds } from './normalise-retry.ts';
import type { WrittenIntegration, WrittenLanes, WrittenStep } from './written.ts';

/** What a merge fails of: another try begins on what is there by then. */
const OF_MERGING: readonly DiagnosisCode[] = ['git-conflict', 'integration-failed'];

/** What of all lanes is said; nothing where all is as it is anyway. */
export const normalLanes = (written: WrittenLanes | undefined): { readonly lanes?: LanePolicy } =>
  written === undefined ? {} : { lanes: { max: written.max ?? null, recheck: written.recheck ?? 'overlap' } };

const GATE = { batch: 5, timeoutMs: PLAIN_STEP.timeoutMs, retries: 0 };

/** How lanes come together; nothing where they are merged one by one, and nothing is looked at. */
export const normalIntegration = (
  written: WrittenIntegration | undefined,
): { readonly integration?: LaneIntegration } => {
  if (written === undefined) return {};
  const { gate: script, batch = GATE.batch, timeout, retry = GATE.retries } = written;
  return {
    integration: { gate: { script, batch, timeoutMs: milliseconds(timeout) ?? GATE.timeoutMs, retries: retry } },
  };
};

/** What the step itself says that it changes; not what the workstream says of all. */
const filesOf = ({ files }: Pick<WrittenStep, 'files'>): readonly string[] => {
  if (files === undefined) return [];
  return 'only' in files ? files.only : files;
};

/** What a tool that is named alone is told. */
const RESOLVE_PROMPT =
  'Two branches changed the same lines. The files that $WS_FAILURE names hold both versions, between lines that begin with <<<<<<<, ======= and >>>>>>>. Write what keeps the purpose of both, and leave no such line. Change nothing else.';

/** What resolves the conflicts of lanes; null where nothing does. */
export const normalResolve = (written: WrittenLanes['resolve'], scriptTool: ToolId): Alternative | null => {
  if (written === undefined) return null;
  const way = normalAlternative(written, { scriptTool });
  return typeof written === 'string' ? { ...way, with: { prompt: RESOLVE_PROMPT } } : way;
};

type Of = Pick<Step, 'acceptance' | 'env' | 'cwd' | 'sandbox' | 'timeoutMs' | 'secrets' | 'limits'>;

const mergeStep = (
  steps: readonly Step[],
  { acceptance, env, cwd, sandbox, timeoutMs, secrets, limits }: Of,
  resolve: Alternative | null,
): Step => ({
  ...plainStep(MERGE, MERGE_TOOL),
  ...resolve,
  needs: steps.map(({ id }) => id),
  access: 'exclusive',
  fixes: 0,
  ...{ acceptance, env, cwd, sandbox, timeoutMs },
  ...(secrets === undefined ? {} : { secrets }),
  ...(limits === undefined ? {} : { limits }),
});

/** What a step failed of it tries again by itself; the lane begins anew where its merge failed. */
const retryOfLane = (retry: Retry): Retry => {
  const on = retry.on === null ? OF_MERGING : OF_MERGING.filter((code) => retry.on?.includes(code));
  return on.length === 0 ? { ...retry, limit: 0 } : { ...retry, on };
};

/** What is a workstream of its own is tried again as a whole. */
const ofOne = (step: Step, lane: LaneSettings, resolve: Alternative | null): Step => {
  const { title, needs, demands, condition, continueOnError, id, retry, cwd, acceptance, ...rest } = step;
  const isWhole = rest.body !== undefined;
  const own = { ...rest, id: WORK, needs: PLAIN_STEP.needs, condition: null, continueOnError: false, cwd, acceptance };
  const work: Step = { ...own, retry: isWhole ? { ...retry, limit: 0 } : retry };
  const body: Group = {
    kind: 'group',
    steps: [work, mergeStep([work], step, resolve)],
    outputs: {},
    timeoutMs: null,
    lane,
  };
  return {
    ...plainStep(id, COMPOSITE_TOOL),
    ...{ needs, condition, continueOnError, cwd, body, retry: isWhole ? retry : retryOfLane(retry) },
    ...(demands === undefined ? {} : { demands }),
    ...(title === undefined ? {} : { title }),
  };
};

export const laned = (step: Step, written: Pick<WrittenStep, 'files' | 'mutex'>, resolve: Alternative | null): Step => {
  const isTool = step.body === undefined;
  const { mutex } = isTool ? {} : normalMutex(written.mutex);
  const own = { files: filesOf(written), ...(mutex === undefined ? {} : { mutex: mutex.name }) };
  // What is used ends with its own `finally`, and is merged as one.
  if (step.body?.kind !== 'group' || step.body.used !== undefined)
    return ofOne(step, { wraps: 'step', ...own }, resolve);
  const { steps } = step.body;
  const checks = steps.find(isAcceptance);
  const merge = mergeStep(steps, { ...(checks ?? PLAIN_STEP), env: {}, cwd: step.cwd }, resolve);
  return { ...step, body: { ...step.body, steps: [...steps, merge], lane: { wraps: 'group', ...own } } };
};

/** Fills every default in. */
import { stepId, toolId, type ToolId } from '../core/id.ts';
import type { JsonObject } from '../core/json.ts';
import { COMPOSITE_TOOL, PLAIN_STEP, plainStep, REQUIRED_TOOL } from '../core/plain-step.ts';
import { acceptanceStep } from '../core/planning/acceptance-step.ts';
import { remembered } from '../core/remembered.ts';
import type { Requirement, Unsaid } from '../core/requirement.ts';
import { invariant } from '../core/result.ts';
import type { DefaultsOfTool, ToolDefaults } from '../core/tool.ts';
import type {
  AcceptanceCheck,
  Alternative,
  Compensation,
  Preparation,
  Step,
  StepLimits,
  StepPlace,
  StepRecovery,
  Workstream,
} from '../core/workstream.ts';
import { normalLeaves, normalScope } from './normalise-details.ts';
import { normalInput } from './normalise-input.ts';
import { isWrapped, normalCondition, normalTitle, wrapped } from './normalise-body.ts';
import { filesOf, laned, normalLanes } from './normalise-lane.ts';
import { normalBudget, normalLimits } from './normalise-limits.ts';
import { milliseconds, normalRetry } from './normalise-retry.ts';
import type {
  WrittenAlternative,
  WrittenCompensation,
  WrittenDefaults,
  WrittenRequirement,
  WrittenScope,
  WrittenStep,
  WrittenWorkstream,
  WrittenWorktree,
} from './written.ts';

/** What undoes a step is worth another try, whatever the step itself is worth. */
const COMPENSATION_RETRIES = 2;
/** More different tools are not named in one file. */
const MOST_TOOLS = 1_000;

/**
 * Gives the workstream with nothing left open: what a step does not say, `defaults` say, or the profile of its tool, or the
 * format does. A script is the work of `scriptTool`.
 */
export const normalise = (
  written: WrittenWorkstream,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool = () => null,
): Workstream => {
  const own = writtenDefaults(written.defaults ?? {}, scriptTool, defaultsOf);
  const defaults = { ...own, files: written.files };
  const steps = (list: readonly WrittenStep[]): readonly Step[] => list.map((step) => normalStep(step, defaults));
  return {
    version: 1,
    id: written.id,
    title: written.title ?? written.id,
    description: written.description ?? '',
    spec: written.spec ?? null,
    base: written.base ?? 'HEAD',
    inputs: mapValues(written.inputs ?? {}, normalInput),
    env: mapValues(written.env ?? {}, String),
    secrets: written.secrets ?? [],
    concurrency: written.concurrency ?? null,
    failFast: written.failFast ?? false,
    onFailure: written.onFailure ?? 'keep',
    ...normalPreparation(written.worktree),
    ...normalLanes(written.lanes),
    ...(written.nestedRepositories === 'files' ? { nestedRepositories: 'files' as const } : {}),
    ...(written.readViolations === 'warn' ? { readViolations: written.readViolations } : {}),
    ...normalBudget(written.budget),
    steps: steps(written.steps),
    finally: steps(written.finally ?? []),
    outputs: written.outputs ?? {},
  };
};

/** What `defaults` may say for all steps. */
type Defaults = {
  readonly files: WrittenScope | undefined;
  readonly scriptTool: ToolId;
  readonly said: WrittenDefaults;
  /** What holds for the steps of a tool where they say nothing. */
  readonly ofTool: (tool: ToolId) => OfTool;
} & Omit<StepPlace, 'secrets'> &
  Pick<StepLimits, 'limits'> &
  Omit<StepRecovery, 'fallback' | 'compensate' | 'retry'>;

type OfTool = Pick<StepLimits, 'timeoutMs'> & Pick<StepRecovery, 'retry'> & Pick<ToolDefaults, 'fallback' | 'secrets'>;

const ofToolIn =
  ({ timeout, retry }: WrittenDefaults, defaultsOf: DefaultsOfTool) =>
  (tool: ToolId): OfTool => {
    const said = defaultsOf(tool);
    return {
      timeoutMs: milliseconds(timeout) ?? said?.timeoutMs ?? PLAIN_STEP.timeoutMs,
      retry: normalRetry(retry, said?.retry ?? PLAIN_STEP.retry),
      fallback: said?.fallback ?? NONE,
      secrets: said?.secrets ?? NONE,
    };
  };

// Not by assignment, to which `__proto__` would be no key.
const mapValues = <V, W>(object: Readonly<Record<string, V>>, map: (value: V) => W): Readonly<Record<string, W>> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));

const writtenDefaults = (
  written: WrittenDefaults,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool,
): Omit<Defaults, 'files'> => ({
  scriptTool,
  said: written,
  ofTool: remembered(MOST_TOOLS, ofToolIn(written, defaultsOf)),
  fixes: normalFixes(written.fix) ?? PLAIN_STEP.fixes,
  onEscalated: written.onEscalated ?? PLAIN_STEP.onEscalated,
  env: mapValues(written.env ?? {}, String),
  cwd: written.cwd ?? PLAIN_STEP.cwd,
  continueOnError: written.continueOnError ?? PLAIN_STEP.continueOnError,
  access: written.access ?? PLAIN_STEP.access,
  onInterrupted: written.onInterrupted ?? PLAIN_STEP.onInterrupted,
  sandbox: written.sandbox ?? PLAIN_STEP.sandbox,
  ...normalLimits(written.limits, undefined),
});

/** A step as its author wrote it: wrapped, a group, or one that runs a tool. */
const normalStep = (written: WrittenStep, defaults: Defaults): Step => {
  if (isWrapped(written)) return wrapped(written, (inner) => normalStep(inner, defaults));
  const core =
    written.steps === undefined ? plainlyNormal(written, defaults) : groupStep(written, written.steps, defaults);
  return written.isolation === undefined ? core : laned(core, filesOf(written));
};

/** What `defaults` say is said of the steps inside; of the group itself holds what it says. */
const groupStep = (written: WrittenStep, inner: readonly WrittenStep[], defaults: Defaults): Step => {
  const { scriptTool } = defaults;
  const cwd = written.cwd ?? defaults.cwd;
  const steps = inner.map((step) => normalStep(step, { ...defaults, cwd }));
  const checks = written.acceptance?.map(normalCheck) ?? [];
  const compensate = written.compensate;
  return {
    ...plainStep(stepId(written.id), COMPOSITE_TOOL),
    needs: normalList(written.needs).map(stepId),
    condition: normalCondition(written.if),
    env: mapValues(written.env ?? {}, String),
    cwd,
    retry: normalRetry(written.retry, PLAIN_STEP.retry),
    continueOnError: written.continueOnError ?? false,
    compensate:
      compensate === undefined ? null : normalCompensation(compensate, defaults.ofTool(scriptTool).timeoutMs, defaults),
    body: {
      kind: 'group',
      steps: checks.length === 0 ? steps : [...steps, acceptanceStep(checks, steps, scriptTool)],
      outputs: mapValues(written.outputs ?? {}, String),
      timeoutMs: milliseconds(written.timeout),
    },
    ...normalTitle(written.title, written.id),
  };
};

const plainlyNormal = (written: WrittenStep, defaults: Defaults): Step => {
  const { requires } = written;
  const way = normalAlternative(requires === undefined ? written : { ...written, tool: REQUIRED_TOOL }, defaults);
  const ofTool = defaults.ofTool(way.tool);
  const timeoutMs = milliseconds(written.timeout) ?? ofTool.timeoutMs;
  const secrets =
    ofTool.secrets.length === 0 ? written.secrets : [...new Set([...(written.secrets ?? []), ...ofTool.secrets])];
  return {
    id: stepId(written.id),
    ...way,
    ...(requires === undefined ? {} : { requires: normalRequirement(requires, { ...defaults.said, ...written }) }),
    needs: normalList(written.needs).map(stepId),
    condition: normalCondition(written.if),
    env: written.env === undefined ? defaults.env : { ...defaults.env, ...mapValues(written.env, String) },
    ...(secrets === undefined || secrets.length === 0 ? {} : { secrets }),
    input: written.input ?? PLAIN_STEP.input,
    cwd: written.cwd ?? defaults.cwd,
    timeoutMs,
    retry: normalRetry(written.retry, ofTool.retry),
    fallback: normalFallback(normalList(written.fallback ?? ofTool.fallback), way, defaults),
    fixes: normalFixes(written.fix) ?? defaults.fixes,
    compensate:
      written.compensate === undefined
        ? PLAIN_STEP.compensate
        : normalCompensation(written.compensate, timeoutMs, defaults),
    onEscalated: written.onEscalated ?? defaults.onEscalated,
    continueOnError: written.continueOnError ?? defaults.continueOnError,
    acceptance: written.acceptance?.map(normalCheck) ?? PLAIN_STEP.acceptance,
    outputs: written.outputs ?? PLAIN_STEP.outputs,
    access: written.access ?? defaults.access,
    sandbox: written.sandbox ?? defaults.sandbox,
    onInterrupted: written.onInterrupted ?? defaults.onInterrupted,
    ...normalLimits(written.limits, defaults.limits),
    ...normalBudget(written.budget),
    ...normalLeaves(written.leaves),
    ...normalScope(written.files ?? defaults.files),
    ...normalTitle(written.title, written.id),
  };
};

// One for all of a million steps.
const NONE: readonly never[] = [];

const normalList = <T>(written: T | readonly T[] | undefined): readonly T[] => {
  if (written === undefined) return NONE;
  // Cannot lie: what is an array is a list of T, for no T is an array.
  return Array.isArray(written) ? (written as readonly T[]) : [written as T];
};

const normalPreparation = (written: WrittenWorktree | undefined): { readonly worktree?: Preparation } => {
  if (written === undefined) return {};
  const { link = NONE, copy = NONE, setup = null, keep = NONE } = written;
  const worktree = { link, copy, setup, ...(keep.length === 0 ? {} : { keep }) };
  const isEmpty = link.length + copy.length + keep.length === 0 && setup === null;
  return isEmpty ? {} : { worktree };
};

const UNSAID: readonly Unsaid[] = ['timeout', 'retry', 'fallback'];

const normalRequirement = (
  { capability, language, task, environment }: WrittenRequirement,
  said: Pick<WrittenStep, Unsaid>,
): Requirement => ({
  capability: capability ?? null,
  languages: normalList(language),
  task: task ?? null,
  environment: environment ?? null,
  unsaid: UNSAID.filter((key) => said[key] === undefined),
});

/** A text alone is the name of a tool. */
const normalAlternative = (
  written: string | WrittenAlternative,
  { scriptTool }: Pick<Defaults, 'scriptTool'>,
): Alternative =>
  typeof written === 'string'
    ? { tool: toolId(written), with: {}, breakers: NONE }
    : {
        tool: written.tool === undefined ? scriptTool : toolId(written.tool),
        with: written.run === undefined ? (written.with ?? {}) : scriptWith(written.run, written),
        breakers: normalList(written.breaker),
      };

/** A tool that is named alone is given what the step gives its own, unless that is a script. */
const normalFallback = (
  written: readonly (string | WrittenAlternative)[],
  { tool, with: args }: Alternative,
  defaults: Pick<Defaults, 'scriptTool'>,
): readonly Alternative[] =>
  written.length === 0
    ? PLAIN_STEP.fallback
    : written.map((each) => {
        const way = normalAlternative(each, defaults);
        return typeof each === 'string' && tool !== defaults.scriptTool ? { ...way, with: args } : way;
      });

const scriptWith = (run: string, { args, with: rest }: WrittenAlternative): JsonObject => ({
  run,
  ...(args === undefined ? {} : { args: typeof args === 'string' ? args : args.map(String) }),
  ...rest,
});

/** A text alone is a shell script, as under `run`. */
const normalCompensation = (
  written: string | WrittenCompensation,
  timeoutMs: number,
  { ofTool, scriptTool }: Defaults,
): Compensation => {
  const whole = typeof written === 'string' ? { run: written } : written;
  const way = normalAlternative(whole, { scriptTool });
  return {
    ...way,
    timeoutMs: milliseconds(whole.timeout) ?? timeoutMs,
    retry: normalRetry(whole.retry, { ...ofTool(way.tool).retry, limit: COMPENSATION_RETRIES, on: null }),
  };
};

const normalFixes = (written: boolean | number | undefined): number | null =>
  typeof written === 'boolean' ? (written ? PLAIN_STEP.fixes : 0) : (written ?? null);

const normalCheck = (written: { readonly run?: string; readonly file?: string }): AcceptanceCheck => {
  if (written.run !== undefined) return { kind: 'run', script: written.run };
  invariant(written.file !== undefined, 'the validator let an acceptance check without run and file through');
  return { kind: 'file', path: written.file };
};

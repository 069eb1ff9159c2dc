/** Fills every default in. */
import { stepId, type ToolId } from '../core/id.ts';
import { EVENT_TOOL, PLAIN_STEP, REQUIRED_TOOL } from '../core/plain-step.ts';
import type { Requirement, Unsaid } from '../core/requirement.ts';
import type { DefaultsOfTool } from '../core/tool.ts';
import type { Preparation } from '../core/preparation.ts';
import type { Step, Workstream } from '../core/workstream.ts';
import { mapValues, NONE, normalList } from './normal-values.ts';
import { normalAlternative, normalCompensation, normalFallback } from './normalise-alternative.ts';
import { isWrapped, normalCondition, wrapped } from './normalise-body.ts';
import { compositeStep } from './normalise-composite.ts';
import { writtenDefaults, type Defaults } from './normalise-defaults.ts';
import {
  normalCache,
  normalCheck,
  normalEmit,
  normalFixes,
  normalIssue,
  normalLeaves,
  normalMutex,
  normalNeeds,
  normalPriority,
  normalResources,
  normalScope,
  normalTitle,
} from './normalise-details.ts';
import { normalInput } from './normalise-input.ts';
import { laned, normalIntegration, normalLanes, normalResolve } from './normalise-lane.ts';
import { normalBudget, normalLimits } from './normalise-limits.ts';
import { milliseconds, normalRetry } from './normalise-retry.ts';
import type { UsedWorkstreams } from './used-workstreams.ts';
import type { WrittenRequirement, WrittenStep, WrittenWorkstream, WrittenWorktree } from './written.ts';

/**
 * Gives the workstream with nothing left open: what a step does not say, `defaults` say, or the profile of its tool, or the
 * format does. A script is the work of `scriptTool`.
 */
export const normalise = (
  written: WrittenWorkstream,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool = () => null,
  uses: UsedWorkstreams = new Map(),
): Workstream => {
  const own = writtenDefaults(written.defaults ?? {}, scriptTool, defaultsOf);
  const resolve = normalResolve(written.lanes?.resolve, scriptTool);
  const defaults = { ...own, files: written.files, resolve, uses };
  const steps = (list: readonly WrittenStep[]): readonly Step[] => list.map((step) => normalStep(step, defaults));
  return {
    version: 1,
    id: written.id,
    title: written.title ?? written.id,
    description: written.description ?? '',
    ...normalIssue(written.issue),
    ...normalPriority(written.priority),
    ...(normalList(written.needs).length === 0 ? {} : { needs: normalList(written.needs) }),
    ...normalMutex(written.mutex),
    spec: written.spec ?? null,
    base: written.base ?? 'HEAD',
    ...(written.continue === undefined ? {} : { continue: written.continue }),
    inputs: mapValues(written.inputs ?? {}, normalInput),
    env: mapValues(written.env ?? {}, String),
    secrets: written.secrets ?? [],
    concurrency: written.concurrency ?? null,
    failFast: written.failFast ?? false,
    onFailure: written.onFailure ?? 'keep',
    ...normalPreparation(written.worktree),
    ...normalLanes(written.lanes),
    ...normalIntegration(written.integration),
    ...(written.nestedRepositories === 'files' ? { nestedRepositories: 'files' as const } : {}),
    ...(written.readViolations === 'warn' ? { readViolations: written.readViolations } : {}),
    ...(written.allowEmpty === true ? { allowEmpty: true as const } : {}),
    ...normalBudget(written.budget),
    ...normalResources(written.resources),
    steps: steps(written.steps),
    finally: steps(written.finally ?? []),
    outputs: written.outputs ?? {},
  };
};

/** A step as its author wrote it: wrapped, a group, or one that runs a tool. */
const normalStep = (written: WrittenStep, defaults: Defaults): Step => {
  if (isWrapped(written)) return wrapped(written, (inner) => normalStep(inner, defaults));
  const isComposite = written.uses !== undefined || written.steps !== undefined;
  const core = isComposite ? compositeStep(written, defaults, normalStep) : plainlyNormal(written, defaults);
  return written.isolation === undefined ? core : laned(core, written, defaults.resolve);
};

/** The tool of a step that names none, but says what it requires or waits for. */
const toolOf = (written: WrittenStep): WrittenStep => {
  if (written.requires !== undefined) return { ...written, tool: REQUIRED_TOOL };
  return written.on === undefined ? written : { ...written, tool: EVENT_TOOL, with: { ...written.on } };
};

const plainlyNormal = (written: WrittenStep, defaults: Defaults): Step => {
  const { requires } = written;
  const way = normalAlternative(toolOf(written), defaults);
  const ofTool = defaults.ofTool(way.tool);
  const timeoutMs = milliseconds(written.timeout) ?? ofTool.timeoutMs;
  const secrets =
    ofTool.secrets.length === 0 ? written.secrets : [...new Set([...(written.secrets ?? []), ...ofTool.secrets])];
  return {
    id: stepId(written.id),
    ...way,
    ...(requires === undefined ? {} : { requires: normalRequirement(requires, { ...defaults.said, ...written }) }),
    ...normalNeeds(written.needs),
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
    ...normalCache(written.cache, defaults.said.cache),
    ...(written.artifacts === undefined ? {} : { artifacts: written.artifacts }),
    ...normalEmit(written.emit),
    ...(written.unavailable === 'skip' ? { unavailable: written.unavailable } : {}),
    ...(written.commit === undefined ? {} : { commit: written.commit }),
    ...normalResources(written.resources),
    ...normalMutex(written.mutex),
    ...normalTitle(written.title, written.id),
  };
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

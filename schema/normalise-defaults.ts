/** What holds for a step where it says nothing: `defaults`, the profile of its tool, or the format. */
import type { ToolId } from '../core/id.ts';
import { PLAIN_STEP } from '../core/plain-step.ts';
import { remembered } from '../core/remembered.ts';
import type { DefaultsOfTool, ToolDefaults } from '../core/tool.ts';
import type { Alternative, StepLimits, StepPlace, StepRecovery } from '../core/workstream.ts';
import { mapValues, NONE } from './normal-values.ts';
import { normalFixes } from './normalise-details.ts';
import { normalLimits } from './normalise-limits.ts';
import { milliseconds, normalRetry } from './normalise-retry.ts';
import type { UsedWorkstreams } from './used-workstreams.ts';
import type { WrittenDefaults, WrittenScope } from './written.ts';

/** More different tools are not named in one file. */
const MOST_TOOLS = 1_000;

/** What `defaults` may say for all steps. */
export type Defaults = {
  readonly files: WrittenScope | undefined;
  /** What resolves conflicts of lanes; null where nothing does. */
  readonly resolve: Alternative | null;
  readonly scriptTool: ToolId;
  readonly defaultsOf: DefaultsOfTool;
  readonly uses: UsedWorkstreams;
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

export const writtenDefaults = (
  written: WrittenDefaults,
  scriptTool: ToolId,
  defaultsOf: DefaultsOfTool,
): Omit<Defaults, 'files' | 'uses' | 'resolve'> => ({
  scriptTool,
  defaultsOf,
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

/** What would be decided about a classified failure, were it the first of a step. */
import type { Diagnosis } from '../../core/diagnosis.ts';
import { instant, stepId, toolId, type Instant } from '../../core/id.ts';
import { PLAIN_STEP, plainStep } from '../../core/planning/plain-step.ts';
import type { Decision } from '../../core/policy.ts';
import { UNTROUBLED } from '../../core/state/recovery.ts';
import type { StepRun } from '../../core/run.ts';
import type { Step } from '../../core/workstream.ts';
import type { Classification } from './classify.ts';
import { createPolicy, type PolicySettings } from './policy.ts';

/** A step that says `retry: 1` and nothing else. */
const STEP: Step = {
  ...plainStep(stepId('step'), toolId('shell')),
  retry: { ...PLAIN_STEP.retry, limit: 1 },
};

const UNTRIED: StepRun = {
  state: { kind: 'blocked' },
  attempts: 1,
  failures: 0,
  recovery: UNTROUBLED,
  lastSeq: 0,
};

/** What the policy does about it in a step that says `retry: 1` and nothing else; null where nothing failed. */
export const foreseeDecision = (
  found: Classification,
  settings: PolicySettings,
  now: Instant,
): Pick<Decision, 'kind' | 'reason'> | null => {
  const { code, severity, plugin, signature, message, issues, fix, retryAfterMs } = found;
  if (code === 'none') return null;
  const retryAt = found.retryAt ?? (retryAfterMs === null ? null : instant(now + retryAfterMs));
  const diagnosis: Diagnosis = { code, severity, plugin, signature, message, issues, fix, retryAt, problems: [] };
  const failure = { code: 'tool-exit', status: 1, message } as const;
  const policy = createPolicy({ chance: { fraction: () => 0.5 }, settings });
  const { kind, reason } = policy.decide({ failure, diagnosis }, { step: STEP, at: UNTRIED, now });
  return { kind, reason };
};

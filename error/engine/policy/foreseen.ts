/** What would be decided about a classified failure, were it the first of a step. */
import type { Diagnosis } from '../../../core/diagnosis.ts';
import { stepId, toolId, type Instant } from '../../../core/id.ts';
import { PLAIN_STEP, plainStep } from '../../../core/plain-step.ts';
import type { Decision } from '../../../core/policy.ts';
import { UNTROUBLED } from '../../../core/state/recovery.ts';
import type { StepRun } from '../../../core/run.ts';
import type { Step } from '../../../core/workstream.ts';
import type { Classification } from '../verdict/classify.ts';
import { diagnosisOf } from '../verdict/diagnosis-of.ts';
import { createPolicy } from './policy.ts';
import type { PolicySettings } from './policy-settings.ts';

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
  past: null,
};

/**
 * The diagnosis as a run would record it, and what the policy does about it in a step that says `retry: 1` and nothing
 * else; null where nothing failed.
 */
export const foresee = (
  found: Classification,
  settings: PolicySettings,
  now: Instant,
): { readonly diagnosis: Diagnosis; readonly decision: Pick<Decision, 'kind' | 'reason'> } | null => {
  if (found.code === 'none') return null;
  const diagnosis = diagnosisOf(found, found.code, settings.severities, now);
  const failure = { code: 'tool-exit', status: 1, message: found.message } as const;
  const policy = createPolicy({ chance: { fraction: () => 0.5 }, settings });
  const { kind, reason } = policy.decide({ failure, diagnosis }, { step: STEP, at: UNTRIED, now });
  return { diagnosis, decision: { kind, reason } };
};

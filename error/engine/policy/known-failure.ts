/** All that the rules of the policy look at. */
import type { Change } from '../../../core/attempt.ts';
import type { Chance } from '../../../core/clock.ts';
import type { AttemptFailure } from '../../../core/diagnosis.ts';
import type { DiagnosisCode } from '../../../core/failure.ts';
import type { Instant } from '../../../core/id.ts';
import type { IssueSeverity } from '../../../core/issue.ts';
import type { FailureContext } from '../../../core/policy.ts';
import type { Recovery } from '../../../core/run.ts';
import type { AgentDescription } from '../../../core/tool.ts';
import type { Step } from '../../../core/workstream.ts';
import { nextRung } from './ladder.ts';
import type { PolicySettings } from './policy-settings.ts';
import { recoverabilityOf, type Recoverability } from './recoverability.ts';
import { isSetToLess, severityUnder } from '../verdict/severity.ts';

export type KnownFailure = FailureContext & {
  readonly failed: AttemptFailure;
  readonly code: DiagnosisCode;
  readonly message: string;
  readonly signature: string;
  readonly severity: IssueSeverity;
  /** That the settings call it less than an error. */
  readonly isMild: boolean;
  readonly hope: Recoverability;
  /** When the one that refused may be asked again; null where nobody said so. */
  readonly retryAt: Instant | null;
  /** What is other about the next try; null of tools that remember nothing. */
  readonly change: Change | null;
  readonly settings: PolicySettings;
  /** Asked only by the rule that waits, for its jitter. */
  readonly chance: Pick<Chance, 'fraction'>;
};

/** Tells of the tool that did the step now; null where that remembers nothing. */
export type AgentOf = (step: Step, recovery: Recovery) => AgentDescription | null;

/** A diagnosis has its configured severity already; only what nobody diagnosed is given it here. */
export const knownFailure = (
  failed: AttemptFailure,
  context: FailureContext,
  { settings, chance, agentOf }: Pick<KnownFailure, 'settings' | 'chance'> & { readonly agentOf?: AgentOf },
): KnownFailure => {
  const { failure, diagnosis } = failed;
  const code = diagnosis?.code ?? failure.code;
  const agent = agentOf?.(context.step, context.at.recovery) ?? null;
  const severity = diagnosis?.severity ?? severityUnder(settings.severities, code, null);
  return {
    ...context,
    failed,
    code,
    message: diagnosis?.message ?? failure.message,
    signature: diagnosis?.signature ?? code,
    severity,
    isMild: isSetToLess(settings.severities, code),
    hope: recoverabilityOf(code),
    change: agent === null ? null : nextRung(context.at.recovery, context.step.retry, agent, recoverabilityOf(code)),
    retryAt: diagnosis?.retryAt ?? null,
    settings,
    chance,
  };
};

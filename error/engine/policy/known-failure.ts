/** All that the rules of the policy look at. */
import type { Chance } from '../../../core/clock.ts';
import type { AttemptFailure } from '../../../core/diagnosis.ts';
import type { DiagnosisCode } from '../../../core/failure.ts';
import type { Instant } from '../../../core/id.ts';
import type { IssueSeverity } from '../../../core/issue.ts';
import type { FailureContext } from '../../../core/policy.ts';
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
  readonly settings: PolicySettings;
  /** Asked only by the rule that waits, for its jitter. */
  readonly chance: Pick<Chance, 'fraction'>;
};

/** A diagnosis has its configured severity already; only what nobody diagnosed is given it here. */
export const knownFailure = (
  failed: AttemptFailure,
  context: FailureContext,
  { settings, chance }: Pick<KnownFailure, 'settings' | 'chance'>,
): KnownFailure => {
  const { failure, diagnosis } = failed;
  const code = diagnosis?.code ?? failure.code;
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
    retryAt: diagnosis?.retryAt ?? null,
    settings,
    chance,
  };
};

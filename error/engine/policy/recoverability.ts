/** What can be hoped for after a failure, by its code. */
import type { DiagnosisCode } from '../../../core/failure.ts';

/**
 * `transient`: it goes away by itself, so the same failure again is no news. `repeatable`: another try may end otherwise.
 * `elsewhere`: this tool will not do it, another may. `hopeless`: a person must change something.
 */
export type Recoverability = 'transient' | 'repeatable' | 'elsewhere' | 'hopeless';

const TABLE: Readonly<Record<DiagnosisCode, Recoverability>> = {
  'rate-limited': 'transient',
  unavailable: 'transient',
  network: 'transient',
  'breaker-open': 'transient',
  interrupted: 'transient',
  'disk-full': 'transient',
  'tool-exit': 'repeatable',
  'tool-signal': 'repeatable',
  timeout: 'repeatable',
  'acceptance-failed': 'repeatable',
  'bad-output': 'repeatable',
  'check-failed': 'repeatable',
  'git-conflict': 'repeatable',
  workspace: 'repeatable',
  'out-of-memory': 'repeatable',
  'scope-violated': 'repeatable',
  'tool-missing': 'elsewhere',
  'sandbox-missing': 'elsewhere',
  'quota-exceeded': 'elsewhere',
  'budget-exceeded': 'elsewhere',
  unauthenticated: 'elsewhere',
  'context-too-long': 'elsewhere',
  refused: 'elsewhere',
  truncated: 'repeatable',
  'model-not-found': 'elsewhere',
  'permission-denied': 'hopeless',
  'secret-found': 'hopeless',
  'secret-in-commit': 'hopeless',
  'refresh-differs': 'hopeless',
  'leaves-missing': 'hopeless',
  quarantined: 'hopeless',
  'replay-miss': 'hopeless',
  'bad-input': 'hopeless',
  'read-only-violated': 'elsewhere',
  'body-failed': 'repeatable',
  'loop-exhausted': 'repeatable',
  'integration-failed': 'repeatable',
  rejected: 'hopeless',
  bug: 'hopeless',
};

/** What can be hoped for after a failure with this code. */
export const recoverabilityOf = (code: DiagnosisCode): Recoverability => TABLE[code];

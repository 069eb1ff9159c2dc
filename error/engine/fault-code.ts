/** What a step can die of, one code per remedy: the codes of `Failure` and those that only its output tells. */
import type { DiagnosisCode } from '../../core/diagnosis.ts';
import type { IssueSeverity } from './issue.ts';

/** `none`: nothing failed. */
export type FaultCode = DiagnosisCode | 'none';

/** How bad each is by itself; issues can only make it worse. */
const SEVERITIES: Readonly<Record<FaultCode, IssueSeverity>> = {
  none: 'info',
  interrupted: 'warning',
  'tool-exit': 'error',
  'tool-signal': 'error',
  'tool-missing': 'error',
  timeout: 'error',
  'acceptance-failed': 'error',
  'bad-output': 'error',
  'bad-input': 'error',
  'sandbox-missing': 'error',
  'git-conflict': 'error',
  workspace: 'error',
  'disk-full': 'critical',
  'breaker-open': 'warning',
  rejected: 'error',
  bug: 'critical',
  'check-failed': 'error',
  'secret-found': 'critical',
  'rate-limited': 'error',
  unavailable: 'error',
  network: 'error',
  'quota-exceeded': 'error',
  'budget-exceeded': 'error',
  unauthenticated: 'error',
  'permission-denied': 'error',
  'context-too-long': 'error',
  'out-of-memory': 'error',
  'scope-violated': 'error',
};

export const isFaultCode = (value: unknown): value is FaultCode =>
  typeof value === 'string' && Object.hasOwn(SEVERITIES, value);

/** Every code there is. */
export const faultCodes = (): readonly FaultCode[] => Object.keys(SEVERITIES).filter(isFaultCode);

/** How bad a failure with this code is where no issue says more. */
export const severityOfCode = (code: FaultCode): IssueSeverity => SEVERITIES[code];

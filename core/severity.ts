/** How bad what a step can die of is, where nothing that was read says more. */
import type { DiagnosisCode } from './failure.ts';
import type { IssueSeverity } from './issue.ts';

/** By code; issues can only make it worse. */
export const SEVERITIES: Readonly<Record<DiagnosisCode, IssueSeverity>> = Object.freeze({
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
  'refresh-differs': 'error',
  'leaves-missing': 'warning',
  'secret-in-commit': 'critical',
  quarantined: 'critical',
  'read-only-violated': 'error',
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
});

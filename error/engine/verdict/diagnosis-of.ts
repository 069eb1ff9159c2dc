/** From what was read of a failure to the diagnosis that is recorded and decided about. */
import type { DiagnosisCode } from '../../../core/failure.ts';
import type { Diagnosis } from '../../../core/diagnosis.ts';
import { instant, type Instant } from '../../../core/id.ts';
import type { Classification } from './classify.ts';
import { severityUnder, type Severities } from './severity.ts';

/** An event is no place for thousands of them; the log has them all. */
const ISSUES_KEPT = 100;

/** With the severity that the settings give it. */
export const diagnosisOf = (
  found: Classification,
  code: DiagnosisCode,
  severities: Severities,
  now: Instant,
): Diagnosis => ({
  code,
  severity: severityUnder(severities, code, found.severity),
  plugin: found.plugin,
  signature: found.signature,
  message: found.message,
  issues: found.issues.slice(0, ISSUES_KEPT),
  fix: found.fix,
  retryAt: found.retryAt ?? (found.retryAfterMs === null ? null : instant(now + found.retryAfterMs)),
  problems: found.problems.map(({ plugin, message }) => ({ plugin, message })),
});

/** Of a failure whose logs could not be read. */
export const unreadDiagnosis = (
  { code, message }: { readonly code: DiagnosisCode; readonly message: string },
  problem: string,
  severities: Severities,
): Diagnosis => ({
  code,
  severity: severityUnder(severities, code, null),
  plugin: null,
  signature: code,
  message,
  issues: [],
  fix: null,
  retryAt: null,
  problems: [{ plugin: 'ws', message: problem }],
});

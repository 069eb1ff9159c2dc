/** How bad a failure is: the settings have the last word, then what was read, then its code. */
import type { DiagnosisCode } from '../../../core/failure.ts';
import type { IssueSeverity } from '../../../core/issue.ts';
import { SEVERITIES } from '../../../core/severity.ts';
import { severityRank } from '../reading/issue.ts';

/** Severities that differ from the usual, by code. */
export type Severities = Readonly<Partial<Record<DiagnosisCode, IssueSeverity>>>;

/** The only place that applies a configured severity; `found` is null where nothing was read. */
export const severityUnder = (
  severities: Severities,
  code: DiagnosisCode,
  found: IssueSeverity | null,
): IssueSeverity => severities[code] ?? found ?? SEVERITIES[code];

/** Whether a failure this bad is no error. */
export const isLessThanError = (severity: IssueSeverity): boolean => severityRank(severity) < severityRank('error');

/** Whether the settings themselves call this code less than an error; some codes are less by nature. */
export const isSetToLess = (severities: Severities, code: DiagnosisCode): boolean => {
  const set = severities[code];
  return set !== undefined && isLessThanError(set);
};

/** What a step can die of, one code per remedy: the codes of `Failure` and those that only its output tells. */
import type { DiagnosisCode } from '../../../core/failure.ts';
import { SEVERITIES } from '../../../core/severity.ts';
import type { IssueSeverity } from '../reading/issue.ts';

/** `none`: nothing failed. */
export type FaultCode = DiagnosisCode | 'none';

/** How bad each is by itself; issues can only make it worse. */
const FAULTS: Readonly<Record<FaultCode, IssueSeverity>> = { none: 'info', ...SEVERITIES };

export const isFaultCode = (value: unknown): value is FaultCode =>
  typeof value === 'string' && Object.hasOwn(FAULTS, value);

/** Every code there is. */
export const faultCodes = (): readonly FaultCode[] => Object.keys(FAULTS).filter(isFaultCode);

/** How bad a failure with this code is where no issue says more. */
export const severityOfCode = (code: FaultCode): IssueSeverity => FAULTS[code];

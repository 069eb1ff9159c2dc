/**
 * Calls a provider only with the leave of two breakers, its own and that of the account that pays, and tells them how the call ended: an
 * account that is used up, or a key that is refused, says nothing of the provider to others.
 */
import type { Admission, Breakers, BreakerVerdict } from '../../core/breakers.ts';
import type { DiagnosisCode } from '../../core/failure.ts';
import type { Instant } from '../../core/id.ts';
import type { RouteFailure } from '../../core/model.ts';
import { err, type Result } from '../../core/result.ts';

export type GuardParts = {
  readonly breakers: Pick<Breakers, 'admit'>;
  readonly verdictOf: (code: DiagnosisCode | 'none', retryAt: Instant | null) => BreakerVerdict;
  /** Whether a failure speaks of the account and not of the provider. */
  readonly isOfAccount: (code: DiagnosisCode) => boolean;
};

/** By name. `account`: null where nobody pays by a key. */
export type Guards = { readonly provider: string; readonly account: string | null };

type Verdicts = { readonly provider: BreakerVerdict; readonly account: BreakerVerdict };

const UNKNOWN: BreakerVerdict = { kind: 'unknown' };
const WORKS: BreakerVerdict = { kind: 'works' };

const verdictsOf = (
  result: Result<unknown, RouteFailure>,
  { account }: Guards,
  { verdictOf, isOfAccount }: GuardParts,
): Verdicts => {
  if (result.ok) return { provider: WORKS, account: WORKS };
  const { code, retryAt } = result.error;
  const verdict = verdictOf(code, retryAt);
  if (account === null || !isOfAccount(code))
    return { provider: verdict, account: verdict.kind === 'works' ? verdict : UNKNOWN };
  // It answered, whoever paid.
  return { provider: verdict.kind === 'fails' ? WORKS : verdict, account: verdict };
};

const refused = ({
  breaker,
  reopensAt,
}: Extract<Admission, { readonly kind: 'refused' }>): { readonly ok: false; readonly error: RouteFailure } =>
  err({ code: 'breaker-open', message: `the breaker ${breaker} is open`, retryAt: reopensAt, evidence: null });

/** What the call gave, or that it was not made. The leaves are given back however it ends. */
export const guardedCall = async <T extends { readonly result: Result<unknown, RouteFailure> }>(
  guards: Guards,
  parts: GuardParts,
  call: () => Promise<T>,
): Promise<T | { readonly result: { readonly ok: false; readonly error: RouteFailure } }> => {
  const ofProvider = await parts.breakers.admit([guards.provider]);
  if (ofProvider.kind === 'refused') return { result: refused(ofProvider) };
  let verdicts: Verdicts = { provider: UNKNOWN, account: UNKNOWN };
  try {
    const ofAccount = guards.account === null ? null : await parts.breakers.admit([guards.account]);
    if (ofAccount?.kind === 'refused') return { result: refused(ofAccount) };
    try {
      const outcome = await call();
      verdicts = verdictsOf(outcome.result, guards, parts);
      return outcome;
    } finally {
      await ofAccount?.leave.settle(verdicts.account);
    }
  } finally {
    await ofProvider.leave.settle(verdicts.provider);
  }
};

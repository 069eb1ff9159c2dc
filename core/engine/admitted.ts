/** Calls a tool only with the leave of what guards it, and tells that how the call ended. */
import type { BreakerVerdict, Breakers, Leave } from '../breakers.ts';
import type { AttemptFailure } from '../diagnosis.ts';
import { err, type Result } from '../result.ts';

export type Guards = {
  /** Of what is called. */
  readonly breakers: readonly string[];
  /** Of the accounts that pay for it: one that is used up says nothing of the others. */
  readonly accounts: readonly string[];
};

export type AdmissionParts = {
  readonly breakers: Pick<Breakers, 'admit'>;
  /** What a failure says of what a breaker guards. */
  readonly verdictOf: (failed: AttemptFailure) => BreakerVerdict;
  /** Whether it speaks of the account and not of whoever was called. */
  readonly isOfAccount: (failed: AttemptFailure) => boolean;
};

type Worked<T> = Result<T, AttemptFailure>;

const UNKNOWN: BreakerVerdict = { kind: 'unknown' };
const WORKS: BreakerVerdict = { kind: 'works' };

/** The leaves are given back however the call ends; a call that was cut short says nothing. */
export const admitted = async <T>(
  { breakers: names, accounts }: Guards,
  { breakers, verdictOf, isOfAccount }: AdmissionParts,
  signal: AbortSignal,
  call: () => Promise<Worked<T>>,
): Promise<Worked<T>> => {
  const guarded = async (
    asked: readonly string[],
    within: (leave: Leave | null) => Promise<Worked<T>>,
  ): Promise<Worked<T>> => {
    if (asked.length === 0) return within(null);
    const admission = await breakers.admit(asked);
    if (admission.kind === 'admitted') return within(admission.leave);
    const { breaker, reopensAt } = admission;
    const message = `the breaker ${breaker} lets nobody through`;
    return err({ failure: { code: 'breaker-open', breaker, reopensAt, message }, diagnosis: null });
  };
  let ofTool: BreakerVerdict = UNKNOWN;
  let ofAccount: BreakerVerdict = UNKNOWN;
  const settled = async (
    leave: Leave | null,
    verdict: () => BreakerVerdict,
    work: () => Promise<Worked<T>>,
  ): Promise<Worked<T>> => {
    try {
      return await work();
    } finally {
      await leave?.settle(verdict());
    }
  };
  const judged = async (): Promise<Worked<T>> => {
    const result = await call();
    const verdict = result.ok ? WORKS : signal.aborted ? UNKNOWN : verdictOf(result.error);
    const isAccount = !result.ok && accounts.length > 0 && isOfAccount(result.error);
    ofTool = isAccount && verdict.kind === 'fails' ? WORKS : verdict;
    ofAccount = isAccount || verdict.kind === 'works' ? verdict : UNKNOWN;
    return result;
  };
  return guarded(names, (leave) =>
    settled(
      leave,
      () => ofTool,
      () => guarded(accounts, (inner) => settled(inner, () => ofAccount, judged)),
    ),
  );
};

/** What an attempt died of and what was decided about it, as documents. */
import type { Decided } from '../../../core/policy.ts';
import { toldFailure } from '../../../core/engine/attempt/feedback.ts';
import { timeOrNull } from './time.ts';

/** As failure.schema.json has it. */
export const failureDocument = ({ failure, diagnosis }: Pick<Decided, 'failure' | 'diagnosis'>): object => {
  const { code: _, message: __, ...details } = failure;
  return { ...toldFailure({ failure, diagnosis }), retryAt: timeOrNull(diagnosis?.retryAt ?? null), details };
};

/** As decision.schema.json has it. */
export const decisionDocument = (decision: Decided['decision']): object => ({
  kind: decision.kind,
  reason: decision.reason,
  at: 'at' in decision ? timeOrNull(decision.at) : null,
});

/** Writes down what an attempt is to do where finished steps that it needs are to be refreshed first. Pure. */
import type { Attempt } from '../attempt.ts';
import type { AttemptOrder, Refresh } from '../order.ts';
import type { Lack } from '../planning/schedule/lacking.ts';
import type { Run } from '../run.ts';
import type { DescribeTool } from '../tool.ts';
import { orderAttempt } from './order-attempt.ts';
import { inPersonsHands } from './persons-hands.ts';

/** The order for an attempt that the run has started, with a refresh for each of `lacks`. */
export const orderRefreshed = (
  run: Run,
  attempt: Attempt,
  describe: DescribeTool,
  lacks: readonly Lack[],
): AttemptOrder => {
  const order = orderAttempt(run, attempt, describe);
  if (lacks.length === 0) return order;
  const isJudged = inPersonsHands(run).length === 0;
  const breakers = [...order.breakers];
  const refreshes = lacks.flatMap(({ place, why }): readonly Refresh[] => {
    const step = run.plan.steps[place];
    const at = run.steps[place];
    if (step === undefined || at === undefined) return [];
    const again = orderAttempt(run, { run: run.id, step: step.id, attempt: at.attempts + 1 }, describe);
    if (again.work.kind !== 'tool') return [];
    breakers.push(...again.breakers);
    const work = { ...again.work, fix: null, accepted: null, isRefresh: true };
    return [{ attempt: again.attempt, secrets: again.secrets, why, isJudged, work }];
  });
  return { ...order, breakers: [...new Set(breakers)], refreshes };
};

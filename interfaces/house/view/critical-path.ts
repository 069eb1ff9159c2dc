/** The chain of steps that decided how long a run took. */
import type { Instant } from '../../../core/id.ts';

/** A step at the top of a run. */
export type Timed = {
  readonly id: string;
  readonly needs: readonly string[];
  readonly isFinally: boolean;
  /** null where it did not begin. */
  readonly startedAt: Instant | null;
  /** null where it has not ended. */
  readonly finishedAt: Instant | null;
};

const endOf = ({ finishedAt }: Timed): number => finishedAt ?? Number.POSITIVE_INFINITY;

const latest = (steps: readonly Timed[]): Timed | undefined =>
  steps.reduce<Timed | undefined>(
    (last, step) => (last === undefined || endOf(step) > endOf(last) ? step : last),
    undefined,
  );

/** The first of them first: the step that ended last, the one of its needs that let it begin last, and so on. */
export const criticalPath = (steps: readonly Timed[]): readonly string[] => {
  const begun = steps.filter(({ startedAt }) => startedAt !== null);
  const byId = new Map(begun.map((step) => [step.id, step]));
  const before = (step: Timed): Timed | undefined => {
    const needed = step.needs.flatMap((id) => byId.get(id) ?? []);
    if (needed.length > 0 || !step.isFinally) return latest(needed);
    return latest(begun.filter(({ isFinally }) => !isFinally));
  };
  const chain: string[] = [];
  for (let step = latest(begun); step !== undefined; step = before(step)) chain.unshift(step.id);
  return chain;
};

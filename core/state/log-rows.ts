/** What the tables must say of one run, folded from its log. */
import type { RecordedEvent } from '../event.ts';
import type { FailureRow } from '../failures.ts';
import type { StepId } from '../id.ts';
import type { Anchor } from './audit.ts';
import { failureRowOf, fixVerdictOf } from './failure-row.ts';
import {
  inheritedSteps,
  isStepEvent,
  projectRun,
  projectStep,
  rowsBegunAnew,
  type RunProjection,
  type StepProjection,
} from './projection.ts';

/** `retriedBy` is what the logs of other runs say. */
export type LoggedFailure = Omit<FailureRow, 'retriedBy'>;

/** Owned by who reads a log: {@link LogRows.apply} takes its events one by one. */
export class LogRows {
  run: RunProjection | null = null;
  first: Anchor | null = null;
  head: Anchor | null = null;
  readonly steps: Map<StepId, StepProjection> = new Map();
  readonly failures: LoggedFailure[] = [];
  /** Places in `failures` of fixes that are not judged yet. */
  readonly #unjudged = new Map<StepId, number[]>();

  apply(event: RecordedEvent): void {
    this.head = { seq: event.seq, hash: event.hash };
    this.first ??= this.head;
    if (!isStepEvent(event)) {
      this.run = projectRun(this.run, event);
      for (const step of inheritedSteps(event)) this.steps.set(step.step, step);
      return;
    }
    this.steps.set(event.step, projectStep(this.steps.get(event.step) ?? null, event));
    for (const anew of rowsBegunAnew(event, this.steps.values())) this.steps.set(anew.step, anew);
    const helped = fixVerdictOf(event);
    if (helped !== null) this.#judge(event.step, helped);
    const row = failureRowOf(event);
    if (row === null) return;
    if (row.decision === 'fix')
      this.#unjudged.set(row.step, [...(this.#unjudged.get(row.step) ?? []), this.failures.length]);
    const { retriedBy: _, ...logged } = row;
    this.failures.push(logged);
  }

  #judge(step: StepId, helped: boolean): void {
    for (const place of this.#unjudged.get(step) ?? []) {
      const row = this.failures[place];
      if (row !== undefined) this.failures[place] = { ...row, helped };
    }
    this.#unjudged.delete(step);
  }
}

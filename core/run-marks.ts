/** What was done with a run as a whole. It stands beside its log: that of a finished run never moves again. */
import type { Instant, RunId } from './id.ts';

/** `discarded`: thrown away, and nothing is done with it but `restored`, which takes that back. */
export type RunMark = 'discarded' | 'restored';

export interface RunMarks {
  /** Notes it of a run that is there; durable when it resolves. */
  mark(run: RunId, mark: RunMark, at: Instant): Promise<void>;
}

/** What the log of a run tells of its attempts and failures. */
import { toldFailure } from '../../../core/engine/attempt/feedback.ts';
import type { RecordedEvent, StepEvent } from '../../../core/event.ts';
import type { Instant, StepId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Decision } from '../../../core/policy.ts';
import type { RunOptions } from '../../../core/run.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { eventJson } from '../event-json.ts';
import type { Redaction } from '../redaction.ts';
import { LONGEST_ENTRY } from './entry.ts';
import { failureCauseOf } from '../../../core/state/failure-row.ts';

export type AttemptTold = {
  readonly step: StepId;
  readonly attempt: number | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant;
  /** The type of the event that ended it. */
  readonly end: string;
  readonly code: string | null;
  readonly decision: { readonly kind: Decision['kind']; readonly reason: string } | null;
};

export type FailureTold = {
  readonly step: StepId;
  readonly attempt: number | null;
  readonly at: Instant;
  readonly failure: JsonObject;
  readonly fix: { readonly title: string; readonly argv: readonly string[] } | null;
  readonly decision: Decision;
  readonly problems: readonly { readonly plugin: string; readonly message: string }[];
};

export type Story = {
  readonly definition: Workstream | null;
  readonly options: RunOptions | null;
  readonly attempts: readonly AttemptTold[];
  readonly failures: readonly FailureTold[];
  /** One event a line, redacted; the oldest left out where there are too many. */
  readonly lines: readonly string[];
  readonly leftOut: number;
};

/** Which events end an attempt. */
const ENDS: Readonly<Record<StepEvent['type'], boolean>> = {
  'step.readied': false,
  'step.opened': false,
  'step.started': false,
  'step.validating': false,
  'step.succeeded': true,
  'step.retrying': true,
  'step.parked': true,
  'step.answered': false,
  'step.failed': true,
  'step.skipped': false,
  'step.cancelled': true,
  'step.used': false,
  'step.refreshed': false,
};

/** Reads the whole log once. */
export const storyOf = async (events: AsyncIterable<RecordedEvent>, redaction: Redaction): Promise<Story> => {
  let definition: Workstream | null = null;
  let options: RunOptions | null = null;
  const started = new Map<StepId, Instant>();
  const attempts: AttemptTold[] = [];
  const failures: FailureTold[] = [];
  const lines: string[] = [];
  let length = 0;
  let leftOut = 0;
  for await (const event of events) {
    if (event.type === 'run.created') ({ workstream: definition, options } = event);
    if (event.type === 'run.amended') definition = event.workstream;
    if (event.type === 'step.started') started.set(event.step, event.at);
    if ('step' in event && ENDS[event.type]) {
      const cause = failureCauseOf(event);
      const { step, attempt, at, type } = event;
      const decision = cause === null ? null : { kind: cause.decision.kind, reason: cause.decision.reason };
      const code = cause === null ? null : (cause.diagnosis ?? cause.failure).code;
      attempts.push({ step, attempt, startedAt: started.get(step) ?? null, endedAt: at, end: type, code, decision });
      started.delete(step);
      if (cause !== null) {
        const { diagnosis } = cause;
        const rest = { fix: diagnosis?.fix ?? null, problems: diagnosis?.problems ?? [] };
        failures.push({ step, attempt, at, failure: toldFailure(cause), decision: cause.decision, ...rest });
      }
    }
    // An event is JSON through and through, and masking keeps its shape.
    const line = eventJson(redaction.json(event) as unknown as RecordedEvent);
    lines.push(line);
    length += line.length + 1;
    // The first tells what the run was made of; it stays.
    while (length > LONGEST_ENTRY && lines.length > 2) {
      length -= (lines.splice(1, 1)[0]?.length ?? 0) + 1;
      leftOut += 1;
    }
  }
  return { definition, options, attempts, failures, lines, leftOut };
};

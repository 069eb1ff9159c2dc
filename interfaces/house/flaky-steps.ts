/** What failed and then passed on the same tree: steps, and the tests in them where a plugin knows the test. */
import type { RecordedEvent, StepEvent } from '../../core/event.ts';
import type { EventLog } from '../../core/event-log.ts';
import type { Failures } from '../../core/failures.ts';
import type { Instant, RunId, StepId } from '../../core/id.ts';

/** `test` is null where no plugin named one; `last` is when it last passed after it had failed. */
export type Flaky = {
  readonly step: StepId;
  readonly test: string | null;
  readonly times: number;
  readonly runs: number;
  readonly last: Instant;
  /** Of the last failure. */
  readonly message: string;
};

/** How many failures are looked at. */
const LOOKED_AT = 5000;

type Retried = StepEvent & { readonly type: 'step.retrying' };

/** What goes away by itself is the service's doing, not the step's; a fix or another tool changes what is tried. */
const mayBeFlaky = (event: Retried): boolean =>
  event.decision.kind === 'retry' && event.failure.code !== 'interrupted' && event.decision.counts;

const testsOf = ({
  diagnosis,
  failure,
}: Retried): readonly { readonly test: string | null; readonly message: string }[] => {
  const tests = (diagnosis?.issues ?? []).filter(({ category }) => category === 'test');
  if (tests.length === 0) return [{ test: null, message: (diagnosis ?? failure).message }];
  return tests.map(({ path, message }) => {
    const name = message.includes(': ') ? message.slice(0, message.indexOf(': ')) : message;
    return { test: path === null ? name : `${path}: ${name}`, message };
  });
};

/** Calls `found` for each failure of a run that the same step passed after, with nothing committed in between. */
const walk = async (
  events: AsyncIterable<RecordedEvent>,
  found: (step: StepId, at: Instant, failed: Retried) => void,
): Promise<void> => {
  const failed = new Map<StepId, Retried[]>();
  for await (const event of events) {
    if (!('step' in event)) continue;
    if (event.type === 'step.retrying') {
      if (event.decision.kind === 'wait') continue;
      if (mayBeFlaky(event)) failed.set(event.step, [...(failed.get(event.step) ?? []), event]);
      else failed.delete(event.step);
    } else if (event.type === 'step.succeeded') {
      for (const each of failed.get(event.step) ?? []) found(event.step, event.at, each);
      failed.delete(event.step);
      // Another step has changed the tree: whoever passes from here on passes on another.
      if (event.checkpoint !== null) failed.clear();
    } else if (event.type === 'step.failed' || event.type === 'step.parked') failed.delete(event.step);
  }
};

/** The flaky steps and tests since a moment, those that did it most often first. */
export const flakySteps = async (
  { log, failures }: { readonly log: Pick<EventLog, 'events'>; readonly failures: Pick<Failures, 'failures'> },
  since: Instant,
): Promise<readonly Flaky[]> => {
  const filter = { run: null, decisions: ['retry'], since, isOpen: false, limit: LOOKED_AT } as const;
  const rows = await failures.failures(filter);
  const found = new Map<string, Flaky & { readonly seen: ReadonlySet<RunId> }>();
  for (const run of new Set(rows.map((row) => row.run))) {
    await walk(log.events(run, 0), (step, at, failed) => {
      for (const { test, message } of testsOf(failed)) {
        const key = JSON.stringify([step, test]);
        const before = found.get(key);
        const seen = new Set([...(before?.seen ?? []), run]);
        found.set(key, { step, test, times: (before?.times ?? 0) + 1, runs: seen.size, last: at, message, seen });
      }
    });
  }
  return [...found.values()].map(({ seen: _, ...flaky }) => flaky).sort((a, b) => b.times - a.times || b.last - a.last);
};

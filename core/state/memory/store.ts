/** The store that forgets: everything in memory, everything that can wait derived when it is asked for. */
import type { RecordedEvent, WsEvent } from '../../event.ts';
import type { FailureStats } from '../../failure-stats.ts';
import type { Instant, RunId, StepId } from '../../id.ts';
import { invariant, ok, err, type Result } from '../../result.ts';
import type {
  AppendError,
  FailureFilter,
  FailureRow,
  RunFilter,
  RunRow,
  Signal,
  StepRow,
  Store,
  StoredSignal,
} from '../../store.ts';
import type { Digest } from '../../system.ts';
import { chainHash, genesisHash, payloadText } from '../chain.ts';
import { failureStatsOf } from '../failure-stats.ts';
import { failureRowOf, fixVerdictOf, retriedRunOf } from '../failure-row.ts';
import { durationSampleRuns, medianDurations } from '../durations.ts';
import {
  detailFields,
  detailOf,
  inheritedSteps,
  isStepEvent,
  projectRun,
  projectStep,
  stepRow,
  type RunProjection,
  type StepProjection,
} from '../projection.ts';
import { invalidBatch } from '../batch.ts';

type Log = {
  readonly events: WsEvent[];
  /** Hashes of the first events; the rest is computed when asked for. */
  readonly hashes: string[];
  /** How many events are in the rows below. */
  projected: number;
  run: RunProjection | null;
  readonly steps: Map<StepId, StepProjection>;
};

const appended: Promise<Result<void, AppendError>> = Promise.resolve(ok(undefined));

class MemoryStore implements Store {
  readonly #digest: Digest;
  readonly #logs = new Map<RunId, Log>();
  readonly #signals = new Map<number, { readonly run: RunId; readonly signal: Signal }>();
  #lastSignal = 0;

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  append(run: RunId, events: readonly WsEvent[]): Promise<Result<void, AppendError>> {
    const first = events[0];
    if (first === undefined) return appended;
    let log = this.#logs.get(run);
    const fault = invalidBatch(run, events);
    invariant(fault === null, fault ?? '');
    const seq = log?.events.length ?? 0;
    if (first.seq !== seq + 1) return Promise.resolve(err({ code: 'conflict', seq }));
    if (log === undefined) {
      log = { events: [], hashes: [], projected: 0, run: null, steps: new Map() };
      this.#logs.set(run, log);
    }
    for (const event of events) log.events.push(event);
    return appended;
  }

  async *events(run: RunId, afterSeq: number): AsyncGenerator<RecordedEvent> {
    const log = this.#logs.get(run);
    if (log === undefined) return;
    for (let place = afterSeq; place < log.events.length; place++) {
      const event = log.events[place];
      invariant(event !== undefined, `event ${place + 1} of ${run} is kept`);
      yield {
        ...event,
        hash: this.#hash(log, place),
        previousHash: place === 0 ? genesisHash : this.#hash(log, place - 1),
      };
    }
  }

  async head(run: RunId): Promise<{ readonly seq: number; readonly hash: string } | null> {
    const log = this.#logs.get(run);
    return log === undefined ? null : { seq: log.events.length, hash: this.#hash(log, log.events.length - 1) };
  }

  async run(id: RunId): Promise<RunRow | null> {
    const log = this.#logs.get(id);
    return log === undefined ? null : this.#row(log);
  }

  async runs(filter: RunFilter): Promise<readonly RunRow[]> {
    const rows: RunRow[] = [];
    for (const log of [...this.#logs.values()].reverse()) {
      if (rows.length >= filter.limit) break;
      const row = this.#row(log);
      if (filter.statuses !== null && !filter.statuses.includes(row.status)) continue;
      if (filter.workstream !== null && row.workstream !== filter.workstream) continue;
      rows.push(row);
    }
    return rows;
  }

  async runsLike(prefix: string, limit: number): Promise<readonly RunId[]> {
    return [...this.#logs.keys()]
      .reverse()
      .filter((id) => id.startsWith(prefix))
      .slice(0, limit);
  }

  async steps(run: RunId): Promise<readonly StepRow[]> {
    const log = this.#logs.get(run);
    if (log === undefined) return [];
    this.#project(log);
    const rows = [...log.steps.values()].map((row) => {
      const event = row.detailSeq === null ? undefined : log.events[row.detailSeq - 1];
      return stepRow(row, detailOf(row.step, event === undefined ? null : detailFields(event)));
    });
    return rows.sort((a, b) => (a.step < b.step ? -1 : 1));
  }

  async stepDurations(workstream: string): Promise<ReadonlyMap<StepId, number>> {
    const samples: { step: StepId; durationMs: number }[] = [];
    let asked = 0;
    for (const log of [...this.#logs.values()].reverse()) {
      if (asked === durationSampleRuns) break;
      if (this.#row(log).workstream !== workstream) continue;
      asked++;
      for (const { step, status, startedAt, finishedAt } of log.steps.values())
        if (status === 'succeeded' && startedAt !== null && finishedAt !== null)
          samples.push({ step, durationMs: finishedAt - startedAt });
    }
    return medianDurations(samples);
  }

  async failures({ run, decisions, since, isOpen, limit }: FailureFilter): Promise<readonly FailureRow[]> {
    const takenUp = new Map<RunId, RunId>();
    for (const { events } of this.#logs.values())
      for (const event of events) {
        const retried = retriedRunOf(event);
        if (retried !== null) takenUp.set(retried, event.run);
      }
    return [...this.#logs.values()]
      .flatMap(({ events }) => failureRows(events))
      .map((row) => ({ ...row, retriedBy: takenUp.get(row.run) ?? null }))
      .filter((row) => row.at >= since && (run === null || row.run === run))
      .filter((row) => decisions === null || decisions.includes(row.decision))
      .filter((row) => !isOpen || row.retriedBy === null)
      .sort((a, b) => b.at - a.at || b.seq - a.seq)
      .slice(0, limit);
  }

  async failureStats(since: Instant): Promise<FailureStats> {
    return failureStatsOf(
      [...this.#logs.values()]
        .flatMap((log) => {
          const { workstream } = this.#row(log);
          return failureRows(log.events).map((row) => ({ row, workstream }));
        })
        .filter(({ row }) => row.at >= since),
    );
  }

  async sendSignal(run: RunId, _at: Instant, signal: Signal): Promise<void> {
    invariant(this.#logs.has(run), `a signal is for a run that exists, not ${run}`);
    this.#signals.set(++this.#lastSignal, { run, signal });
  }

  async signals(run: RunId): Promise<readonly StoredSignal[]> {
    return [...this.#signals].filter(([, kept]) => kept.run === run).map(([id, { signal }]) => ({ id, signal }));
  }

  async forgetSignals(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.#signals.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#logs.clear();
    this.#signals.clear();
  }

  #row(log: Log): RunRow {
    this.#project(log);
    invariant(log.run !== null, 'a log begins with run.created');
    return { ...log.run, seq: log.events.length };
  }

  #project(log: Log): void {
    for (; log.projected < log.events.length; log.projected++) {
      const event = log.events[log.projected];
      invariant(event !== undefined, 'a log has no holes');
      if (isStepEvent(event)) log.steps.set(event.step, projectStep(log.steps.get(event.step) ?? null, event));
      else {
        log.run = projectRun(log.run, event);
        for (const step of inheritedSteps(event)) log.steps.set(step.step, step);
      }
    }
  }

  #hash(log: Log, place: number): string {
    for (let next = log.hashes.length; next <= place; next++) {
      const event = log.events[next];
      invariant(event !== undefined, 'a log has no holes');
      log.hashes.push(chainHash(this.#digest, log.hashes[next - 1] ?? genesisHash, event, payloadText(event)));
    }
    const hash = log.hashes[place];
    invariant(hash !== undefined, `event ${place + 1} has a hash`);
    return hash;
  }
}

const failureRows = (events: readonly WsEvent[]): readonly FailureRow[] => {
  const rows: FailureRow[] = [];
  for (const event of events) {
    if (!isStepEvent(event)) continue;
    const helped = fixVerdictOf(event);
    if (helped !== null)
      for (const [at, row] of rows.entries())
        if (row.step === event.step && row.decision === 'fix' && row.helped === null) rows[at] = { ...row, helped };
    const row = failureRowOf(event);
    if (row !== null) rows.push(row);
  }
  return rows;
};

/** A store that lives as long as the process; as fast as a store can be, and durable for nobody. */
export const openMemoryStore = (digest: Digest): Store => new MemoryStore(digest);

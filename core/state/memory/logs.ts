/** The logs of all runs in memory, and what is derived from them when it is asked for. */
import type { RecordedEvent, WsEvent } from '../../event.ts';
import type { Instant, RunId, StepId } from '../../id.ts';
import { invariant } from '../../result.ts';
import type { RunRow } from '../../run-tables.ts';
import type { Digest } from '../../system.ts';
import { chainHash, genesisHash, payloadText } from '../chain.ts';
import {
  inheritedSteps,
  isStepEvent,
  projectRun,
  projectStep,
  rowsBegunAnew,
  type RunProjection,
  type StepProjection,
} from '../projection.ts';
import { Bell } from './bell.ts';

export type Log = {
  readonly events: WsEvent[];
  /** Hashes of the first events; the rest is computed when asked for. */
  readonly hashes: string[];
  /** How many events are in the rows below. */
  projected: number;
  run: RunProjection | null;
  readonly steps: Map<StepId, StepProjection>;
  discardedAt: Instant | null;
};

export class Logs {
  readonly #digest: Digest;
  readonly #byRun = new Map<RunId, Log>();
  /** Of all runs; the event of position n is at n - 1. */
  readonly #events: WsEvent[] = [];
  readonly appended: Bell = new Bell();

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  get(run: RunId): Log | undefined {
    return this.#byRun.get(run);
  }

  /** In the order in which the runs were made. */
  all(): readonly Log[] {
    return [...this.#byRun.values()];
  }

  ids(): readonly RunId[] {
    return [...this.#byRun.keys()];
  }

  append(run: RunId, events: readonly WsEvent[]): void {
    let log = this.#byRun.get(run);
    if (log === undefined) {
      log = { events: [], hashes: [], projected: 0, run: null, steps: new Map(), discardedAt: null };
      this.#byRun.set(run, log);
    }
    for (const event of events) {
      log.events.push(event);
      this.#events.push(event);
    }
    this.appended.ring();
  }

  clear(): void {
    this.#byRun.clear();
    this.#events.length = 0;
  }

  get newest(): number {
    return this.#events.length;
  }

  /** The event of a position; null where there is none yet. */
  at(position: number): RecordedEvent | null {
    const event = this.#events[position - 1];
    const log = event === undefined ? undefined : this.#byRun.get(event.run);
    return event === undefined || log === undefined ? null : this.recorded(log, event.seq - 1);
  }

  recorded(log: Log, place: number): RecordedEvent {
    const event = log.events[place];
    invariant(event !== undefined, `event ${place + 1} is kept`);
    const previousHash = place === 0 ? genesisHash : this.hash(log, place - 1);
    return { ...event, hash: this.hash(log, place), previousHash };
  }

  row(log: Log): RunRow {
    this.project(log);
    invariant(log.run !== null, 'a log begins with run.created');
    return { ...log.run, seq: log.events.length, discardedAt: log.discardedAt, isArchived: false };
  }

  project(log: Log): void {
    for (; log.projected < log.events.length; log.projected++) {
      const event = log.events[log.projected];
      invariant(event !== undefined, 'a log has no holes');
      if (isStepEvent(event)) {
        log.steps.set(event.step, projectStep(log.steps.get(event.step) ?? null, event));
        for (const anew of rowsBegunAnew(event, log.steps.values())) log.steps.set(anew.step, anew);
      } else {
        log.run = projectRun(log.run, event);
        for (const step of inheritedSteps(event)) log.steps.set(step.step, step);
      }
    }
  }

  hash(log: Log, place: number): string {
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

/** What is counted of all runs, for Prometheus: folded from the log, when somebody asks, from where it was left. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { definitionAt } from '../../core/definition-at.ts';
import type { RecordedEvent, StepEvent } from '../../core/event.ts';
import type { Instant, RunId } from '../../core/id.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { House } from '../house/house.ts';
import type { Stream } from './stream.ts';

/** Of a label with more values than this, the others are one: nobody reads them, and each costs. */
const MOST_VALUES = 200;
const TASK_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800];
const CALL_SECONDS = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600];

/** Of a run that is not over. */
type Open = {
  workstream: Workstream;
  startedAt: Instant | null;
  /** What the newest step that failed for good died of. */
  code: string;
  readonly attempts: Map<string, Instant>;
};

/** What is counted from. */
type Watched = { readonly house: House; readonly stream: Stream };

export interface Metrics {
  /** As Prometheus reads it. */
  text(desk: Watched): Promise<string>;
}

const atMost = (): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= MOST_VALUES) return 'other';
    known.add(value);
    return value;
  };
};

const instruments = (registry: Registry) => {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `orchestrator_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    tasks: counter('tasks_total', 'Runs that ended', ['workstream', 'status']),
    taskSeconds: new Histogram({
      name: 'orchestrator_task_duration_seconds',
      help: 'How long runs took',
      buckets: TASK_SECONDS,
      registers,
    }),
    taskFailures: counter('task_failures_total', 'Runs that failed, by what', ['code']),
    calls: counter('agent_calls_total', 'Attempts that ended', ['tool', 'status']),
    errors: counter('agent_errors_total', 'Attempts that failed, by what', ['tool', 'code']),
    callSeconds: new Histogram({
      name: 'orchestrator_agent_response_time_seconds',
      help: 'How long attempts took',
      labelNames: ['tool'],
      buckets: CALL_SECONDS,
      registers,
    }),
    hits: counter('cache_hits_total', 'Steps whose work was done again from the cache'),
    misses: counter('cache_misses_total', 'Steps with a cache that were run'),
    active: gauge('orchestrator_active_sessions', 'Attempts under way'),
    position: gauge('ws_tail_position', 'The newest event'),
    listeners: gauge('ws_listeners', 'Who listens to events'),
    wal: gauge('ws_wal_bytes', 'How large the write-ahead log of the state is'),
    breakers: gauge('ws_breakers_open', 'Circuit breakers that let nobody through'),
  };
};

type Instruments = ReturnType<typeof instruments>;

/** Counts what events tell of attempts and runs. */
const counting = (
  of: Instruments,
): { readonly take: (event: RecordedEvent) => void; readonly active: () => number } => {
  const runs = new Map<RunId, Open>();
  const [tool, workstream, code] = [atMost(), atMost(), atMost()];
  const endAttempt = (run: Open, event: StepEvent, failed: string | null): void => {
    const began = run.attempts.get(event.step);
    if (began === undefined) return;
    run.attempts.delete(event.step);
    const name = tool(definitionAt(run.workstream, event.step)?.tool ?? 'unknown');
    of.calls.inc({ tool: name, status: failed === null ? 'succeeded' : 'failed' });
    if (failed !== null) of.errors.inc({ tool: name, code: code(failed) });
    of.callSeconds.observe({ tool: name }, Math.max(0, event.at - began) / 1000);
  };
  const endRun = (run: Open, event: RecordedEvent, status: 'succeeded' | 'failed' | 'cancelled'): void => {
    of.tasks.inc({ workstream: workstream(run.workstream.id), status });
    if (status === 'failed') of.taskFailures.inc({ code: code(run.code) });
    if (run.startedAt !== null) of.taskSeconds.observe(Math.max(0, event.at - run.startedAt) / 1000);
    runs.delete(event.run);
  };
  const succeeded = (run: Open, event: StepEvent & { readonly type: 'step.succeeded' }): void => {
    if (event.cached !== undefined) of.hits.inc();
    else if (definitionAt(run.workstream, event.step)?.cache !== undefined) of.misses.inc();
    endAttempt(run, event, null);
  };
  const take = (event: RecordedEvent): void => {
    if (event.type === 'run.created') {
      runs.set(event.run, { workstream: event.workstream, startedAt: null, code: 'unknown', attempts: new Map() });
      return;
    }
    const run = runs.get(event.run);
    if (run === undefined) return;
    if (event.type === 'run.amended') run.workstream = event.workstream;
    else if (event.type === 'run.started') run.startedAt ??= event.at;
    else if (event.type === 'step.started') run.attempts.set(event.step, event.at);
    else if (event.type === 'step.succeeded') succeeded(run, event);
    else if (event.type === 'step.retrying' || event.type === 'step.failed') {
      const failed = event.diagnosis?.code ?? event.failure.code;
      if (event.type === 'step.failed') run.code = failed;
      endAttempt(run, event, failed);
    } else if (event.type === 'step.parked' || event.type === 'step.cancelled') run.attempts.delete(event.step);
    else if (event.type === 'run.succeeded') endRun(run, event, 'succeeded');
    else if (event.type === 'run.failed') endRun(run, event, 'failed');
    else if (event.type === 'run.cancelled') endRun(run, event, 'cancelled');
  };
  return { take, active: () => [...runs.values()].reduce((sum, { attempts }) => sum + attempts.size, 0) };
};

/** Nothing is counted yet. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const of = instruments(registry);
  const { take, active } = counting(of);
  let position = 0;
  let turn: Promise<void> = Promise.resolve();
  const catchUp = async ({ stream }: Pick<Watched, 'stream'>): Promise<void> => {
    for (;;) {
      const events = await stream.after(position);
      for (const { event } of events) take(event);
      position = events.at(-1)?.position ?? position;
      if (events.length === 0) return;
    }
  };
  return {
    text: async ({ house, stream }) => {
      // One at a time: two who read on at once would count twice.
      turn = turn.then(() => catchUp({ stream }));
      await turn;
      of.active.set(active());
      of.position.set(position);
      of.listeners.set(stream.count());
      of.wal.set(statSync(join(house.stateDirectory, 'state.db-wal'), { throwIfNoEntry: false })?.size ?? 0);
      of.breakers.set((await (await house.breakers()).list()).filter(({ state }) => state !== 'CLOSED').length);
      return registry.metrics();
    },
  };
};

/**
 * A fake: a house made of recorded events, for tests of the command line alone. Its store answers from those events,
 * and driving a run plays more of them. It proves nothing about the engine.
 */
import { join } from 'node:path';
import type { Happening, RecordedEvent } from '../../../../core/event.ts';
import { configurationOf } from '../../../../config/configuration.ts';
import { instant, type RunId, runId } from '../../../../core/id.ts';
import { err, ok } from '../../../../core/result.ts';
import { failureRowOf, retriedRunOf } from '../../../../core/state/failure-row.ts';
import { failureStatsOf } from '../../../../core/state/failure-stats.ts';
import type { FailureRow } from '../../../../core/failures.ts';
import type { RunRow, StepRow } from '../../../../core/run-tables.ts';
import type { Signal } from '../../../../core/signals.ts';
import type { Store } from '../../../../core/store.ts';
import type { Plan } from '../../../../core/workstream.ts';
import type {
  Composer,
  DefinitionChange,
  DriveEnd,
  DriveOptions,
  House,
  StartRequest,
} from '../../../../interfaces/house/house.ts';
import { progressOf } from '../../../../interfaces/house/progress.ts';
import { created, recorded, start } from './script.ts';

export type FakeRun = { readonly id: string; readonly happenings: readonly Happening[] };

export type FakeSettings = {
  readonly root: string;
  readonly runs?: readonly FakeRun[];
  /** What driving appends, and how it ends. */
  readonly drive?: { readonly happenings: readonly Happening[]; readonly end: DriveEnd; readonly restMs?: number };
  readonly driven?: readonly string[];
  readonly plan?: Plan;
  readonly change?: DefinitionChange;
  readonly auditProblem?: string;
};

/** What commands asked of the fake. */
export type Asked = {
  readonly started: StartRequest[];
  readonly signals: { run: string; signal: Signal }[];
  readonly calls: string[];
  closed: number;
};

const rowOf = (id: string, events: readonly RecordedEvent[]): RunRow => {
  const [first] = events;
  if (first?.type !== 'run.created') throw new Error('a fake run begins with run.created');
  const progress = progressOf(first.workstream);
  for (const event of events) progress.apply(event);
  const at = (ms: number | null) => (ms === null ? null : instant(ms));
  return {
    id: runId(id),
    workstream: first.workstream.id,
    title: first.workstream.title,
    status: progress.status,
    hash: first.hash,
    source: first.options.source,
    branch: progress.place?.branch ?? null,
    base: progress.place?.base ?? null,
    seq: events.length,
    createdAt: first.at,
    startedAt: at(progress.startedAt),
    finishedAt: at(progress.finishedAt),
  };
};

const stepRowsOf = (events: readonly RecordedEvent[]): readonly StepRow[] => {
  const [first] = events;
  if (first?.type !== 'run.created') return [];
  const progress = progressOf(first.workstream);
  for (const event of events) progress.apply(event);
  const at = (ms: number | null) => (ms === null ? null : instant(ms));
  return [...progress.steps.values()]
    .filter((step) => step.kind !== 'blocked')
    .map((step) => ({
      step: step.id,
      status: step.kind,
      attempts: step.attempts,
      failures: step.failures,
      exitCode: step.kind === 'succeeded' ? 0 : null,
      startedAt: at(step.startedAt),
      finishedAt: at(step.finishedAt),
      checkpoint: step.checkpoint,
      outputs: step.kind === 'succeeded' ? { files: '3' } : null,
      failure: step.failure,
      diagnosis: step.diagnosis,
      decision: step.decision,
    }));
};

/** Newest first. */
const failureRowsOf = (logs: Map<string, RecordedEvent[]>): readonly FailureRow[] => {
  const takenUp = new Map(
    [...logs].flatMap(([id, [first]]) => (first === undefined ? [] : [[retriedRunOf(first), runId(id)]])),
  );
  return [...logs.values()]
    .flatMap((events) => events.flatMap((event) => ('step' in event ? (failureRowOf(event) ?? []) : [])))
    .map((row) => ({ ...row, retriedBy: takenUp.get(row.run) ?? null }))
    .reverse();
};

const storeOf = (logs: Map<string, RecordedEvent[]>, asked: Asked): Store => ({
  append: async () => ok(undefined),
  events: async function* (run, afterSeq) {
    for (const event of logs.get(run) ?? []) if (event.seq > afterSeq) yield event;
  },
  head: async () => null,
  run: async (id) => {
    const events = logs.get(id);
    return events === undefined ? null : rowOf(id, events);
  },
  runs: async ({ statuses, workstream, limit }) =>
    [...logs]
      .map(([id, events]) => rowOf(id, events))
      .reverse()
      .filter(
        (row) =>
          (statuses === null || statuses.includes(row.status)) && (workstream ?? row.workstream) === row.workstream,
      )
      .slice(0, limit),
  runsLike: async (prefix, limit) =>
    [...logs.keys()]
      .filter((id) => id.startsWith(prefix))
      .slice(0, limit)
      .map(runId),
  steps: async (run) => stepRowsOf(logs.get(run) ?? []),
  stepDurations: async () => new Map(),
  failures: async ({ run, decisions, since, isOpen, limit }) =>
    failureRowsOf(logs)
      .filter((row) => row.at >= since && (run ?? row.run) === row.run && (decisions?.includes(row.decision) ?? true))
      .filter((row) => !isOpen || row.retriedBy === null)
      .slice(0, limit),
  failureStats: async (since) =>
    failureStatsOf(
      failureRowsOf(logs)
        .filter((row) => row.at >= since)
        .map((row) => ({ row, workstream: rowOf(row.run, logs.get(row.run) ?? []).workstream })),
    ),
  sendSignal: async (run, _at, signal) => {
    asked.signals.push({ run, signal });
  },
  signals: async () => [],
  forgetSignals: async () => undefined,
  watchSignals: async function* () {},
  [Symbol.asyncDispose]: async () => undefined,
});

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A house and its composer, and what was asked of them. */
export const fakeHouse = (settings: FakeSettings): { composer: Composer; house: House; asked: Asked } => {
  const asked: Asked = { started: [], signals: [], calls: [], closed: 0 };
  const logs = new Map((settings.runs ?? []).map(({ id, happenings }) => [id, [...recorded(id, happenings)]]));
  const store = storeOf(logs, asked);
  let now = start;
  const make = (id: string, happenings: readonly Happening[]): RunId => {
    logs.set(id, [...recorded(id, happenings)]);
    return runId(id);
  };
  const drive = async (run: RunId, { onEvent, stop }: DriveOptions): Promise<DriveEnd> => {
    asked.calls.push(`drive ${run}`);
    const log = logs.get(run) ?? [];
    for (const event of recorded(run, settings.drive?.happenings ?? [], log.length + 1)) {
      if (stop.aborted) return { kind: 'stopped' };
      log.push(event);
      now = event.at;
      onEvent(event);
      if (settings.drive?.restMs !== undefined) await rest(settings.drive.restMs);
    }
    return settings.drive?.end ?? { kind: 'held' };
  };
  const house: House = {
    root: settings.root,
    stateDirectory: join(settings.root, '.ws'),
    store,
    proposals: { proposals: async () => [], putProposal: async () => true },
    specs: { keepFiles: async () => ({ written: 0, removed: 0 }), history: async () => ok([]) },
    clock: { now: () => instant(now), sleepUntil: async () => undefined },
    files: {
      paths: ({ step, attempt }) => {
        const directory = join(settings.root, '.ws', 'logs', `${step}-${attempt}`);
        const file = (name: string): string => join(directory, name);
        return {
          directory,
          stdout: file('stdout.log'),
          stderr: file('stderr.log'),
          input: file('in'),
          output: file('out'),
          failure: file('failure'),
          report: file('report.ndjson'),
        };
      },
    },
    configuration: async () => ok({ configuration: configurationOf({}), files: [], effective: [] }),
    start: async (request) => {
      asked.started.push(request);
      return ok(make('n3w1', [created(request.plan.workstream, { inputs: request.inputs, source: request.source })]));
    },
    drive,
    catchUpHooks: async () => undefined,
    isDriven: async (run) => settings.driven?.includes(run) ?? false,
    retry: async (run, from) => {
      asked.calls.push(`retry ${run} ${from ?? '-'}`);
      const [first] = logs.get(run) ?? [];
      if (first?.type !== 'run.created') throw new Error('a fake run begins with run.created');
      return ok(make('r3tr', [created(first.workstream)]));
    },
    definitionChange: async () => settings.change ?? { kind: 'same' },
    amend: async (run) => {
      asked.calls.push(`amend ${run}`);
      return ok(undefined);
    },
    diff: async (run, step, { stat }) => {
      asked.calls.push(`diff ${run} ${step ?? '-'} ${stat ? 'stat' : 'full'}`);
      return ok('+a line\n');
    },
    merge: async (run, { squash }) => {
      asked.calls.push(`merge ${run} ${squash ? 'squash' : 'merge'}`);
      return ok({ commit: 'f'.repeat(40), into: 'main', files: 2 });
    },
    collect: async (policy) => {
      asked.calls.push(`collect ${JSON.stringify(policy)}`);
      return ok([{ run: runId('k3f9'), removed: true, reason: 'finished 8 days ago' }]);
    },
    diagnostics: async (run, file) => {
      asked.calls.push(`diagnostics ${run} ${file ?? '-'}`);
      return ok({
        path: file ?? join(settings.root, '.ws/runs', run, 'diagnostics.tar.gz'),
        files: ['README.md'],
        left: [],
      });
    },
    verifyAudit: async () =>
      [...logs].map(([id, events]) => ({
        run: runId(id),
        events: events.length,
        problem: settings.auditProblem ?? null,
      })),
    [Symbol.asyncDispose]: async () => {
      asked.closed += 1;
    },
  };
  const composer: Composer = {
    changedFiles: () => Promise.resolve(ok([])),
    prefix: () => Promise.resolve(''),
    person: () => Promise.resolve(null),
    load: async (file) =>
      settings.plan === undefined
        ? {
            plan: null,
            diagnostics: [
              {
                code: 'unknown-key',
                severity: 'error',
                message: 'no key "stpes". Did you mean "steps"?',
                file,
                line: 2,
                column: 3,
                pointer: '/stpes',
              },
            ],
          }
        : { plan: settings.plan, diagnostics: [] },
    openHouse: async () => ok(house),
    tools: async () => ({ find: () => null, all: () => [] }),
    breakers: () => Promise.reject(new Error('no test of breakers asks this house')),
    gh: async () => async () => err({ code: 'missing', message: 'there is no program "gh"' }),
    sqliteVersion: async () => ok('3.53.0'),
  };
  return { composer, house, asked };
};

/** A composer that finds no repository. */
export const homeless = (composer: Composer): Composer => ({
  ...composer,
  openHouse: async () =>
    err({ kind: 'environment', message: 'not in a git repository', hint: 'git init', diagnostics: [] }),
});

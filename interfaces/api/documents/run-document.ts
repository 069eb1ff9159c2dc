/** One run, as documents: whole, and as a row of a list. */
import type { StepId } from '../../../core/id.ts';
import type { StepKind } from '../../../core/run.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { isStepDone } from '../../../core/state/machine.ts';
import { sumUp } from '../../house/cost-of-runs.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';
import type { Standing } from '../standing.ts';
import { timeOrNull, timeText } from './time.ts';
import { usageOf } from './usage-document.ts';

/** What is known of a run beside its row. */
export type Around = {
  readonly repository: string;
  readonly damage: string | null;
  readonly isDriven: boolean;
  readonly standing: Standing | null;
  readonly retriedBy: string | null;
};

const KINDS: readonly StepKind[] = [
  ...(['blocked', 'ready', 'open', 'running', 'validating', 'backoff', 'waiting'] as const),
  ...(['succeeded', 'failed', 'skipped', 'cancelled'] as const),
];

/** As counts.schema.json has it. */
export const countsOf = (steps: Iterable<Pick<StepView, 'kind' | 'isComposite'>>): object => {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  let total = 0;
  let done = 0;
  for (const { kind, isComposite } of steps) {
    if (isComposite) continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
    total += 1;
    done += Number(isStepDone(kind));
  }
  return { total, done, ...counts };
};

type Trouble = {
  readonly step: StepId;
  readonly kind: 'failed' | 'waiting';
  readonly code: string | null;
  readonly message: string;
};

const messageOf = ({ failure, diagnosis }: StepView): Pick<Trouble, 'code' | 'message'> => ({
  code: diagnosis?.code ?? failure?.code ?? null,
  message: diagnosis?.message ?? failure?.message ?? '',
});

/** What holds the run up, or ended it: the question of a step that waits, else the first failure that nobody forgave. */
export const troubleOf = ({ steps, active, status }: Pick<Progress, 'steps' | 'active' | 'status'>): Trouble | null => {
  for (const view of active.values())
    if (view.kind === 'waiting' && view.wait !== null && view.wait.breaker === undefined)
      return { step: view.id, kind: 'waiting', code: null, message: view.wait.prompt };
  if (status === 'succeeded') return null;
  const failed = [...steps.values()].filter(
    ({ kind, isComposite, decision }) => kind === 'failed' && !isComposite && decision?.kind !== 'log',
  );
  const [first] = failed.sort((one, other) => (one.finishedAt ?? 0) - (other.finishedAt ?? 0));
  return first === undefined ? null : { step: first.id, kind: 'failed', ...messageOf(first) };
};

const usedIn = (standing: Standing | null): StepView['used'] =>
  standing === null ? [] : [...standing.progress.steps.values()].flatMap(({ used }) => used);

const timesOf = (run: RunRow): object => ({
  createdAt: timeText(run.createdAt),
  startedAt: timeOrNull(run.startedAt),
  finishedAt: timeOrNull(run.finishedAt),
  discardedAt: timeOrNull(run.discardedAt),
  isArchived: run.isArchived,
});

/** As run-row.schema.json has it. */
export const runRowDocument = (
  run: RunRow,
  { repository, damage, standing }: Pick<Around, 'repository' | 'damage' | 'standing'>,
): object => ({
  ...{ id: run.id, repository, workstream: run.workstream, title: run.title },
  ...{ state: run.status, damage, seq: run.seq, branch: run.branch, ...timesOf(run) },
  counts: standing === null ? null : countsOf(standing.progress.steps.values()),
  problem: standing === null ? null : troubleOf(standing.progress),
  costMicroUsd: sumUp(usedIn(standing)).costMicroUsd,
});

/** As run.schema.json has it. */
export const runDocument = (run: RunRow, around: Around): object => {
  const { repository, damage, isDriven, standing, retriedBy } = around;
  const progress = standing?.progress ?? null;
  return {
    ...{ id: run.id, repository, workstream: run.workstream, title: run.title },
    ...{ state: run.status, damage, isDriven, seq: run.seq, branch: run.branch, base: run.base, source: run.source },
    ...timesOf(run),
    idleMs: progress?.idleMs ?? 0,
    ...{ labels: standing?.labels ?? {}, inputs: progress?.inputs ?? {}, outputs: progress?.outputs ?? null },
    counts: countsOf(progress?.steps.values() ?? []),
    usage: usageOf(usedIn(standing)),
    why: progress?.why ?? null,
    problem: progress === null ? null : troubleOf(progress),
    ...{ retryOf: standing?.retryOf ?? null, retriedBy, continues: standing?.continues ?? null },
  };
};

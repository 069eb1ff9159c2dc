/** How a run stands, as a document: the rows of all its steps. */
import type { Places } from '../../adapters/git/worktree/place.ts';
import { toldFailure } from '../../core/engine/attempt/feedback.ts';
import type { RunId, StepId } from '../../core/id.ts';
import type { RunRow, RunTables, StepRow } from '../../core/run-tables.ts';
import type { Step } from '../../core/workstream.ts';
import { definitionAt } from '../../core/definition-at.ts';
import { parentPath } from '../../core/step-path.ts';
import type { RunAccount } from './run-account.ts';
import { worktreeAt } from './run-site.ts';
import { standingCounts, type Counts } from './standing-counts.ts';
import { stepsOfTree, treeOf } from './step-tree.ts';

const blocked = (step: StepId): StepRow => ({
  step,
  status: 'blocked',
  attempts: 0,
  failures: 0,
  exitCode: null,
  startedAt: null,
  finishedAt: null,
  checkpoint: null,
  outputs: null,
  failure: null,
  diagnosis: null,
  decision: null,
  question: null,
});

/**
 * The rows of all steps in the order of the definition, each followed by what is inside of it, then of what compensates
 * them, in the order it began. A step to which nothing has happened is `blocked`; `laid`: the paths of what has opened.
 */
export const allSteps = (
  steps: readonly Step[],
  rows: readonly StepRow[],
  laid: readonly StepId[] = [],
): readonly StepRow[] => {
  const byId = new Map(rows.map((row) => [row.step, row]));
  const began = ({ startedAt }: StepRow): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  const known = new Set([...steps.map(({ id }) => id), ...laid]);
  const others = rows.filter(({ step }) => !known.has(step)).sort((a, b) => began(a) - began(b));
  const all = new Map([...known].map((id) => [id, byId.get(id) ?? blocked(id)]));
  for (const row of others) all.set(row.step, row);
  const tree = treeOf(
    [...all.values()].map((row) => ({ id: row.step, parent: parentPath(row.step), kind: row.status, row })),
  );
  return stepsOfTree(tree).map(({ row }) => row);
};

/** What a step died of and what was decided about it; null where it did not fail. */
const failureDocument = ({ failure, diagnosis, decision }: StepRow): object | null =>
  failure === null
    ? null
    : {
        ...toldFailure({ failure, diagnosis }),
        decision: decision === null ? null : { kind: decision.kind, reason: decision.reason },
      };

/** A row, and how many of its attempts were none. */
export type StandingRow = StepRow & {
  /** How often it asked a breaker that let nobody through; `attempts` does not count these. */
  readonly waits: number;
};

/** Rows whose attempts are those in which a tool was called. */
export const withoutWaits = async (
  run: RunId,
  rows: readonly StepRow[],
  { store }: { readonly store: Pick<RunTables, 'breakerWaits'> },
): Promise<readonly StandingRow[]> => {
  const waits = await store.breakerWaits(run);
  return rows.map((row) => {
    const waited = waits.get(row.step) ?? 0;
    return { ...row, attempts: row.attempts - waited, waits: waited };
  });
};

export type Standing = {
  readonly run: RunRow;
  /** null where its log is gone. */
  readonly account: RunAccount | null;
  readonly steps: readonly StandingRow[];
  /** Whether a process drives the run right now. */
  readonly driven: boolean;
};

/** How the steps stand that are directly in each composite. */
const countsInside = (rows: readonly StepRow[]): ReadonlyMap<StepId, Counts> => {
  const counts = standingCounts();
  const parents = new Set(rows.flatMap(({ step }) => parentPath(step) ?? []));
  for (const { step: id, status: kind } of rows)
    counts.move(null, { id, parent: parentPath(id), kind, isComposite: parents.has(id) });
  return new Map([...parents].map((id) => [id, counts.inside(id)]));
};

/** The document of `ws status --json`. */
export const statusDocument = (places: Places, { run, account, steps, driven }: Standing): object => {
  const { id, workstream, status, branch, createdAt, startedAt, finishedAt, discardedAt } = run;
  const worktree = worktreeAt(places, run);
  const titleOf = (step: string): string | null =>
    account === null ? null : (definitionAt(account.workstream, step)?.title ?? null);
  const inside = countsInside(steps);
  const rows = steps.map((row) => {
    const { step, question, diagnosis: _, decision: __, ...rest } = row;
    const place = { parent: parentPath(step), inside: inside.get(step) ?? null };
    const told = { title: titleOf(step), tookMs: account?.tookMs(step) ?? null };
    return { id: step, ...place, ...rest, failure: failureDocument(row), question, ...told };
  });
  const times = { createdAt, startedAt, finishedAt, discardedAt };
  const values = {
    inputs: account?.inputs ?? null,
    outputs: account?.outputs ?? null,
    labels: account?.labels ?? null,
    changes: account?.changes ?? null,
  };
  return { run: id, workstream, status, branch, worktree, ...times, driven, ...values, steps: rows };
};

/** Opens the worktree of a run: its own, or, when it first begins, that of the run it tries again. */
import type { Failure } from '../failure.ts';
import { stepId } from '../id.ts';
import type { Result } from '../result.ts';
import type { Run } from '../run.ts';
import { secretsNamedIn } from '../secrets.ts';
import type { SecretIn } from '../system.ts';
import type { Workspace, Workspaces } from '../workspace.ts';
import type { Workstream } from '../workstream.ts';
import { loadRun } from './load-run.ts';
import { newestCheckpoint } from './newest-checkpoint.ts';
import type { EngineParts, Equipment } from './parts.ts';
import { lastMoved } from './take-up.ts';

type TakesOver = NonNullable<Parameters<Workspaces['open']>[0]['takesOver']> | null;

/** What that workstream calls secret: it may name others than the one that goes on in the worktree. */
const guardOf = (workstream: Workstream, parts: Pick<EngineParts, 'equip'>): SecretIn | null => {
  if (secretsNamedIn(workstream).length === 0) return null;
  const { secretIn, close } = parts.equip(workstream, null);
  close();
  return secretIn;
};

/** Whose worktree may be taken over; null where the run has begun already, or tries none again. */
const takenOver = async (run: Run, parts: EngineParts): Promise<TakesOver> => {
  const { inherits } = run.options;
  if (inherits === null || run.status !== 'created') return null;
  const before = await loadRun(inherits.run, parts);
  if (before === null || before.place === null) return null;
  // Work that no step did, such as a person's afterwards, counts as that of the step that moved last.
  const attempt = lastMoved(before) ?? { run: before.id, step: stepId('retry'), attempt: 0 };
  const { workstream } = before.plan;
  return { run: before.id, workstream: workstream.id, attempt, secretIn: guardOf(workstream, parts) };
};

/** Fails as {@link Workspaces} says. Of a run whose lock another process holds nothing is taken over. */
export const openWorkspace = async (
  run: Run,
  equipment: Pick<Equipment, 'secretIn'>,
  parts: EngineParts,
): Promise<Result<Workspace, Failure>> => {
  const { workstream } = run.plan;
  const takesOver = await takenOver(run, parts);
  const lock = takesOver === null ? null : await parts.locks.acquire(takesOver.run);
  try {
    return await parts.workspaces.open({
      run: run.id,
      workstream: workstream.id,
      base: run.place?.base ?? run.options.base,
      secretIn: secretsNamedIn(workstream).length === 0 ? null : equipment.secretIn,
      recorded: newestCheckpoint(run),
      nestedRepositories: workstream.nestedRepositories ?? 'fail',
      takesOver: lock === null ? null : takesOver,
    });
  } finally {
    await lock?.[Symbol.asyncDispose]();
  }
};

/**
 * Brings the worktree of a run into the state that its steps rely on, before any of them. What was done already is not
 * done again; what was cut short is.
 */
import type { Attempt } from '../attempt.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from '../failure.ts';
import { stepId, toolId } from '../id.ts';
import type { Lane } from '../lane.ts';
import { plainStep } from '../plain-step.ts';
import { err, ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { isPoison } from '../state/poison.ts';
import { ALONE } from '../tool.ts';
import type { Workspace } from '../workspace.ts';
import { fillStep } from './attempt/fill-step.ts';
import { SETUP } from '../planning/setup.ts';
import { withLineFeeds } from '../planning/shell/script.ts';
import { keepingUnchanged } from './attempt/unchanged.ts';
import { environmentAt, identityOf } from './environment.ts';
import type { Equipment } from './parts.ts';

type Means = {
  readonly equipment: Equipment;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  /** Told when a setup begins, why, and that it is done. */
  readonly notice: (line: string) => void;
  /** Whose worktree it is; null: the run's. */
  readonly lane: Lane | null;
};

/** Of which the logs of a setup are. */
const setupOf = (run: Run, lane: Lane | null): Attempt =>
  lane === null
    ? { run: run.id, step: stepId(SETUP), attempt: 1 }
    : { run: run.id, step: stepId(`${lane.path}/${SETUP}`), attempt: lane.generation };

const setUp = async (
  run: Run,
  script: string,
  workspace: Workspace,
  { equipment, signal, clock, notice, why, lane }: Means & { readonly why: string },
): Promise<Result<void, Failure>> => {
  const { shell, files, mask } = equipment;
  const attempt = setupOf(run, lane);
  const step = { ...plainStep(attempt.step, toolId('shell')), with: { run: withLineFeeds(script) } };
  const filled = fillStep(run, step, 'run');
  if (!filled.ok) return filled;
  const paths = await files.open(attempt, { input: null, failure: null });
  if (!paths.ok) return paths;
  const { output: WS_OUTPUT, input: WS_INPUT, failure: WS_FAILURE } = paths.value;
  const { worktree } = workspace;
  const { workstream } = run.plan;
  const order = { attempt, workstream: workstream.id, secrets: workstream.secrets };
  const own = environmentAt(order, workspace, equipment);
  const env = { ...own, ...filled.value.env, ...identityOf(order, workspace), WS_OUTPUT, WS_INPUT, WS_FAILURE };
  const { provisions } = workspace;
  const deaths = await provisions.countSetUp(true);
  if (isPoison(deaths)) {
    await provisions.countSetUp(false);
    const message = `ws died ${deaths} times in a row while it set the worktree up (worktree.setup), so that was not begun once more. Its log: ws logs ${run.id}. Once that is seen to: ws resume ${run.id}`;
    return err({ code: 'workspace', message });
  }
  const begun = clock.now();
  notice(
    `setting the worktree${lane === null ? '' : ` of the lane ${lane.path}`} up (worktree.setup), because ${why}: ws logs ${run.id} -f`,
  );
  await provisions.noteSetUp(null);
  const done = await keepingUnchanged(attempt, workspace, async (): Promise<Result<void, Failure>> => {
    const ended = await shell.execute(
      {
        ...{ attempt, worktree, cwd: worktree, with: filled.value.with, paths: paths.value, signal },
        origin: { ...ALONE, env: filled.value.env },
        ...{ env, timeoutMs: step.timeoutMs, limits: null, outputs: null, sandbox: 'off', access: 'shared' },
        changed: (how) => workspace.changedBy(attempt, how),
      },
      files.report(attempt),
    );
    return ended.ok ? ok(undefined) : err(ended.error.failure);
  });
  await provisions.countSetUp(false);
  if (done.ok) {
    await provisions.noteSetUp(script);
    notice(`the worktree is set up, in ${((clock.now() - begun) / 1000).toFixed(1)}s`);
  }
  if (done.ok || done.error.code === 'interrupted' || done.error.code === 'disk-full') return done;
  const message = `the worktree cannot be set up (worktree.setup): ${mask(done.error.message)}. Its log: ws logs ${run.id}. Then go on: ws resume ${run.id}`;
  return err({ ...done.error, message });
};

/** Fails where something cannot be brought in, or the setup fails or changes what git tracks. */
export const prepareWorktree = async (run: Run, workspace: Workspace, means: Means): Promise<Result<void, Failure>> => {
  const { worktree: wanted } = run.plan.workstream;
  if (wanted === undefined) return ok(undefined);
  const { provisions } = workspace;
  const brought = await provisions.bringIn(wanted);
  if (!brought.ok) {
    const { code, message } = brought.error;
    if (code !== 'workspace') return brought;
    return err({ code, message: `${message}. Once that is mended: ws resume ${run.id} --accept-changes` });
  }
  const why = wanted.setup === null ? null : await provisions.whySetUp(wanted.setup);
  if (wanted.setup === null || why === null) return ok(undefined);
  return setUp(run, wanted.setup, workspace, { ...means, why });
};

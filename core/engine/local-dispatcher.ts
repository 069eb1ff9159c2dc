/** Runs attempts in this process. */
import type { BreakerVerdict, Breakers } from '../breakers.ts';
import type { AttemptFailure, Diagnose } from '../diagnosis.ts';
import type { AttemptOutcome, Dispatcher } from '../dispatcher.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import { ROLLBACK_TOOL } from '../planning/compensation.ts';
import { err, invariant, ok, type Result } from '../result.ts';
import type { Attempt, Parked, Success } from '../attempt.ts';
import type { Recovery, Run } from '../run.ts';
import type { LogSizes, Mask } from '../system.ts';
import type { Tools } from '../tool.ts';
import type { Step } from '../workstream.ts';
import { runAttempt, type AttemptParts, type AttemptRequest } from './attempt/attempt.ts';
import type { Inbox } from './inbox.ts';
import { chosenStep } from './attempt/chosen.ts';
import { maskAttemptFailure, maskJson } from './attempt/mask.ts';
import type { Prepare } from './attempt/prepare.ts';

export type LocalDispatcherParts = AttemptParts & {
  readonly inbox: Pick<Inbox, 'push'>;
  readonly tools: Tools;
  readonly prepare: Prepare;
  readonly mask: Mask;
  readonly diagnose: Diagnose;
  readonly breakers: Pick<Breakers, 'admit'>;
  /** What a failure says of what a breaker guards. */
  readonly verdictOf: (failed: AttemptFailure) => BreakerVerdict;
};

type Cause = 'cancel' | 'stop';

const FROM_THE_BEGINNING: LogSizes = { stdout: 0, stderr: 0 };

const bug = (error: unknown): Failure => {
  const known = error instanceof Error ? error : new Error(String(error));
  return { code: 'bug', message: known.message, stack: known.stack ?? '' };
};

const stopped = (by: Cause): Failure => ({
  code: 'interrupted',
  by,
  message: by === 'cancel' ? 'the run was cancelled' : 'the run was stopped',
});

/**
 *   D1. Every attempt that is dispatched delivers exactly one outcome while this process lives.
 *   D2. The first cause of an abort is kept: whatever a tool makes of the abort, the outcome is `interrupted`, unless
 *       the tool had succeeded all the same.
 *   D3. A tool that a breaker guards is called only with its leave, which is given back however the call ends.
 */
export class LocalDispatcher implements Dispatcher {
  readonly #parts: LocalDispatcherParts;
  readonly #aborts = new Map<StepId, AbortController>();
  readonly #running = new Set<Promise<void>>();

  constructor(parts: LocalDispatcherParts) {
    this.#parts = parts;
  }

  dispatch(run: Run, attempt: Attempt): void {
    const abort = new AbortController();
    this.#aborts.set(attempt.step, abort);
    const running = this.#run(run, attempt, abort.signal).then((result) => {
      this.#running.delete(running);
      if (this.#aborts.get(attempt.step) === abort) this.#aborts.delete(attempt.step);
      this.#parts.inbox.push({ kind: 'outcome', outcome: { attempt, result: this.#masked(result) } }); // D1
    });
    this.#running.add(running);
  }

  /** Resolves when no attempt is under way any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  abort(step: StepId | null, by: Cause): void {
    for (const [id, abort] of this.#aborts) if (step === null || step === id) abort.abort(by);
  }

  async reconcile(_run: Run, inFlight: readonly Attempt[]): Promise<readonly AttemptOutcome[]> {
    if (inFlight.length === 0) return [];
    const vouched = await this.#parts.workspace.checkpointed();
    const outcomes: AttemptOutcome[] = [];
    for (const attempt of inFlight) {
      const commit = vouched.findLast((known) => known.step === attempt.step && known.attempt === attempt.attempt);
      const saved = commit === undefined ? null : await this.#parts.files.loadOutcome(attempt);
      if (commit === undefined || saved === null) continue;
      outcomes.push({ attempt, result: this.#masked({ ok: true, value: { ...saved, checkpoint: commit.sha } }) });
    }
    return outcomes;
  }

  async #run(run: Run, attempt: Attempt, signal: AbortSignal): Promise<Result<Success | Parked, AttemptFailure>> {
    try {
      const result = await this.#admitted(run, attempt, signal);
      return result.ok || !signal.aborted ? result : err({ failure: stopped(causeOf(signal)), diagnosis: null }); // D2
    } catch (error) {
      return err({ failure: bug(error), diagnosis: null });
    }
  }

  /** D3 */
  async #admitted(run: Run, attempt: Attempt, signal: AbortSignal): Promise<Result<Success | Parked, AttemptFailure>> {
    const { own, recovery } = stepOf(run, attempt);
    const step = chosenStep(own, recovery);
    const tool = this.#parts.tools.find(step.tool);
    const guards = [...step.breakers, ...(tool?.breakers(step.with) ?? [])];
    if (guards.length === 0) return this.#diagnosed(run, attempt, step, recovery, signal);
    const { breakers, verdictOf } = this.#parts;
    const admission = await breakers.admit(guards);
    if (admission.kind === 'refused') {
      const { breaker, reopensAt } = admission;
      const message = `the breaker ${breaker} lets nobody through`;
      return err({ failure: { code: 'breaker-open', breaker, reopensAt, message }, diagnosis: null });
    }
    let verdict: BreakerVerdict = { kind: 'unknown' };
    try {
      const result = await this.#diagnosed(run, attempt, step, recovery, signal);
      verdict = result.ok ? { kind: 'works' } : signal.aborted ? verdict : verdictOf(result.error);
      return result;
    } finally {
      await admission.leave.settle(verdict);
    }
  }

  async #diagnosed(
    run: Run,
    attempt: Attempt,
    step: Step,
    recovery: Recovery,
    signal: AbortSignal,
  ): Promise<Result<Success | Parked, AttemptFailure>> {
    let from: LogSizes = FROM_THE_BEGINNING;
    const onValidating = (): void => {
      // What the checks say is in the same logs, after what the tool said.
      from = this.#parts.files.logSizes(attempt);
      this.#parts.inbox.push({ kind: 'validating', attempt });
    };
    const result = await this.#attempt(run, attempt, step, recovery, { signal, onValidating });
    if (result.ok) return result;
    const failure = result.error;
    if (signal.aborted || failure.code === 'interrupted' || failure.code === 'disk-full')
      return err({ failure, diagnosis: null });
    const { files, workspace, diagnose } = this.#parts;
    const scene = { attempt, paths: files.paths(attempt), worktree: workspace.place.worktree, from };
    return err({ failure, diagnosis: await diagnose(failure, scene) });
  }

  async #attempt(
    run: Run,
    attempt: Attempt,
    step: Step,
    { fix, accepted }: Recovery,
    watch: Pick<AttemptRequest, 'signal' | 'onValidating'>,
  ): Promise<Result<Success | Parked, Failure>> {
    if (step.tool === ROLLBACK_TOOL) {
      const rolledBack = await this.#parts.workspace.rollback(attempt);
      return rolledBack.ok ? ok({ outputs: {}, exitCode: null, checkpoint: null }) : rolledBack;
    }
    const tool = this.#parts.tools.find(step.tool);
    if (tool === null)
      return err({ code: 'tool-missing', tool: step.tool, message: `there is no tool named ${step.tool}` });
    const prepared = this.#parts.prepare(run, step, attempt);
    if (!prepared.ok) return prepared;
    return runAttempt({ attempt, step, tool, prepared: prepared.value, fix, accepted, ...watch }, this.#parts);
  }

  #masked(result: Result<Success | Parked, AttemptFailure>): Result<Success | Parked, AttemptFailure> {
    const { mask } = this.#parts;
    if (!result.ok) return err(maskAttemptFailure(result.error, mask)); // A3
    if ('wait' in result.value) return ok({ wait: { ...result.value.wait, prompt: mask(result.value.wait.prompt) } });
    return ok({ ...result.value, outputs: maskJson(result.value.outputs, mask) });
  }
}

const causeOf = (signal: AbortSignal): Cause => (signal.reason === 'cancel' ? 'cancel' : 'stop');

/** As they are when the attempt begins: the run goes on changing beside it. */
const stepOf = (run: Run, attempt: Attempt): { readonly own: Step; readonly recovery: Recovery } => {
  const place = run.plan.index.get(attempt.step);
  const own = place === undefined ? undefined : run.plan.steps[place];
  const recovery = place === undefined ? undefined : run.steps[place]?.recovery;
  invariant(own !== undefined && recovery !== undefined, `no step ${attempt.step}`);
  return { own, recovery };
};

/** Runs attempts in this process. */
import type { AttemptOutcome, Dispatcher } from '../dispatcher.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import { err, invariant, type Result } from '../result.ts';
import type { Attempt, Run, Success } from '../run.ts';
import type { Mask } from '../system.ts';
import type { Tools } from '../tool.ts';
import type { Step } from '../workstream.ts';
import type { AttemptParts } from './attempt.ts';
import { runAttempt } from './attempt.ts';
import type { Inbox } from './inbox.ts';
import { maskFailure, maskJson } from './mask.ts';
import type { Prepare } from './prepare.ts';

export type LocalDispatcherParts = AttemptParts & {
  readonly inbox: Pick<Inbox, 'push'>;
  readonly tools: Tools;
  readonly prepare: Prepare;
  readonly mask: Mask;
};

type Cause = 'cancel' | 'stop';

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

  async #run(run: Run, attempt: Attempt, signal: AbortSignal): Promise<Result<Success, Failure>> {
    try {
      const result = await this.#attempt(run, attempt, signal);
      return result.ok || !signal.aborted ? result : err(stopped(causeOf(signal))); // D2
    } catch (error) {
      return err(bug(error));
    }
  }

  async #attempt(run: Run, attempt: Attempt, signal: AbortSignal): Promise<Result<Success, Failure>> {
    const step = stepOf(run, attempt);
    const tool = this.#parts.tools.find(step.tool);
    if (tool === null)
      return err({ code: 'tool-missing', tool: step.tool, message: `there is no tool named ${step.tool}` });
    const prepared = this.#parts.prepare(run, step, attempt);
    if (!prepared.ok) return prepared;
    return runAttempt(
      {
        attempt,
        step,
        tool,
        prepared: prepared.value,
        signal,
        onValidating: () => this.#parts.inbox.push({ kind: 'validating', attempt }),
      },
      this.#parts,
    );
  }

  #masked(result: Result<Success, Failure>): Result<Success, Failure> {
    const { mask } = this.#parts;
    if (!result.ok) return err(maskFailure(result.error, mask)); // A3
    return { ok: true, value: { ...result.value, outputs: maskJson(result.value.outputs, mask) } };
  }
}

const causeOf = (signal: AbortSignal): Cause => (signal.reason === 'cancel' ? 'cancel' : 'stop');

const stepOf = (run: Run, attempt: Attempt): Step => {
  const place = run.plan.index.get(attempt.step);
  const step = place === undefined ? undefined : run.plan.steps[place];
  invariant(step !== undefined, `no step ${attempt.step}`);
  return step;
};

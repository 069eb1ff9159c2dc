/** Runs attempts in this process. */
import type { BreakerVerdict, Breakers } from '../breakers.ts';
import type { AttemptFailure, Diagnose } from '../diagnosis.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import type { AttemptOrder } from '../order.ts';
import { err, ok, type Result } from '../result.ts';
import type { Attempt, Parked, Success } from '../attempt.ts';
import type { LogSizes, Mask } from '../system.ts';
import type { Evidence, Tools } from '../tool.ts';
import type { Workspace } from '../workspace.ts';
import { ceilingAbove } from './ceiling.ts';
import { runAttempt, type AttemptParts, type AttemptRequest } from './attempt/attempt.ts';
import { bugOf } from '../bug.ts';
import { maskResult } from './attempt/mask.ts';
import type { Inbox } from './inbox.ts';

export type LocalDispatcherParts = AttemptParts & {
  readonly inbox: Pick<Inbox, 'push'>;
  readonly tools: Tools;
  /** What every step starts from; the order's secrets and its own environment go over it. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly mask: Mask;
  readonly diagnose: Diagnose;
  readonly breakers: Pick<Breakers, 'admit'>;
  /** What a failure says of what a breaker guards. */
  readonly verdictOf: (failed: AttemptFailure) => BreakerVerdict;
};

type Cause = 'cancel' | 'stop';

const FROM_THE_BEGINNING: LogSizes = { stdout: 0, stderr: 0 };

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

  dispatch(order: AttemptOrder): void {
    const { attempt } = order;
    const abort = new AbortController();
    this.#aborts.set(attempt.step, abort);
    const running = this.#run(order, abort.signal).then((result) => {
      this.#running.delete(running);
      if (this.#aborts.get(attempt.step) === abort) this.#aborts.delete(attempt.step);
      this.#parts.inbox.push({ kind: 'outcome', outcome: { attempt, result: maskResult(result, this.#parts.mask) } }); // D1
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

  async #run(order: AttemptOrder, signal: AbortSignal): Promise<Result<Success | Parked, AttemptFailure>> {
    try {
      const result = await this.#admitted(order, signal);
      return result.ok || !signal.aborted ? result : err({ failure: stopped(causeOf(signal)), diagnosis: null }); // D2
    } catch (error) {
      return err({ failure: bugOf(error), diagnosis: null });
    }
  }

  /** D3 */
  async #admitted(order: AttemptOrder, signal: AbortSignal): Promise<Result<Success | Parked, AttemptFailure>> {
    if (order.breakers.length === 0) return this.#diagnosed(order, signal);
    const { breakers, verdictOf } = this.#parts;
    const admission = await breakers.admit(order.breakers);
    if (admission.kind === 'refused') {
      const { breaker, reopensAt } = admission;
      const message = `the breaker ${breaker} lets nobody through`;
      return err({ failure: { code: 'breaker-open', breaker, reopensAt, message }, diagnosis: null });
    }
    let verdict: BreakerVerdict = { kind: 'unknown' };
    try {
      const result = await this.#diagnosed(order, signal);
      verdict = result.ok ? { kind: 'works' } : signal.aborted ? verdict : verdictOf(result.error);
      return result;
    } finally {
      await admission.leave.settle(verdict);
    }
  }

  async #diagnosed(order: AttemptOrder, signal: AbortSignal): Promise<Result<Success | Parked, AttemptFailure>> {
    const { attempt } = order;
    let from: LogSizes = FROM_THE_BEGINNING;
    let evidence: Evidence | null = null;
    const result = await this.#attempt(order, {
      signal,
      onValidating: () => {
        // What the checks say is in the same logs, after what the tool said.
        from = this.#parts.files.logSizes(attempt);
        this.#parts.inbox.push({ kind: 'validating', attempt });
      },
      onEvidence: (given) => {
        evidence = given;
      },
    });
    if (result.ok) return result;
    const failure = result.error;
    if (signal.aborted || failure.code === 'interrupted' || failure.code === 'disk-full')
      return err({ failure, diagnosis: null });
    const { files, workspace, diagnose } = this.#parts;
    const scene = {
      attempt,
      paths: files.paths(attempt),
      worktree: workspace.worktree,
      from,
      evidence,
      command: scriptOf(order),
    };
    return err({ failure, diagnosis: await diagnose(failure, scene) });
  }

  async #attempt(
    { attempt, workstream, secrets: names, work }: AttemptOrder,
    watch: Pick<AttemptRequest, 'signal' | 'onValidating' | 'onEvidence'>,
  ): Promise<Result<Success | Parked, Failure>> {
    const { workspace, tools, env: base, secrets } = this.#parts;
    if (work.kind === 'rollback') {
      const rolledBack = await workspace.rollback(attempt);
      return rolledBack.ok ? ok({ outputs: {}, exitCode: null, checkpoint: null }) : rolledBack;
    }
    const tool = tools.find(work.tool);
    if (tool === null)
      return err({ code: 'tool-missing', tool: work.tool, message: `there is no tool named ${work.tool}` });
    if (!work.filled.ok) return work.filled;
    const filled = work.filled.value;
    const seen = Object.fromEntries(Object.entries(secrets).filter(([name]) => names.includes(name)));
    const GIT_CEILING_DIRECTORIES = ceilingAbove(workspace.worktree);
    const env = {
      ...base,
      GIT_CEILING_DIRECTORIES,
      ...seen,
      ...filled.env,
      ...identityOf(attempt, workstream, workspace),
    };
    return runAttempt({ attempt, work, tool, filled, env, ...watch }, this.#parts);
  }
}

/** What a shell was given; null where another tool was called. */
const scriptOf = ({ work }: AttemptOrder): string | null => {
  const script = work.kind === 'tool' && work.filled.ok ? work.filled.value.with['run'] : undefined;
  return typeof script === 'string' ? script : null;
};

/** What an attempt is told of itself. */
const identityOf = (
  { run, step, attempt }: Attempt,
  workstream: string,
  { place, worktree }: Workspace,
): Readonly<Record<string, string>> => ({
  WS_RUN_ID: run,
  WS_STEP_ID: step,
  WS_ATTEMPT: String(attempt),
  WS_WORKSTREAM: workstream,
  WS_WORKTREE: worktree,
  WS_BRANCH: place.branch,
});

const causeOf = (signal: AbortSignal): Cause => (signal.reason === 'cancel' ? 'cancel' : 'stop');

/** Runs attempts in this process. */
import type { AttemptFailure, Diagnose, Scene } from '../diagnosis.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Failure } from '../failure.ts';
import type { StepId } from '../id.ts';
import { MERGE_TOOL } from '../lane.ts';
import type { AttemptOrder, Filled, Refresh, TidyOrder, ToolWork } from '../order.ts';
import { err, ok, type Result } from '../result.ts';
import type { Attempt, Parked, Success } from '../attempt.ts';
import type { AttemptFiles, LogSizes, Mask } from '../system.ts';
import type { Evidence, ToolAdapter, Tools } from '../tool.ts';
import type { SetAside, Usage } from '../usage.ts';
import { accountsOf } from './accounts-of.ts';
import { admitted, type AdmissionParts } from './admitted.ts';
import { environmentAt, identityOf } from './environment.ts';
import type { Account } from './budget/account.ts';
import { runAttempt } from './attempt/attempt.ts';
import type { AttemptParts, AttemptRequest } from './attempt/attempt-request.ts';
import { withTexts } from './attempt/with-texts.ts';
import { keepingUnchanged } from './attempt/unchanged.ts';
import { failureOfThrown } from '../failure-of-thrown.ts';
import { localized } from './attempt/local-paths.ts';
import { listening } from './attempt/listening.ts';
import { maskResult, maskTidied } from './attempt/mask.ts';
import type { Inbox } from './inbox.ts';
import { missingTool } from './missing-tool.ts';
import { scriptOf } from './script-of.ts';
import type { Workspace } from '../workspace.ts';
import { followersAt } from './attempt/integrate.ts';
import { mergeAttempt } from './attempt/merge-attempt.ts';
import type { EngineParts } from './parts.ts';
import { holding } from './holding.ts';
import type { Worktrees } from './worktrees.ts';

export type LocalDispatcherParts = Omit<AttemptParts, 'workspace'> &
  AdmissionParts &
  Pick<EngineParts, 'holdings' | 'repository' | 'renderText'> & {
    readonly worktrees: Pick<Worktrees, 'at'>;
    readonly inbox: Pick<Inbox, 'push'>;
    readonly tools: Tools;
    /** What every step starts from; the order's secrets and its own environment go over it. */
    readonly env: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
    readonly mask: Mask;
    readonly diagnose: Diagnose;
    readonly account: Account;
  };

type Cause = 'cancel' | 'stop';
type OnUsage = (usage: Usage) => void;

/** What an attempt is made with whose tool may use models. */
type Paid = { readonly files: AttemptFiles; readonly setAside: SetAside };

/** An attempt that is made. */
type Made = {
  readonly order: AttemptOrder;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  readonly onUsage: OnUsage;
};

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
 *   D4. What a refresh leaves half done is never taken for done.
 *   D6. What an attempt takes of pools of the machine it holds from before its tool is called, and gives back however that ends.
 *   D5. What ends because a budget is spent has failed of that, whatever its tool makes of the end; what succeeded all the same has.
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
    let usage: Usage | null = null;
    const onUsage = (used: Usage): void => void (usage = used);
    const running = this.#run(order, abort.signal, onUsage).then((result) => {
      this.#running.delete(running);
      if (this.#aborts.get(attempt.step) === abort) this.#aborts.delete(attempt.step);
      if (usage !== null) this.#parts.inbox.push({ kind: 'used', attempt, usage });
      this.#parts.inbox.push({ kind: 'outcome', outcome: { attempt, result: maskResult(result, this.#parts.mask) } }); // D1
    });
    this.#running.add(running);
  }

  tidy(order: TidyOrder): void {
    const { worktrees, inbox, mask } = this.#parts;
    const running = worktrees
      .at(order.lane)
      .then((at) => (at.ok ? at.value.tidy(order) : at))
      .catch((error: unknown) => err(failureOfThrown(error)))
      .then((result) => {
        this.#running.delete(running);
        inbox.push({ kind: 'tidied', order, result: maskTidied(result, mask) });
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

  async #run(
    order: AttemptOrder,
    signal: AbortSignal,
    onUsage: OnUsage,
  ): Promise<Result<Success | Parked, AttemptFailure>> {
    try {
      const opened = await this.#parts.worktrees.at(order.lane);
      if (!opened.ok)
        return err({ failure: signal.aborted ? stopped(causeOf(signal)) : opened.error, diagnosis: null });
      const workspace = opened.value;
      const guards = { breakers: order.breakers, accounts: accountsOf(order, workspace, this.#parts) };
      const made = { order, workspace, signal, onUsage };
      const work = () => admitted(guards, this.#parts, signal, () => this.#diagnosed(made)); // D3
      const result = await holding(order, this.#parts, signal, work); // D6
      return result.ok || !signal.aborted ? result : err({ failure: stopped(causeOf(signal)), diagnosis: null }); // D2
    } catch (error) {
      return err({ failure: failureOfThrown(error), diagnosis: null });
    }
  }

  async #diagnosed(made: Made): Promise<Result<Success | Parked, AttemptFailure>> {
    const { order } = made;
    for (const refresh of order.refreshes) {
      const refreshed = await this.#refreshed(refresh, made);
      if (!refreshed.ok) return refreshed;
    }
    const { attempt } = order;
    let from: LogSizes = FROM_THE_BEGINNING;
    let evidence: Evidence | null = null;
    const result = await this.#attempt(made, {
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
    return err(await this.#read(result.error, { attempt, from, evidence, command: scriptOf(order.work) }, made));
  }

  async #read(
    failure: Failure,
    left: Pick<Scene, 'attempt' | 'from' | 'evidence' | 'command'>,
    { signal, workspace }: Made,
  ): Promise<AttemptFailure> {
    if (signal.aborted || failure.code === 'interrupted' || failure.code === 'disk-full')
      return { failure, diagnosis: null };
    const { files, diagnose } = this.#parts;
    const scene = { ...left, paths: files.paths(left.attempt), worktree: workspace.worktree };
    return { failure, diagnosis: await diagnose(failure, scene) };
  }

  /** D4: that a refresh is under way is written down where its files are, before it begins and after it ended well. */
  async #refreshed(refresh: Refresh, made: Made): Promise<Result<void, AttemptFailure>> {
    const { attempt, why, isJudged, secrets, work } = refresh;
    const { inbox, failpoint } = this.#parts;
    const { workspace } = made;
    const { provisions } = workspace;
    const { lane, workstream } = made.order;
    const order = { attempt, lane, workstream, secrets, breakers: [], refreshes: [], work };
    let evidence: Evidence | null = null;
    const again = async (): Promise<Result<Success | Parked, Failure>> => {
      const onEvidence = (given: Evidence): void => void (evidence = given);
      const again = { ...made, order, onUsage: () => undefined };
      return this.#attempt(again, { onValidating: () => undefined, onEvidence });
    };
    failpoint('refresh.before');
    await provisions.noteRefresh(attempt.step, true);
    failpoint('refresh.noted');
    const result = isJudged ? await keepingUnchanged(attempt, workspace, again) : await again();
    if (!result.ok) {
      const { failure, diagnosis } = await this.#read(
        result.error,
        { attempt, from: FROM_THE_BEGINNING, evidence, command: scriptOf(work) },
        made,
      );
      const message = `${attempt.step}, which it needs, could not be refreshed: ${failure.message}`;
      return err({ failure: failure.code === 'interrupted' ? failure : { ...failure, message }, diagnosis });
    }
    failpoint('refresh.done');
    await provisions.noteRefresh(attempt.step, false);
    inbox.push({ kind: 'refreshed', attempt, why });
    failpoint('refresh.told');
    return ok(undefined);
  }

  /** D5 */
  async #paidFor<T>(
    attempt: Attempt,
    tool: ToolAdapter,
    onUsage: OnUsage,
    work: (ending: AbortSignal, paid: Paid) => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> {
    const { account } = this.#parts;
    const refusal = account.refusal(attempt.step, tool.describe({}).isFree !== true);
    if (refusal !== null) return err(refusal);
    const ending = new AbortController();
    let over: Failure | null = null;
    const watch = account.watch(attempt, (failure) => {
      over = failure;
      ending.abort('stop');
    });
    try {
      const heard = (usage: Usage): void => {
        watch.used(usage);
        onUsage(usage);
      };
      const files = listening(this.#parts.files, tool.id, heard);
      const result = await work(ending.signal, { files, setAside: watch.setAside });
      return result.ok || over === null ? result : err(over);
    } finally {
      watch.end();
    }
  }

  #envOf(order: AttemptOrder, workspace: Workspace, { env }: Filled): Readonly<Record<string, string>> {
    return { ...environmentAt(order, workspace, this.#parts), ...env, ...identityOf(order, workspace) };
  }

  /** What must hold of a lane is looked at in the worktree of the lane. */
  async #merge(
    { order, workspace: around, signal, onUsage }: Made,
    merges: NonNullable<ToolWork['merges']>,
    { work, filled }: { readonly work: ToolWork; readonly filled: Filled },
    watch: Pick<AttemptRequest, 'onValidating' | 'onEvidence'>,
  ): Promise<Result<Success | Parked, Failure>> {
    const { shell, tools, worktrees } = this.#parts;
    const lane = await worktrees.at(merges.lane);
    if (!lane.ok) return lane;
    const workspace = lane.value;
    const [env, followers] = [this.#envOf(order, workspace, filled), await followersAt(merges.gate, worktrees)];
    const resolves = work.tool !== MERGE_TOOL;
    const tool = resolves ? tools.find(work.tool) : shell;
    if (tool === null) return err(missingTool(work.tool));
    const { attempt, secrets } = order;
    return this.#paidFor(attempt, tool, onUsage, (ending, { files, setAside }) => {
      const request = { attempt, work, tool, filled, secrets, env, signal, ending, setAside, ...watch };
      return mergeAttempt(request, { ...this.#parts, workspace, files }, { around, merges, resolves, followers });
    });
  }

  async #attempt(
    made: Made,
    watch: Pick<AttemptRequest, 'onValidating' | 'onEvidence'>,
  ): Promise<Result<Success | Parked, Failure>> {
    const { order, workspace, signal, onUsage } = made;
    const { attempt, work } = order;
    if (work.kind === 'rollback') {
      const rolledBack = await workspace.rollback(attempt);
      return rolledBack.ok ? ok({ outputs: {}, exitCode: null, checkpoint: null }) : rolledBack;
    }
    if (!work.filled.ok) return work.filled;
    const whole = await withTexts(work.filled.value, this.#parts.renderText);
    if (!whole.ok) return whole;
    const filled = localized(whole.value, this.#parts);
    if (work.merges !== undefined) return this.#merge(made, work.merges, { work, filled }, watch);
    const tool = this.#parts.tools.find(work.tool);
    if (tool === null) return err(missingTool(work.tool));
    const env = this.#envOf(order, workspace, filled);
    const result = await this.#paidFor(attempt, tool, onUsage, (ending, { files, setAside }) => {
      const whole = { attempt, work, tool, filled, secrets: order.secrets, env };
      const request = { ...whole, signal, ...watch, ending, setAside };
      return runAttempt(request, { ...this.#parts, workspace, files });
    });
    // Best effort: the next driver looks for what it knows of.
    if (result.ok && !('wait' in result.value) && work.leaves.length > 0)
      await workspace.provisions.noteLeft(attempt.step, work.leaves);
    return result;
  }
}

const causeOf = (signal: AbortSignal): Cause => (signal.reason === 'cancel' ? 'cancel' : 'stop');

/** What the engine is made of; interfaces/compose.ts picks each part. */
import type { Artifacts } from '../artifacts.ts';
import type { BreakerVerdict, Breakers } from '../breakers.ts';
import type { Holdings } from '../claim.ts';
import type { Chance, Clock } from '../clock.ts';
import type { AttemptFailure, Diagnose } from '../diagnosis.ts';
import type { DayLedger } from '../day-ledger.ts';
import type { DomainEvents } from '../domain-event.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Evaluation } from '../planning/schedule/evaluation.ts';
import type { ErrorPolicy } from '../policy.ts';
import type { Result } from '../result.ts';
import type { Run } from '../run.ts';
import type { EventLog } from '../event-log.ts';
import type { Signals } from '../signals.ts';
import type { StepCache } from '../step-cache.ts';
import type { RunLocks } from '../store.ts';
import type { AttemptFiles, CheckJson, Digest, Failpoint, Mask, SecretIn, WorktreeFiles } from '../system.ts';
import type { RenderText } from '../text-template.ts';
import type { DescribeTool, RunProgram, ToolAdapter, Tools } from '../tool.ts';
import type { Plan } from '../plan.ts';
import type { Workstream } from '../workstream.ts';
import type { Workspaces } from '../workspace.ts';
import type { Account } from './budget/account.ts';
import type { Inbox } from './inbox.ts';
import type { Worktrees } from './worktrees.ts';

/** What the steps of one run work with. Secrets differ from run to run, so the writers that mask them do too. */
export type Equipment = {
  readonly tools: Tools;
  readonly shell: ToolAdapter;
  readonly mask: Mask;
  /** Takes everything for a secret where one that is declared is not known here. */
  readonly secretIn: SecretIn;
  /** The environment every step starts from: what is let through from outside. */
  readonly env: Readonly<Record<string, string>>;
  /** By name, those that this place knows. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly files: AttemptFiles;
  readonly artifacts: Artifacts;
  readonly runProgram: RunProgram;
  /** What was kept of attempts; null where every one is made. */
  readonly cache: StepCache | null;
  /** Who does what a step requires, where that is settled already; left out where the best that can be used here is to be chosen. */
  readonly choice?: Evaluation['choice'];
  /** In place of the breakers of the machine; left out where they are asked. */
  readonly breakers?: Pick<Breakers, 'admit'>;
  /** Called once, when the run is driven no further. */
  readonly close: () => void;
};

export type EngineParts = {
  readonly store: EventLog & Signals & Pick<DomainEvents, 'emitted' | 'watchEmitted'>;
  readonly locks: RunLocks;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly digest: Digest;
  readonly describe: DescribeTool;
  readonly policy: ErrorPolicy;
  readonly diagnose: Diagnose;
  readonly breakers: Pick<Breakers, 'admit' | 'list' | 'watch'>;
  /** What a failure says of what a breaker guards. */
  readonly verdictOf: (failed: AttemptFailure) => BreakerVerdict;
  /** Whether it speaks of the account that pays and not of whoever was called. */
  readonly isOfAccount: (failed: AttemptFailure) => boolean;
  readonly evaluation: Evaluation;
  /** Looks which tools can be used here, for the steps of a plan that require; costs nothing where none does. */
  readonly openChoice: (plan: Plan) => Promise<Evaluation['choice']>;
  readonly workspaces: Workspaces;
  readonly worktreeFiles: WorktreeFiles;
  readonly checkJson: CheckJson;
  readonly renderText: RenderText;
  readonly failpoint: Failpoint;
  /** How many steps of a run are made at once here that says no number. */
  readonly processors: number;
  /** Opens the place where the attempts of one run are made; their ends go into the inbox. */
  readonly openDispatcher: (
    worktrees: Worktrees,
    equipment: Equipment,
    means: { readonly inbox: Pick<Inbox, 'push'>; readonly account: Account },
  ) => Dispatcher;
  /** What all runs of the machine take from; opened when something is first taken. The error is a sentence. */
  readonly holdings: () => Promise<Result<Pick<Holdings, 'take'>, string>>;
  /** How long a run that waits for an event keeps its process. */
  readonly foregroundMs: number;
  /** How much there is of each pool that all runs of the machine share. */
  readonly pools: ReadonlyMap<string, number>;
  /** Where the runs are from, as others on the machine are told. */
  readonly repository: string;
  /** What this machine may spend, and has. */
  readonly day: DayLedger;
  /** `driven`: the run whose steps are to work with it; null where no step is. */
  readonly equip: (workstream: Workstream, driven: Pick<Run, 'id' | 'options'> | null) => Equipment;
  /** Kills what an earlier driver of the run left running. */
  readonly sweep: (run: string) => Promise<number>;
  /** Gives back room that was set aside, so that a full disk can still be written down. */
  readonly freeReserve: () => Promise<void>;
};

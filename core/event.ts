import type { Instant, RunId, StepId } from './id.ts';
import type { JsonObject } from './json.ts';
import type { Again, Ask, Decided, GiveUp } from './policy.ts';
import type { Answer, Success, Wait } from './attempt.ts';
import type { DomainEvent } from './domain-event.ts';
import type { Choice } from './choice.ts';
import type { RunOptions, RunPlace, SkipReason } from './run.ts';
import type { Item, Limits } from './plan.ts';
import type { Workstream } from './workstream.ts';
import type { Taken } from './workspace.ts';
import type { RefreshReason } from './provisions.ts';
import type { Usage } from './usage.ts';

type Of<T extends string, Fields = unknown> = { readonly type: T } & Fields;
type OfStep<T extends string, Fields = unknown> = Of<
  T,
  { readonly step: StepId; readonly attempt: number | null } & Fields
>;

/** Who moved a run from outside. */
type By = { readonly by: string };

/** What happened to a run as a whole. */
export type RunHappening =
  | Of<'run.created', { readonly workstream: Workstream; readonly planHash: string; readonly options: RunOptions }>
  | Of<'run.started', RunPlace>
  | Of<'run.waiting'>
  | Of<'run.woken'>
  | Of<'run.paused', By & { readonly reason: 'request' | 'interrupt' | 'disk-full' }>
  | Of<'run.resumed', By>
  | Of<'run.amended', { readonly workstream: Workstream; readonly planHash: string }>
  | Of<'run.cancelling', By & { readonly compensate: boolean }>
  /** Without an order, as 0.1.0 wrote it, the run is undone in reverse of its plan. */
  | Of<'run.compensating', { readonly cause: 'failed' | 'cancelled'; readonly order?: 'success' }>
  /**
   * The worktree was looked at while nobody wrote there, as of the event `upTo`, and put back to its last checkpoint. `left`: who
   * ended without success since the last look. `unexplained`: what no step that may write can have written, and `readers`, which
   * were at work meanwhile; both are cut short. `trouble`: why it could not be done. `taken`, where there is any: what was not put back,
   * because checkpoints of others may hold it.
   */
  | Of<
      'run.tidied',
      {
        readonly upTo: number;
        readonly left: readonly StepId[];
        readonly salvaged: string | null;
        readonly unexplained: readonly string[];
        readonly readers: readonly StepId[];
        readonly trouble: string | null;
        readonly taken?: readonly Taken[];
        /** The lane whose worktree it was; not there of that of the run. */
        readonly lane?: StepId;
      }
    >
  | Of<'run.succeeded', { readonly outputs: JsonObject }>
  | Of<'run.failed', { readonly failed: readonly StepId[]; readonly message: string }>
  | Of<'run.cancelled'>
  /** What came behind it in the log is lost: the run is never gone on with. */
  | Of<'run.damaged', { readonly reason: string }>;

/** What happened to one step. `attempt` is null where no attempt is concerned. */
export type StepHappening =
  | OfStep<'step.readied'>
  /**
   * A composite lays out its body; `attempt` is its generation. `items` of a foreach, `round` of a loop, else null.
   * `limits`, where there are any: what the expressions of its numbers gave. `inputs`, of a workstream that is used: what it
   * was given, complete.
   */
  | OfStep<
      'step.opened',
      {
        readonly items: readonly Item[] | null;
        readonly round: number | null;
        readonly limits?: Limits;
        readonly inputs?: JsonObject;
      }
    >
  /** `choice`, where the step requires and this is its first attempt: what was chosen to do it. */
  | OfStep<'step.started', { readonly choice?: Choice }>
  | OfStep<'step.validating'>
  | OfStep<'step.succeeded', Success>
  /** When it is tried, and whether the failure counts, follow from the decision: state/retrying.ts. */
  | OfStep<'step.retrying', Decided<Again>>
  | OfStep<'step.parked', { readonly wait: Wait; readonly cause: Decided<Ask> | null }>
  | OfStep<
      'step.answered',
      By & {
        readonly answer: Answer;
        readonly outputs: JsonObject;
        /** The `seq` of the `step.parked` it answers; logs of 0.1.0 do not say. */
        readonly question?: number;
        /** A later answer came before this one was taken, and counts in its place. */
        readonly replaced?: true;
        /** The rules that are allowed from now on. */
        readonly allows?: readonly string[];
        /** What the tool is told. */
        readonly says?: string;
        /** Why, in the words of who answers. */
        readonly comment?: string;
        /** The hash of what it is about. */
        readonly subject?: string;
        /** The domain event that came, in place of a person's answer. */
        readonly heard?: Pick<DomainEvent, 'position' | 'type' | 'run' | 'step'>;
        /** More have to accept before it counts. */
        readonly isPending?: true;
      }
    >
  | OfStep<'step.failed', Decided<GiveUp>>
  | OfStep<'step.skipped', { readonly reason: SkipReason }>
  | OfStep<'step.cancelled'>
  /** What the attempt that is about to end has used of models. Not there of tools that use none, and of attempts that ws died with. */
  | OfStep<'step.used', { readonly usage: Usage }>
  /** What it had left is there again: it was run once more, and nothing else came of that. */
  | OfStep<'step.refreshed', { readonly why: RefreshReason }>;

/** Everything that ever happens to a run, in the past tense. The log of these is the truth; tables are projections. */
export type Happening = RunHappening | StepHappening;
export type EventType = Happening['type'];

/** Where an event stands in its run's log, and what it follows from. */
export type EventFrame = {
  readonly run: RunId;
  /** Counts from 1 without a gap. */
  readonly seq: number;
  readonly at: Instant;
  /** `<step>#<attempt>` for what belongs to an attempt, else the run id. */
  readonly correlationId: string;
  /** `seq` of the event that led to this one; null for the first. */
  readonly causationId: number | null;
};

export type WsEvent = Happening & EventFrame;
export type RunEvent = RunHappening & EventFrame;
export type StepEvent = StepHappening & EventFrame;

/** An event as the log keeps it: `hash` covers the event and `previousHash`. Lower-case hex SHA-256. */
export type RecordedEvent = WsEvent & { readonly hash: string; readonly previousHash: string };

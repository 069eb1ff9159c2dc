import type { Artifact } from './artifact.ts';
import type { AttemptFailure, Fix } from './diagnosis.ts';
import type { Failure, FailureCode } from './failure.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { Json, JsonObject } from './json.ts';
import type { Choice } from './choice.ts';
import type { Plan } from './plan.ts';
import type { Change, Wait } from './attempt.ts';

/** `no-items`: of a foreach that has nothing to go over. `unavailable`: its tool is not here, and it may be done without. */
export type SkipReason = 'condition' | 'upstream' | 'policy' | 'no-items' | 'unavailable';

export type StepState =
  | { readonly kind: 'blocked' }
  | { readonly kind: 'ready' }
  /** A composite whose inner steps are under way; `round` of a loop, else null. */
  | { readonly kind: 'open'; readonly round: number | null }
  | { readonly kind: 'running' }
  | { readonly kind: 'validating' }
  | { readonly kind: 'backoff'; readonly wakeAt: Instant; readonly failure: Failure }
  /** `question`: the `seq` of the event that it began to wait with. */
  | { readonly kind: 'waiting'; readonly wait: Wait; readonly question: number }
  | {
      readonly kind: 'succeeded';
      readonly outputs: JsonObject;
      readonly exitCode: number | null;
      readonly checkpoint: string | null;
      readonly changed?: readonly string[];
      readonly artifacts?: readonly Artifact[];
      /** Where the output of the attempt lies that an earlier run made; not there where it is of this one. */
      readonly log?: string;
    }
  /** `isForgiven`: the run goes on as if the step had succeeded. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isForgiven: boolean }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'cancelled' };

export type StepKind = StepState['kind'];

/** When which failure came. */
export type Sighting = { readonly signature: string; readonly at: Instant };

/** What is remembered of a step's failures: what was tried against them, and what is to be tried next. */
export type Recovery = {
  /** 0: the step itself; n: `step.fallback[n - 1]`. */
  readonly alternative: number;
  /** Failures of this alternative that a limit is held against. */
  readonly spent: number;
  /** How many fixes have been tried. */
  readonly fixes: number;
  /** What the next attempt, or the one under way, begins with, and what it is to mend: the end of `attempt`. */
  readonly fix: { readonly fix: Fix; readonly of: FailureCode; readonly attempt: number } | null;
  /** How often in a row, since an attempt last came to an end of its own, ws died while the step was at work. */
  readonly deaths: number;
  /** What a person's work gave, once accepted, until it has been checked and committed. */
  readonly accepted: JsonObject | null;
  /** The tool that was chosen for it; null where it names its own, or has not begun. */
  readonly choice: Choice | null;
  /** What is other about the next attempt; null where it begins like any. */
  readonly change: Change | null;
  /** What people have allowed its tool, in the words of that. */
  readonly allows: readonly string[];
  /** What a person answered to what its tool asked, until an attempt has heard it; null where nothing is to be told. */
  readonly says: string | null;
  /** Who has accepted what is asked now, and waits for others to do so. */
  readonly approvals: readonly string[];
  /** What was last asked of a person's hands; null where nothing was. */
  readonly asked: Wait | null;
  /** Of this alternative, oldest first. */
  readonly sightings: readonly Sighting[];
  /** The last failure that was one of the step's own; what the next attempt is told. */
  readonly last: (AttemptFailure & { readonly attempt: number }) | null;
};

/** One step of one run. `attempts` counts starts; `failures` counts failures, interruptions left out. */
export type StepRun = {
  readonly state: StepState;
  readonly attempts: number;
  readonly failures: number;
  readonly recovery: Recovery;
  /** Sequence number of the step's newest event, refreshes left out; 0 before its first. */
  readonly lastSeq: number;
  /** How the generation before left it, where the composite that it is in has been opened anew; else null. */
  readonly past: StepRun | null;
};

/** Whether an attempt at it has begun since the composite that it is in was opened. */
export const hasBegun = ({ attempts, past }: Pick<StepRun, 'attempts' | 'past'>): boolean =>
  attempts > (past?.attempts ?? 0);

/** `damaged`: a part of its log is lost. */
export const RUN_STATUSES = [
  'created',
  'running',
  'waiting',
  'paused',
  'cancelling',
  'compensating',
  'succeeded',
  'failed',
  'cancelled',
  'damaged',
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a step of an earlier run left, taken over instead of run again. */
export type Inherited = {
  readonly step: StepId;
  readonly outputs: JsonObject;
  readonly exitCode: number | null;
  readonly checkpoint: string | null;
  /** The files that were kept of it; not there where none was. */
  readonly artifacts?: readonly Artifact[];
  /** Where the output of its last attempt lies; not there where it had none. */
  readonly log?: string;
  /** Values of the items that it is in, the innermost first; not there where it is in none. */
  readonly items?: readonly Json[];
};

/** What was settled when the run was made; never changes. */
export type RunOptions = {
  readonly inputs: JsonObject;
  /** How many steps may run at once; null: as many as there are processors where it runs. */
  readonly concurrency: number | null;
  /** The file of the definition, relative to the checkout; null where it came from none. Absolute in runs made by 0.1.0. */
  readonly source: string | null;
  /** The ref or commit the branch starts from. */
  readonly base: string;
  /** The commit of what was not committed when the run, or the one that it tries again, was made; left out where nothing was taken in. */
  readonly changes?: string;
  readonly inherits: { readonly run: RunId; readonly steps: readonly Inherited[] } | null;
  /** Secrets that the run which this one tries again knew, and that it does not name itself; not there where there are none. */
  readonly formerSecrets?: readonly string[];
  /** The steps that were asked for, which are run with what they need; not there where all are. */
  readonly only?: readonly StepId[];
  /** The run from whose branch it goes on; not there where it goes on from none. */
  readonly previous?: Previous;
  /** What people tell the run by; not there where they say nothing. */
  readonly labels?: Labels;
  /** What becomes of its calls beside being made, or instead; not there where they are made and nothing else. */
  readonly tape?: Tape;
};

/** What a run sees of the one from whose branch it goes on. */
export type Previous = {
  readonly run: RunId;
  readonly status: RunStatus;
  readonly branch: string;
  /** Of one that has not succeeded none. */
  readonly outputs: JsonObject;
  /** What it changed; the end of a long one is cut. */
  readonly diff: string;
};

/** `record`: they are kept in a cassette. `replay`: none is made, they come from the cassette with this SHA-256. */
export type Tape = { readonly kind: 'record' } | { readonly kind: 'replay'; readonly cassette: string };

/** Names and what they are for one run, such as `{ "ticket": "42" }`. */
export type Labels = Readonly<Record<string, string>>;

/** Where the work of a run goes. On which machine, and in which folder of it, only the machine knows. */
export type RunPlace = { readonly base: string; readonly branch: string };

/** What is undone first: what succeeded last, or, in a run that 0.1.0 began to undo, what stands last in the plan. */
export type CompensationOrder = 'success' | 'plan';

/** `wanted`: what succeeded is to be compensated once the run is cancelled; otherwise compensation has begun. */
export type RunCompensation = 'wanted' | { readonly cause: 'failed' | 'cancelled'; readonly order: CompensationOrder };

/**
 * Steps whose newest event is none after `upTo` have nothing left in the worktree. `lanes`: the same of lanes, by their paths;
 * what a lane held before it was opened anew is no concern of the run any more.
 */
export type RunTidied = {
  readonly upTo: number;
  readonly violation: ReadViolation | null;
  readonly lanes: ReadonlyMap<StepId, number>;
};

/** Paths that changed although nobody was at work but steps that were to change nothing. */
export type ReadViolation = { readonly paths: readonly string[]; readonly readers: readonly StepId[] };

/** The state of one run, as everybody but its one writer (core/state/fold.ts) sees it. */
export type Run = {
  readonly id: RunId;
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly status: RunStatus;
  /** null until the run has started. */
  readonly place: RunPlace | null;
  /** What of the worktree has been looked at. */
  readonly tidied: RunTidied;
  /** null where nothing is to be compensated, or not yet. */
  readonly compensation: RunCompensation | null;
  /** By place in `plan.steps`; as many as that has, whenever it has grown. */
  readonly steps: readonly StepRun[];
  /** The sequence number of the last event folded in. */
  readonly seq: number;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
};

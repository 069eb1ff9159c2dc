import type { AcceptanceCheck } from './acceptance-check.ts';
import type { Demand } from './demand.ts';
import type { StepArtifacts } from './artifact.ts';
import type { StepEmits } from './domain-event.ts';
import type { StepCaching } from './cache-rule.ts';
import type { StepId, ToolId } from './id.ts';
import type { InputDefinition } from './input-definition.ts';
import type { Json, JsonObject } from './json.ts';
import type { LaneIntegration, LanePolicy, LaneSettings } from './lane-settings.ts';
import type { Preparation } from './preparation.ts';
import type { Requirement } from './requirement.ts';
import type { Retry } from './retry.ts';
import type { StepScope } from './file-scope.ts';
import type { Membership, Standing } from './membership.ts';
import type { StepClaims } from './step-claims.ts';

/**
 * Readers-writers rule over the worktree: `read` changes nothing git tracks, `shared` may write beside others,
 * `exclusive` runs alone.
 */
export type Access = 'read' | 'shared' | 'exclusive';
export type SandboxMode = 'auto' | 'required' | 'off';

/** What all processes of a step together may use at a time; null: as much as there is. */
export type Limits = {
  readonly memoryBytes: number | null;
  readonly processes: number | null;
  /** In processors; 0.5 is half of one. */
  readonly cpu: number | null;
};

/** What may be spent of it in all; null: as much as there is. */
export type Budget = {
  readonly costMicroUsd: number | null;
  /** In and out. */
  readonly tokens: number | null;
  /** How long attempts may be at work. */
  readonly durationMs: number | null;
};

/** What carries work out: that of a step, or what it is tried with when all that came before has failed. */
export type Alternative = {
  /** `run: <script>` is the tool `shell` with `{ "run": <script> }`. */
  readonly tool: ToolId;
  readonly with: JsonObject;
  /** Circuit breakers that must let it through, beside that of its tool. */
  readonly breakers: readonly string[];
};

export type OnInterrupted = 'retry' | 'ask' | 'fail';
/** Whether a step that nothing helps fails, or waits for a person. */
export type OnEscalated = 'fail' | 'ask';
/** Whether a run fails, or says so and goes on, where steps that were only to read have written. */
export type ReadViolations = 'fail' | 'warn';
/** What becomes of the branch of a run that fails for good. */
export type OnFailure = 'keep' | 'rollback';
/** What becomes of a repository with commits that a step leaves in the worktree: its step fails, or its files are committed. */
export type NestedRepositories = 'fail' | 'files';

/** What a step does, and what shows that it is done. */
export type StepWork = Alternative & {
  /** What `$WS_INPUT` will hold; null where there is none. */
  readonly input: Json;
  /**
   * What the tool must be good at that does the step; its own `tool` is then a name that no tool has. Not there where it names
   * its tool: so say the logs of runs from before it could require.
   */
  readonly requires?: Requirement;
  readonly acceptance: readonly AcceptanceCheck[];
  /** JSON Schema the outputs must satisfy; null where any will do. */
  readonly outputs: JsonObject | null;
};

/** What is done where it fails, is cut short, or is to be undone. */
export type StepRecovery = {
  readonly retry: Retry;
  /** In the order in which they are tried. */
  readonly fallback: readonly Alternative[];
  /** How many automatic fixes may be tried; 0 for none. */
  readonly fixes: number;
  readonly compensate: Compensation | null;
  readonly onEscalated: OnEscalated;
  /** It is skipped where no tool is here that could do it. Left out where it has failed then. */
  readonly unavailable?: 'skip';
  readonly continueOnError: boolean;
  readonly onInterrupted: OnInterrupted;
};

/** What of its work no commit holds. */
export type StepLeaves = {
  /**
   * Ignored paths that later steps need, relative to the top of the worktree; `*` and `?` stand for any characters of a
   * name. Not there where it leaves nothing.
   */
  readonly leaves?: readonly string[];
};

/** What its commit says. */
export type StepCommit = {
  /** An expression may stand in the message, which sees what the step gave. Not there where ws says what was done. */
  readonly commit?: { readonly message: string };
};

/** What it is called before people. */
export type StepTitle = {
  /** One line. Not there where the id says it all. */
  readonly title?: string;
};

/** What it may use up. */
export type StepLimits = {
  readonly timeoutMs: number;
  /** Left out where there are none, so that a definition without them is what it was before there were any. */
  readonly limits?: Limits;
  /** What all its attempts together may spend. Left out where there is none. */
  readonly budget?: Budget;
};

/** Where it works, and beside whom; what undoes it works there too. */
export type StepPlace = {
  readonly env: Readonly<Record<string, string>>;
  /**
   * Names of environment variables that it sees beside those that all steps see, and whose values are masked. Not there
   * where it names none: so say the logs of runs from before steps could.
   */
  readonly secrets?: readonly string[];
  /** Relative to the worktree. */
  readonly cwd: string;
  /** null: as the tool says. */
  readonly access: Access | null;
  readonly sandbox: SandboxMode | null;
};

/** What undoes a step that succeeded, when its run fails for good. */
export type Compensation = Alternative & Pick<StepLimits, 'timeoutMs'> & Pick<StepRecovery, 'retry'>;

/** A number, or an expression that gives one when the composite opens. */
export type Amount = number | string;

/** The workstream that a group is: what is inside sees what it is given, and nothing around. */
export type Used = Standing & {
  /** What its user calls it, such as `./review.yaml`. */
  readonly source: string;
  readonly id: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** What it is given for them. Strings may hold expressions, which see what is around. */
  readonly with: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** How many of its steps may be under way at once; null: as many as the run allows. */
  readonly concurrency: number | null;
  readonly failFast: boolean;
  /** Left out where there is none. */
  readonly budget?: Budget;
  /** How many of the steps, the last ones, run after all others ended, whatever their end. */
  readonly last: number;
};

/** What opens together, and ends together. */
export type Group = {
  readonly kind: 'group';
  readonly steps: readonly Step[];
  /** Name → expression over its steps. */
  readonly outputs: Readonly<Record<string, string>>;
  /** From its opening by the clock, waits included; null: as long as it takes. */
  readonly timeoutMs: number | null;
  /** Not there where its steps were written where it stands. */
  readonly used?: Used;
  /** Not there where its steps work in the worktree around. Else the last of them, `ws.merge`, brings back what they did. */
  readonly lane?: LaneSettings;
};

/** One step for each item. `steps` holds the step without its `foreach`. */
export type Foreach = {
  readonly kind: 'foreach';
  readonly steps: readonly [Step];
  /** Whether `items` is a matrix, whose combinations are the items. */
  readonly isMatrix: boolean;
  /** A list, an object, or an expression that gives one. */
  readonly items: Json;
  /** Expressions over one item; null where the default holds. */
  readonly key: string | null;
  readonly where: string | null;
  readonly needs: Json;
  /** null: no more than the run allows. */
  readonly concurrency: Amount | null;
  /** null: no item may fail that is not forgiven. */
  readonly minSuccess: Amount | null;
  readonly failFast: boolean;
  readonly timeoutMs: number | null;
  readonly maxItems: Amount;
};

/** One step for each round. `steps` holds the step without its `loop`. */
export type Loop = {
  readonly kind: 'loop';
  readonly steps: readonly [Step];
  readonly max: Amount;
  readonly min: Amount;
  /** null: all rounds are run. */
  readonly until: string | null;
  readonly onMax: 'fail' | 'succeed';
  readonly unchanged: 'continue' | 'stop' | 'fail';
  readonly timeoutMs: number | null;
};

/** The steps that a composite opens. A wrapper is a composite of one step, so that bodies nest without a rule of their own. */
export type Body = Group | Foreach | Loop;

/** What it asks of the ends of those that it needs. */
export type StepDemands = {
  /** Of those of which more is asked than that they end well. Not there where there are none. */
  readonly demands?: readonly Demand[];
};

/** What a composite has in place of a tool. */
export type StepBody = {
  /** Not there where the step runs a tool. */
  readonly body?: Body;
};

/**
 * One step with every default filled in. Strings may hold `${{ }}` expressions, unevaluated. The groups are for readers
 * and the compiler: in files and in the log all keys stand side by side.
 */
export type Step = StepWork &
  StepRecovery &
  StepLeaves &
  StepLimits &
  StepTitle &
  StepCommit &
  StepScope &
  StepEmits &
  StepArtifacts &
  StepCaching &
  StepClaims &
  StepPlace &
  StepDemands &
  StepBody & {
    readonly id: StepId;
    readonly needs: readonly StepId[];
    /** The expression of `if`, without `${{ }}`; null where the default `success()` holds. */
    readonly condition: string | null;
  };

/** What the author wrote, checked and with every default filled in. Nothing inside is optional; all of it is JSON. */
export type Workstream = Membership & {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The change proposal that it carries out; null where it carries out none. */
  readonly spec: { readonly change: string } | null;
  /** The ref that the branch starts from. */
  readonly base: string;
  /** The run from whose branch it goes on, an expression over the inputs or its id. Not there where it goes on from none. */
  readonly continue?: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly env: Readonly<Record<string, string>>;
  /** Names of environment variables whose values every step may see and nobody may read in a log. */
  readonly secrets: readonly string[];
  /** What earlier definitions of the run named besides: known for what they wrote, handed to nobody. In memory alone, in no document. */
  readonly formerSecrets?: readonly string[];
  /** null: as many as the machine has processors. */
  readonly concurrency: number | null;
  readonly failFast: boolean;
  readonly onFailure: OnFailure;
  /** Not there where nothing is to be prepared: so say the logs of runs from before it could be. */
  readonly worktree?: Preparation;
  /** Not there where nothing is said of lanes. */
  readonly lanes?: LanePolicy;
  /** Not there where lanes are merged one by one, and nothing is looked at. */
  readonly integration?: LaneIntegration;
  /** Left out where it is `fail`, so that a definition that says nothing is what it was before it could. */
  readonly nestedRepositories?: NestedRepositories;
  /** Left out where it is `fail`, so that a definition without it is what it was before there was any. */
  readonly readViolations?: ReadViolations;
  /** Whether a run all of whose steps are skipped has succeeded. Left out where it has not. */
  readonly allowEmpty?: true;
  /** What all attempts of a run together may spend. Left out where there is none. */
  readonly budget?: Budget;
  /** Pools of the run, and how much there is of each. Not there where there is none. */
  readonly resources?: Readonly<Record<string, number>>;
  readonly steps: readonly Step[];
  /** Run after all other steps ended, whatever their end. */
  readonly finally: readonly Step[];
  /** Name → expression, evaluated when the run ends well. */
  readonly outputs: Readonly<Record<string, string>>;
};

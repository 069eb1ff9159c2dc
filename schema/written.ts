/** A workstream as its author wrote it, once the validator let it through. */
import type { When } from '../core/demand.ts';
import type { InputType } from '../core/input-definition.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type {
  Access,
  NestedRepositories,
  OnEscalated,
  OnFailure,
  OnInterrupted,
  ReadViolations,
  SandboxMode,
} from '../core/workstream.ts';

type Scalar = string | number | boolean;

export type WrittenBackoff = {
  readonly initial?: string;
  readonly factor?: number;
  readonly max?: string;
  readonly jitter?: number;
};

export type WrittenRetry =
  | number
  | {
      readonly limit?: number;
      readonly on?: string | readonly string[];
      readonly repeats?: number;
      readonly models?: readonly string[];
      readonly backoff?: WrittenBackoff;
    };

/** One of `run`, `file`, `changed`, `schema` with `of`, and `script`. */
export type WrittenCheck = {
  readonly run?: string;
  readonly file?: string;
  readonly changed?: true | readonly string[];
  /** A path: until it is read. */
  readonly schema?: string | JsonObject;
  readonly of?: string;
  readonly script?: string;
};

/** `run` or `tool`, never both. */
export type WrittenAlternative = {
  readonly run?: string;
  readonly args?: string | readonly Scalar[];
  readonly tool?: string;
  readonly with?: JsonObject;
  readonly breaker?: string | readonly string[];
};

export type WrittenCompensation = WrittenAlternative & { readonly timeout?: string; readonly retry?: WrittenRetry };

export type WrittenLimits = { readonly memory?: string; readonly processes?: number; readonly cpu?: number };

export type WrittenCache =
  | boolean
  | {
      readonly inputs?: readonly string[];
      readonly env?: readonly string[];
      readonly outputs?: readonly string[];
      readonly tools?: readonly string[];
      readonly key?: string;
      readonly ttl?: string;
    };

export type WrittenBudget = { readonly costUsd?: number; readonly tokens?: number; readonly duration?: string };

/** What a step may leave to `defaults`. */
export type WrittenDefaults = {
  readonly timeout?: string;
  readonly retry?: WrittenRetry;
  readonly env?: Readonly<Record<string, Scalar>>;
  readonly cwd?: string;
  readonly continueOnError?: boolean;
  readonly fix?: boolean | number;
  readonly onEscalated?: OnEscalated;
  readonly access?: Access;
  readonly onInterrupted?: OnInterrupted;
  readonly sandbox?: SandboxMode;
  readonly limits?: WrittenLimits;
  readonly cache?: WrittenCache;
};

export type WrittenRequirement = {
  readonly capability?: string;
  readonly language?: string | readonly string[];
  readonly task?: string;
  readonly environment?: string;
};

export type WrittenScope = readonly string[] | { readonly only: readonly string[]; readonly outside?: 'fail' | 'warn' };

type WrittenMatrix = string | JsonObject;

export type WrittenForeach =
  | string
  | readonly Json[]
  | {
      readonly items?: Json;
      readonly matrix?: WrittenMatrix;
      readonly key?: string;
      readonly where?: string;
      readonly needs?: Json;
      readonly concurrency?: number | string;
      readonly minSuccess?: number | string;
      readonly failFast?: boolean;
      readonly timeout?: string;
      readonly maxItems?: number | string;
    };

export type WrittenLoop = {
  readonly max: number | string;
  readonly min?: number | string;
  readonly until?: string | boolean;
  readonly onMax?: 'fail' | 'succeed';
  readonly unchanged?: 'continue' | 'stop' | 'fail';
  readonly timeout?: string;
};

/** What stands around a step. */
export type WrittenWrappers = {
  readonly foreach?: WrittenForeach;
  readonly matrix?: WrittenMatrix;
  readonly loop?: WrittenLoop;
};

/** A step that must have succeeded, or one that must have ended in another way. */
export type WrittenNeed = string | { readonly step: string; readonly when?: When; readonly any?: boolean };

export type WrittenEmit = {
  readonly type: string;
  readonly payload?: JsonObject;
  readonly schema?: JsonObject;
  readonly each?: string | readonly Json[];
};

export type WrittenOn = { readonly event: string; readonly where?: string; readonly timeout?: string };

/** `run`, `tool`, `requires`, `steps`, `uses` or `on`, one of them. */
export type WrittenStep = WrittenDefaults &
  WrittenWrappers & {
    readonly steps?: readonly WrittenStep[];
    readonly uses?: string;
    readonly isolation?: 'step';
    readonly id: string;
    readonly run?: string;
    /** Beside `run` only. */
    readonly args?: string | readonly Scalar[];
    readonly tool?: string;
    readonly requires?: WrittenRequirement;
    readonly with?: JsonObject;
    readonly needs?: WrittenNeed | readonly WrittenNeed[];
    readonly if?: string | boolean;
    readonly secrets?: readonly string[];
    readonly input?: Json;
    readonly acceptance?: readonly WrittenCheck[];
    readonly outputs?: JsonObject;
    readonly emit?: readonly WrittenEmit[];
    readonly commit?: { readonly message: string };
    readonly unavailable?: 'skip' | 'fail';
    readonly on?: WrittenOn;
    readonly fallback?: string | WrittenAlternative | readonly (string | WrittenAlternative)[];
    readonly compensate?: string | WrittenCompensation;
    readonly breaker?: string | readonly string[];
    readonly leaves?: readonly string[];
    readonly artifacts?: readonly string[];
    readonly files?: WrittenScope;
    readonly resources?: Readonly<Record<string, number>>;
    readonly mutex?: string | { readonly name: string; readonly strict?: boolean };
    readonly title?: string;
    readonly budget?: WrittenBudget;
  };

export type WrittenWorktree = {
  readonly link?: readonly string[];
  readonly copy?: readonly string[];
  readonly setup?: string;
  readonly keep?: readonly string[];
};

export type WrittenLanes = {
  readonly max?: number;
  readonly recheck?: 'overlap' | 'always' | 'never';
  readonly resolve?: string | WrittenAlternative;
};

/** What JSON Schema says of a value beside its type. */
export type InputKeyword =
  | ('enum' | 'const' | 'minLength' | 'maxLength' | 'pattern' | 'minimum' | 'maximum' | 'exclusiveMinimum')
  | ('exclusiveMaximum' | 'multipleOf' | 'items' | 'minItems' | 'maxItems' | 'uniqueItems' | 'contains')
  | ('properties' | 'patternProperties' | 'additionalProperties' | 'propertyNames' | 'minProperties')
  | ('maxProperties' | 'anyOf' | 'oneOf' | 'allOf' | 'not');

type WrittenInputSettings = {
  readonly type?: InputType;
  readonly description?: string;
  /** A list: the members that an object must have. */
  readonly required?: boolean | readonly string[];
  readonly default?: Json;
  readonly options?: readonly Json[];
};

export type WrittenIntegration = {
  readonly gate: string;
  readonly batch?: number;
  readonly timeout?: string;
  readonly retry?: number;
};

export type WrittenInput = Scalar | (WrittenInputSettings & Readonly<Partial<Record<InputKeyword, Json>>>);

export type WrittenWorkstream = {
  readonly version: 1;
  readonly budget?: WrittenBudget;
  readonly id: string;
  /** Those of its bundle that it needs. */
  readonly needs?: string | readonly string[];
  readonly issue?: string | number;
  readonly priority?: 'foreground' | 'background' | number;
  readonly mutex?: WrittenStep['mutex'];
  readonly title?: string;
  readonly description?: string;
  readonly spec?: { readonly change: string };
  readonly base?: string;
  readonly continue?: string;
  readonly inputs?: Readonly<Record<string, WrittenInput>>;
  readonly env?: Readonly<Record<string, Scalar>>;
  readonly secrets?: readonly string[];
  readonly concurrency?: number;
  readonly failFast?: boolean;
  readonly onFailure?: OnFailure;
  readonly worktree?: WrittenWorktree;
  readonly lanes?: WrittenLanes;
  readonly integration?: WrittenIntegration;
  readonly nestedRepositories?: NestedRepositories;
  readonly readViolations?: ReadViolations;
  readonly allowEmpty?: boolean;
  readonly defaults?: WrittenDefaults;
  readonly files?: WrittenScope;
  readonly resources?: Readonly<Record<string, number>>;
  readonly steps: readonly WrittenStep[];
  readonly finally?: readonly WrittenStep[];
  readonly outputs?: Readonly<Record<string, string>>;
};

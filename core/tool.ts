import type { Failure } from './failure.ts';
import type { ToolId } from './id.ts';
import type { Json, JsonObject } from './json.ts';
import type { Result } from './result.ts';
import type { Attempt, Change, Parked } from './attempt.ts';
import type { AttemptPaths, AttemptReport } from './system.ts';
import type { SetAside } from './usage.ts';
import type { Retry } from './retry.ts';
import type { Access, Limits, SandboxMode } from './workstream.ts';

/** What of a call follows from the definition and the story of its run, on whatever machine it is made: a cassette knows it by this. */
export type CallOrigin = {
  /** How many tries of the step came to an end of their own before, fixes included; interruptions are none. */
  readonly tries: number;
  /** What the step sets, over the environment of the place. */
  readonly env: Readonly<Record<string, string>>;
  /** What `$WS_INPUT` holds; null where there is none. */
  readonly input: Json;
  /** Relative to the worktree. */
  readonly cwd: string;
  /** What a finished step did once is done again for the ignored files that it leaves. */
  readonly isRefresh: boolean;
};

/** The origin of a call that stands alone. */
export const ALONE: CallOrigin = { tries: 0, env: {}, input: null, cwd: '.', isRefresh: false };

/** Everything a tool may know of the attempt it is called for. */
export type ToolCall = {
  readonly attempt: Attempt;
  readonly origin: CallOrigin;
  /** `with`, expressions filled in, except in the script: there they are variables of `env`. */
  readonly with: JsonObject;
  /** Absolute; inside the worktree. */
  readonly cwd: string;
  readonly worktree: string;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: AttemptPaths;
  readonly timeoutMs: number;
  /** The JSON Schema that its outputs must fit; null where the step has none. */
  readonly outputs: JsonObject | null;
  /** null where it may use as much as there is. */
  readonly limits: Limits | null;
  readonly sandbox: SandboxMode;
  readonly access: Access;
  readonly signal: AbortSignal;
  /** The paths of the worktree that have changed since the attempt began, and not by others, as `Workspace.changedBy` tells. Costs a git process. */
  readonly changed: (how?: 'surely' | 'perhaps') => Promise<Result<readonly string[], Failure>>;
  /** The hash of what an answer can be bound to. */
  readonly subject?: (to: 'tree' | 'content') => Promise<Result<string, Failure>>;
  /** Asked before a model is, by who knows what that may cost; others are ended once a budget is spent. Not there where nothing is kept to. */
  readonly setAside?: SetAside;
  /** Not there where it begins like any. */
  readonly goesOn?: GoingOn;
};

/** How an attempt follows the one before: `allows` and `says` as people answered since. */
export type GoingOn = {
  readonly change: Change | null;
  readonly allows: readonly string[];
  readonly says: string | null;
};

/** `outputs` are merged over those that the tool wrote to `$WS_OUTPUT`. */
export type ToolOutcome = { readonly outputs: JsonObject; readonly exitCode: number | null };

/** The answer of a provider that was no success. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What a failure is read from beside the logs. It feeds the diagnosis and is kept nowhere. */
export type Evidence = {
  readonly http: HttpAnswer | null;
  /** The error that was caught; `undefined` where none was. */
  readonly thrown: unknown;
};

/** A failure as a tool tells it. `evidence` is null where the logs hold all there is. */
export type ToolFailure = { readonly failure: Failure; readonly evidence: Evidence | null };

export type ToolCheck = { readonly available: boolean; readonly version: string | null; readonly hint: string };

/** `keys`: variables of which one tells the account that pays. `models`: what else may do the work, best first. */
export type AgentDescription = { readonly keys: readonly string[]; readonly models: readonly string[] };

/** What a tool will do when it is called with certain arguments. */
export type ToolDescription = {
  readonly access: Access;
  readonly sandbox: SandboxMode;
  /** Circuit breakers that guard the call; none where its failures say nothing of the tool. */
  readonly breakers: readonly string[];
  /** The key of `with` whose text is a shell script: expressions in it become variables, never text. null: none. */
  readonly script: string | null;
  /** Of a tool that uses no model: no budget of money or tokens keeps it back. Not there of others. */
  readonly isFree?: true;
  /** Of a tool that remembers what it did in the attempt before; not there of others. */
  readonly agent?: AgentDescription;
};

/** What is wrong with arguments, and where in them. */
export type WrongArgument = { readonly pointer: string; readonly message: string };

/** The JSON types of outputs that a tool always gives so; `isAll`: it gives no others. */
export type Gives = { readonly types: Readonly<Record<string, JsonType>>; readonly isAll: boolean };
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'any';

/** One tool. Never throws for what is expected; stops, with its whole process tree, when `signal` aborts. */
export interface ToolAdapter {
  readonly id: ToolId;
  readonly title: string;
  /** JSON Schema of `with`. */
  readonly inputSchema: JsonObject;
  /** Pure and quick: it is asked for every step, with expressions not yet filled in. */
  describe(args: JsonObject): ToolDescription;
  /**
   * What is wrong with arguments beyond their schema: pure and quick, asked before anything starts, with expressions not yet
   * filled in. Left out where there is nothing to say.
   */
  examine?(args: JsonObject): readonly WrongArgument[];
  /** What it gives: pure and quick, asked as `examine` is. Left out where nobody knows before it has. */
  gives?(args: JsonObject): Gives;
  check(): Promise<ToolCheck>;
  execute(call: ToolCall, report: AttemptReport): Promise<Result<ToolOutcome | Parked, ToolFailure>>;
}

/** Says what a tool will do with these arguments; null where there is no such tool. */
export type DescribeTool = (tool: ToolId, args: JsonObject) => ToolDescription | null;

/** What the profile of a tool says where neither a step nor the defaults of its workstream do; null: as the format has it. */
export type ToolDefaults = {
  readonly timeoutMs: number | null;
  readonly retry: Retry | null;
  readonly fallback: readonly ToolId[];
  /** Names of variables that steps which name the tool are to see. */
  readonly secrets: readonly string[];
};

/** Gives the defaults of a tool; null where its profile has none. */
export type DefaultsOfTool = (tool: ToolId) => ToolDefaults | null;

/** Runs one program to its end, as a tool would. */
export type RunProgram = (
  argv: readonly [string, ...string[]],
  call: ToolCall,
) => Promise<Result<ToolOutcome, Failure>>;

/** The tools that a workstream may name. */
export interface Tools {
  find(id: ToolId): ToolAdapter | null;
  all(): readonly ToolAdapter[];
}

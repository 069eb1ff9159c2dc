import type { CacheRule } from './cache-rule.ts';
import type { LanePolicy } from './lane-settings.ts';
import type { Access, Limits, SandboxMode } from './workstream.ts';
import type { AcceptanceCheck, FunctionCall } from './acceptance-check.ts';
import type { Want } from './claim.ts';
import type { Emit } from './domain-event.ts';
import type { KeptContext } from './kept-context.ts';
import type { Attempt, Bound, Success } from './attempt.ts';
import type { Failure } from './failure.ts';
import type { FileScope } from './file-scope.ts';
import type { ToolId } from './id.ts';
import type { Lane } from './lane.ts';
import type { Json, JsonObject } from './json.ts';
import type { Result } from './result.ts';
import type { RefreshReason } from './provisions.ts';
import type { Recovery } from './run.ts';
import type { OrderedText } from './text-template.ts';
import type { GoingOn } from './tool.ts';
import type { Ended } from './workspace.ts';

type Environment = Readonly<Record<string, string>>;

/** What must hold once the tool is done. `check` is as its author wrote it, for whoever is told that it does not. */
export type OrderedCheck =
  | { readonly kind: 'run'; readonly check: AcceptanceCheck; readonly run: string; readonly env: Environment }
  | { readonly kind: 'file'; readonly check: AcceptanceCheck; readonly path: string }
  | { readonly kind: 'changed'; readonly check: AcceptanceCheck; readonly paths: readonly string[] | null }
  | { readonly kind: 'schema'; readonly check: AcceptanceCheck; readonly schema: JsonObject; readonly of: string }
  | { readonly kind: 'function'; readonly check: AcceptanceCheck; readonly call: FunctionCall };

/** What a step's author wrote, with every expression filled in. */
export type Filled = {
  readonly with: JsonObject;
  /** Texts of `with` that are made where the attempt is; until then there is null in their place. Not there where there are none. */
  readonly texts?: readonly OrderedText[];
  /** What `$WS_INPUT` will hold; null where there is none. */
  readonly input: Json;
  /** What the attempt before died of; null where there is nothing to tell. */
  readonly failure: JsonObject | null;
  /** Relative to the worktree. */
  readonly cwd: string;
  /** Over the environment of the place where the attempt is made. */
  readonly env: Environment;
  readonly acceptance: readonly OrderedCheck[];
  /** What it tells with its success, and what the expressions in that see; not there where it tells nothing. */
  /** What its commit is to say, and what the expressions in that see. Not there where ws says what was done. */
  readonly commit?: { readonly message: string; readonly seen: KeptContext };
  readonly emits?: { readonly all: readonly Emit[]; readonly seen: KeptContext };
  /** What the key of `cache` gives; not there where it has none. */
  readonly cacheKey?: string;
};

/** What must hold of lanes that are merged together. */
export type OrderedGate = {
  readonly check: OrderedCheck;
  /** As its author wrote it. */
  readonly script: string;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Who waits to be merged, too, in that order, as the attempts that they will be; `isChecked`: something must hold of its lane. */
  readonly followers: readonly { readonly attempt: Attempt; readonly lane: Lane; readonly isChecked: boolean }[];
};

/** What a tool is to do, and within which bounds. */
export type ToolWork = {
  readonly kind: 'tool';
  readonly tool: ToolId;
  /** How many tries of the step came to an end of their own before, fixes included; interruptions are none. */
  readonly tries: number;
  readonly access: Access;
  readonly sandbox: SandboxMode;
  readonly timeoutMs: number;
  /** null where it may use as much as there is. */
  readonly limits: Limits | null;
  /** JSON Schema the outputs must satisfy; null where any will do. */
  readonly outputs: JsonObject | null;
  /** What is to be tried first; null where nothing is. */
  readonly fix: Recovery['fix'];
  /** What a person's work gave that is now to be checked and committed; null where the tool is to work. */
  readonly accepted: Recovery['accepted'];
  /**
   * How the attempt ended by what another process left, which anybody may have written: only what must hold of it is
   * looked at, again. null where the attempt is made now.
   */
  readonly adopted: Success | null;
  /** What it did once is done again for the ignored files that it leaves: nothing of it is committed. */
  readonly isRefresh: boolean;
  /** What it says it leaves, that git ignores: paths, with `*` and `?`. */
  readonly leaves: readonly string[];
  /** Whether the files that it changed are to be told; not there where nobody asks for them. */
  readonly tellsChanged?: true;
  /** Which files of it are kept; not there where none is. */
  readonly artifacts?: readonly string[];
  /** Which files it may change; not there where it may change any. */
  readonly files?: FileScope;
  /** What of it is kept, and done again where nothing has changed; not there where it is to be made in any case. */
  readonly cache?: Omit<CacheRule, 'key' | 'isOwn'>;
  /** What the accepted work was accepted of; not there where it is bound to nothing. */
  readonly bound?: Bound;
  /** How it follows the attempt before; not there where it begins like any. */
  readonly goesOn?: GoingOn;
  /** The lane that it brings back into where it is made; not there of what merges none. Its tool resolves conflicts. */
  readonly merges?: {
    readonly lane: Lane;
    readonly recheck: LanePolicy['recheck'];
    /** What must hold of the lanes that were merged around it since it began, once a conflict with them is resolved. */
    readonly others: readonly OrderedCheck[];
    /** Not there where nothing looks at what the merge gives. */
    readonly gate?: OrderedGate;
  };
  /** An attempt whose expressions cannot be worked out is made all the same, and fails of it. */
  readonly filled: Result<Filled, Failure>;
};

/** A finished step that is run once more; its outputs are thrown away. */
export type Refresh = {
  readonly attempt: Attempt;
  readonly secrets: readonly string[];
  readonly why: RefreshReason;
  /** Whether what it changes of what git tracks is its own: not while a person has the worktree in hand. */
  readonly isJudged: boolean;
  readonly work: ToolWork;
};

/**
 * All that an attempt needs, as JSON. What only the place knows where it is made is not in it: its worktree, its
 * environment, and the values of secrets.
 */
export type AttemptOrder = {
  readonly attempt: Attempt;
  /** Where it is made; null: in the worktree of the run. */
  readonly lane: Lane | null;
  readonly workstream: string;
  /** Names of secrets that it is to see; their values are looked for where it is made. */
  readonly secrets: readonly string[];
  /** Circuit breakers that must let it through. */
  readonly breakers: readonly string[];
  /** What it takes of what all runs of the machine share, while it is made; not there where nothing. */
  readonly wants?: readonly Want[];
  /** Finished steps that are run again first, for the ignored files that they leave, in this order. */
  readonly refreshes: readonly Refresh[];
  /** `rollback`: branch and worktree go back to the base of the run. */
  readonly work: ToolWork | { readonly kind: 'rollback' };
};

/** What of the worktree is to be looked at and cleared up: of the attempts that ended up to the event `upTo` and not before the last look. */
export type TidyOrder = Ended & {
  readonly upTo: number;
  /** null: the worktree of the run. */
  readonly lane: Lane | null;
};

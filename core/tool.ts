import type { Failure } from './failure.ts';
import type { ToolId } from './id.ts';
import type { JsonObject } from './json.ts';
import type { Result } from './result.ts';
import type { Attempt, Parked } from './attempt.ts';
import type { AttemptPaths } from './system.ts';
import type { Access, SandboxMode } from './workstream.ts';

/** Everything a tool may know of the attempt it is called for. */
export type ToolCall = {
  readonly attempt: Attempt;
  /** `with`, expressions filled in, except in a shell script: there they are variables of `env`. */
  readonly with: JsonObject;
  /** Absolute; inside the worktree. */
  readonly cwd: string;
  readonly worktree: string;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: AttemptPaths;
  readonly timeoutMs: number;
  readonly sandbox: SandboxMode;
  readonly signal: AbortSignal;
};

/** `outputs` are merged over those that the tool wrote to `$WS_OUTPUT`. */
export type ToolOutcome = { readonly outputs: JsonObject; readonly exitCode: number | null };

export type ToolCheck = { readonly available: boolean; readonly version: string | null; readonly hint: string };

/** One tool. Never throws for what is expected; stops, with its whole process tree, when `signal` aborts. */
export interface ToolAdapter {
  readonly id: ToolId;
  readonly title: string;
  /** JSON Schema of `with`. */
  readonly inputSchema: JsonObject;
  readonly access: Access;
  readonly sandbox: SandboxMode;
  /** Circuit breakers that guard a call with these arguments; none where its failures say nothing of the tool. */
  breakers(args: JsonObject): readonly string[];
  check(): Promise<ToolCheck>;
  execute(call: ToolCall): Promise<Result<ToolOutcome | Parked, Failure>>;
}

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

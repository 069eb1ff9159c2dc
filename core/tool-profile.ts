/** What a step names by `tool`: data that says which adapter does the work, with what, and how well it fits which work. */
import type { ToolId } from './id.ts';
import type { Json, JsonObject } from './json.ts';
import type { Network } from './system.ts';
import type { Retry } from './retry.ts';
import type { Access, SandboxMode } from './workstream.ts';

/** Where a profile, or a part of one, comes from. Later ones lie over earlier ones of the same name. */
export type ProfileOrigin = 'shipped' | 'user' | 'project';

/** Shell scripts around an attempt; null where there is none. */
export type ProfileHooks = {
  readonly before: string | null;
  readonly after: string | null;
  readonly onSuccess: string | null;
  readonly onFailure: string | null;
};

/** What it does and how well, as far as choosing asks. */
export type ProfileRank = {
  readonly capabilities: readonly string[];
  /** `*` stands for any. */
  readonly languages: readonly string[];
  readonly taskTypes: readonly string[];
  readonly environments: readonly string[];
  readonly priority: number;
};

/** A file below the home of the user in which a login lies. */
export type LoginFile = {
  readonly path: string;
  /** The variable that names its folder where it is set; null where there is none. */
  readonly variable: string | null;
  /** A JSON pointer to what makes it a login; null where it holds nothing else. */
  readonly has: string | null;
};

/** A file or folder below the home of the user that is let into the home of an attempt; `copy`: a copy of ours, less what is secret. */
export type HomeEntry = { readonly path: string; readonly mode: 'read' | 'write' | 'copy' };

/** A server whose tools a coding CLI gets. */
export type McpServer =
  | {
      readonly kind: 'program';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Names of variables of the step that are handed on to it. */
      readonly variables: readonly string[];
    }
  | { readonly kind: 'address'; readonly url: string };

/** What a coding CLI finds: of the home of the user, of servers, of git. */
export type ProfileSurroundings = {
  readonly home: readonly HomeEntry[];
  readonly network: Network;
  readonly mcp: Readonly<Record<string, McpServer>>;
  /** Whether it may commit in the sandbox. */
  readonly commits: boolean;
  readonly metering: Metering;
};

/**
 * Whether it asks its models through ws, which holds the key, counts and keeps the budget. `auto`: where the key is ours, and not a
 * login. `models`: those that it may ask, null for any. `map`: what is asked in place of another.
 */
export type Metering = {
  readonly mode: 'auto' | 'proxy' | 'off';
  readonly models: readonly string[] | null;
  readonly map: Readonly<Record<string, string>>;
};

/** How its program is found, and what it needs to work. */
export type ProfileNeeds = {
  /** Variables of which one holds a key. */
  readonly keys: readonly string[];
  /** Files of which one does in place of a key, and the command by which a person gets it; null where none is known. */
  readonly login: { readonly files: readonly LoginFile[]; readonly get: string | null };
  readonly version: { readonly args: readonly string[]; readonly from: string | null; readonly below: string | null };
  /** How to get the program, for a person. */
  readonly install: string | null;
};

/** An argument, or several that stand or fall together. */
export type ArgumentTemplate = string | readonly string[];

/** How any program is called and read: what the adapter `exec` goes by. */
export type ExecProfile = {
  readonly inputs: JsonObject;
  readonly stdin: string | null;
  readonly promptFile: string | null;
  readonly output: {
    readonly format: 'text' | 'json' | 'jsonl';
    readonly pointer: string;
    readonly where: Readonly<Record<string, Json>>;
    readonly pattern: string | null;
  };
  readonly success: { readonly exitCodes: readonly number[]; readonly equals: Readonly<Record<string, Json>> };
  readonly usage: { readonly tokens: readonly string[]; readonly costUsd: string | null };
};

export type ToolProfile = ProfileRank &
  ProfileNeeds &
  ProfileSurroundings & {
    readonly name: ToolId;
    readonly title: string;
    readonly description: string;
    readonly adapter: string;
    readonly enabled: boolean;
    /** null: the program of the adapter. */
    readonly command: string | null;
    readonly args: readonly ArgumentTemplate[];
    /** What `with` of a step says where the step says nothing. */
    readonly settings: JsonObject;
    readonly env: Readonly<Record<string, string>>;
    /** Variables of ws that the steps which name it are to see. */
    readonly secrets: readonly string[];
    /** null: as the format has it. */
    readonly timeoutMs: number | null;
    /** How long a coding CLI may say nothing; null: as the adapter has it. */
    readonly stallMs: number | null;
    readonly retry: Retry | null;
    /** What a coding CLI is tried with when its own model has failed, in this order. */
    readonly models: readonly string[];
    readonly access: Access;
    readonly sandbox: SandboxMode;
    readonly breakers: readonly string[];
    readonly fallback: readonly ToolId[];
    readonly hooks: ProfileHooks;
    readonly exec: ExecProfile;
    /** The module that is its adapter, as `./name.mjs` beside the profile that says so, and the file of that; null: ws has its adapter. */
    readonly code: { readonly file: string; readonly from: string } | null;
    /** What says something of it, in the order in which one lies over the other. `file` is null for what ws ships. */
    readonly origins: readonly { readonly origin: ProfileOrigin; readonly file: string | null }[];
    /** Whether a repository names the program that it starts, or how that is asked for its version. */
    readonly isCommandBrought: boolean;
  };

/** Adapters that start no program by name. */
export const WITHOUT_PROGRAM: readonly string[] = [
  ...['shell', 'manual', 'script', 'read', 'write', 'http', 'llm', 'tally', 'publish', 'event'],
];

/** The profiles that count in one place, by name. */
export type Profiles = ReadonlyMap<ToolId, ToolProfile>;

/** What differs between coding CLIs. A dialect is pure: it starts nothing and reads no file. */
import type { McpServer } from '../../../core/tool-profile.ts';
import type { AgentDenial, AgentEvent } from './event.ts';
import type { AgentMeters } from './meters.ts';
import type { OutcomeRow } from './outcome.ts';

/** What an agent may do without being asked: look, change files, or anything. */
export type Permission = 'read' | 'edit' | 'full';

/** What may be spent; null where there is no limit. */
export type AgentBudget = { readonly costUsd: number | null; readonly tokens: number | null };

/** One task for an agent. */
export type AgentTask = {
  /** Goes to stdin wherever the CLI takes it there. */
  readonly prompt: string;
  /** null: as the CLI itself is set. */
  readonly model: string | null;
  readonly permission: Permission;
  /** In the CLI's own words; allowed beside what the permission allows. */
  readonly allowedTools: readonly string[];
  /** What is left of it; what the CLI keeps by itself, and what is ended when it is spent. */
  readonly budget: AgentBudget;
  /** Absolute; beside the worktree. */
  readonly directories: readonly string[];
  /** `isNew`: the name is ours, and the conversation begins; else it goes on. null: the CLI makes a name of its own. */
  readonly session: { readonly id: string; readonly isNew: boolean } | null;
  readonly worktree: string;
  /** The agent's own home; it is there. */
  readonly home: string;
  /** What the step is started with, keys included. */
  readonly env: Readonly<Record<string, string>>;
  /** More arguments, from the profile. */
  readonly args: readonly string[];
  /** The file in which its login really lies; null where a key is used, or there is none. */
  readonly login: string | null;
  /** Servers whose tools it gets, by name; it gets no others but those of a repository that is trusted. */
  readonly mcp: Readonly<Record<string, McpServer>>;
  /** Of the configuration that {@link Dialect.brings}, those items that are there and trusted. */
  readonly trusted: ReadonlySet<string>;
  /** The rest of what is there of it: it must not count. */
  readonly untrusted: readonly string[];
  /** The folders whose texts of instructions it reads: the worktree, and those on the way to where it works. */
  readonly folders: readonly string[];
  /** Of {@link Dialect.instructions}, those that are there. Absolute. */
  readonly instructions: readonly string[];
};

export type AgentCommand = {
  /** Without the program. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The empty string for an empty input. */
  readonly stdin: string;
  /** Written below the home before it starts, where they are not there yet. */
  readonly files: readonly AgentFile[];
  /** Written below the home each time, whatever is there: what it is started with, and must not be another's words. */
  readonly ours: readonly AgentFile[];
  /** Folders of the worktree that it must not see, where it has no switch for them. In the sandbox they are empty. */
  readonly hidden: readonly string[];
};

/** A file for an agent; `path` below its home. */
export type AgentFile = { readonly path: string; readonly text: string };

/** Reads what a CLI prints, line by line; keeps what it needs to know of earlier lines. */
export interface AgentReader {
  /** What the line tells; nothing where it is unknown or no line of the stream. Never throws. */
  read(line: string): readonly AgentEvent[];
  /** What is known only once it prints no more, of CLIs that say no last word. */
  end?(): readonly AgentEvent[];
}

export type Dialect = {
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  readonly program: string;
  /** The circuit breaker of whoever provides its models. */
  readonly breaker: string;
  /** Variables one of which holds a key; it needs one of them, or a login. */
  readonly keys: readonly string[];
  /** Variables that say where its provider is reached, in place of its own. */
  readonly endpoints: readonly string[];
  /** How to install it. */
  readonly install: string;
  /** What of a repository's files it would take for its configuration, and start programs by: items as trust has them. */
  readonly brings: readonly string[];
  /** Names of texts of instructions, of which the first that is there counts in each folder; only where we pass them on. */
  readonly instructions: readonly string[];
  /** Whether it can be given servers of tools. */
  readonly takesServers: boolean;
  /** Whether it takes a name for a new session from us. */
  readonly takesSessionName: boolean;
  /**
   * What it tells of what it uses: `cost` in money, whatever the model; `tokens` while it works, only at the end of a turn, or
   * never.
   */
  readonly tells: { readonly cost: boolean; readonly tokens: 'while' | 'end' | 'never' };
  /** How it is led through ws to its models; not there where it cannot be. */
  readonly meters?: AgentMeters;
  /** How all names of its models look, and how that is said; not there where they may be anything. */
  readonly models?: { readonly form: RegExp; readonly like: string };
  /** What allows, among `allowedTools`, what was denied; not there where the CLI can only be allowed everything. */
  readonly ruleOf?: (denied: Pick<AgentDenial, 'name' | 'subject'>) => string;
  readonly command: (task: AgentTask) => AgentCommand;
  readonly reader: () => AgentReader;
  /** The first row that fits decides; then those that hold for all CLIs. */
  readonly rows: readonly OutcomeRow[];
};

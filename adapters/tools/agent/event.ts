/** What a coding CLI tells of its work, in words that are the same for all of them. */

/** Tokens and money; null where the CLI does not say. `reasoning` is part of `output`, `cached` part of `input`. */
export type AgentUsage = {
  readonly model: string | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | null;
  readonly reasoning: number | null;
  readonly costUsd: number | null;
};

export type AgentEvent =
  /** The name under which the CLI will know this conversation again. */
  | { readonly kind: 'session'; readonly id: string }
  /** A whole sentence or answer, never a part of one. */
  | { readonly kind: 'message'; readonly text: string }
  /** A tool of the CLI begins; `subject` is what a person wants to know of it: a command, a path, a pattern. */
  | { readonly kind: 'tool'; readonly id: string; readonly name: string; readonly subject: string }
  | { readonly kind: 'tool-end'; readonly id: string; readonly isOk: boolean; readonly text: string }
  /** A file was written, by a path as the CLI says it. */
  | { readonly kind: 'file'; readonly path: string }
  /** `call`: what one call of the model used. `session`: what the whole session used so far. `run`: what this process used in all. */
  | { readonly kind: 'usage'; readonly of: 'call' | 'session' | 'run'; readonly usage: AgentUsage }
  /** The CLI itself tries again; nothing is lost by it yet. */
  | { readonly kind: 'retry'; readonly status: number | null; readonly message: string }
  /** Something went wrong. Where `isFatal`, the CLI gave up over it. */
  | { readonly kind: 'error'; readonly status: number | null; readonly message: string; readonly isFatal: boolean }
  /** A limit of its account is reached until then, in milliseconds since 1970. */
  | { readonly kind: 'limit'; readonly resetsAt: number }
  /** The CLI was not allowed to do something, and went on without it. */
  | { readonly kind: 'denied'; readonly name: string; readonly subject: string }
  /** The last word. `text` is the answer; `reason` the CLI's own word for why it ended. */
  | { readonly kind: 'end'; readonly isOk: boolean; readonly text: string; readonly reason: string };

export type AgentEnd = Extract<AgentEvent, { readonly kind: 'end' }>;
export type AgentError = Extract<AgentEvent, { readonly kind: 'error' }>;
export type AgentDenial = Extract<AgentEvent, { readonly kind: 'denied' }>;

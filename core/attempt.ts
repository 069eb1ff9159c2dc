import type { Artifact } from './artifact.ts';
import type { Awaited, Emitted } from './domain-event.ts';
import type { Instant, RunId, StepId } from './id.ts';
import type { JsonObject } from './json.ts';

/** The unit of work handed to a dispatcher; `attempt` is also the fencing token. Attempts count from 1. */
export type Attempt = { readonly run: RunId; readonly step: StepId; readonly attempt: number };

/** What an attempt leaves whose work is up to a person. */
export type Parked = { readonly wait: Wait };

/** What a finished attempt leaves when all went well. */
export type Success = {
  readonly outputs: JsonObject;
  readonly exitCode: number | null;
  readonly checkpoint: string | null;
  /** The files that it changed; not there where nobody asks for them. */
  readonly changed?: readonly string[];
  /** The commit of the fix that helped; not there where none was tried, or where it was found again after a crash. */
  readonly fixCommit?: string;
  /** The files that are kept of it; not there where none is. */
  readonly artifacts?: readonly Artifact[];
  /** The domain events that it tells; not there where it tells none. */
  readonly emits?: readonly Emitted[];
  /** Nothing was called: it is what an attempt of that run did, which took so long. Not there where its tool was called. */
  readonly cached?: { readonly key: string; readonly run: RunId; readonly tookMs: number };
};

/**
 * What is other about the attempt that follows, of a tool that remembers what it did. `session`: nothing: it goes on in its
 * conversation, with the files as it left them. `fresh`: the files stay, the conversation is a new one. `reset`: the files
 * are as the last checkpoint has them, too. `model`: and another model does it.
 */
export type Change =
  | { readonly kind: 'session' | 'fresh' | 'reset' }
  | { readonly kind: 'model'; readonly model: string };

/** Whether the files stay as the attempt before left them. */
export const keepsFiles = (change: Change | null): boolean => change?.kind === 'session' || change?.kind === 'fresh';

/** What a tool was not allowed to do. `rule`: in its own words, what allows it; `*` where it can be allowed all or nothing. */
export type Wanted = { readonly name: string; readonly subject: string; readonly rule: string };

/** An answer that stands where nobody gives one. */
export type OnTimeout =
  | { readonly answer: 'fail' | 'skip' }
  | { readonly answer: 'accept'; readonly outputs: JsonObject };

/** What an answer is about: a hash of it. */
export type Bound = { readonly to: 'tree' | 'content'; readonly subject: string };

/** How many must accept, and who may; anybody where nobody is named. */
export type Approvers = { readonly any: number; readonly of: readonly string[] };

/**
 * Why a step stands still until someone outside answers. `question`: whether and how to go on. `work`: the work of the
 * step is a person's; once accepted it is checked and committed like that of any tool. `permission`: its tool wants to do what
 * it may not. `reply`: its tool has asked a question, and goes on with the answer. `event`: it waits for a domain event.
 */
export type Wait = {
  readonly kind: 'question' | 'work' | 'permission' | 'reply' | 'event';
  readonly prompt: string;
  readonly choices: readonly Answer[];
  /** When the step goes on by itself, as if "again" had been answered; not there where only a person lets it. */
  readonly until?: Instant;
  /** The breaker whose closing lets it go on earlier; not there where it waits before none. */
  readonly breaker?: string;
  /** Only of `permission`: by which tool profile, and what. */
  readonly wants?: { readonly tool: string; readonly all: readonly Wanted[] };
  /** Only of `event`: for which. */
  readonly awaits?: Awaited;
  /** JSON Schema of the outputs that are answered with `accept`; not there where any will do. */
  readonly form?: JsonObject;
  /** What is done at `until` where nobody has answered; not there where the step goes on as with `again`. */
  readonly onTimeout?: OnTimeout & { readonly afterMs: number };
  /** What `accept` is bound to, as it was when it was asked; not there where to nothing. */
  readonly bound?: Bound;
  /** Who must accept; not there where anybody may. */
  readonly approvers?: Approvers;
};

/**
 * What a person may say of a waiting step. `once`: what it wants is allowed to the step, in this run; `always`: to its tool, from
 * now on; `no`: it is not. `reply`: the answer to what it asked.
 */
export type Answer = (typeof ANSWERS)[number];

export const ANSWERS = ['accept', 'again', 'skip', 'reject', 'once', 'always', 'no', 'reply'] as const;

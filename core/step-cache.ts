/** What a step did once is kept, and done again where everything is as it was. */
import type { Attempt, Success } from './attempt.ts';
import type { Failure } from './failure.ts';
import type { Filled, ToolWork } from './order.ts';
import type { Result } from './result.ts';
import type { ToolAdapter, ToolCall } from './tool.ts';
import type { Workspace } from './workspace.ts';

/** One attempt that is about to be made. */
export type CacheAsk = {
  readonly attempt: Attempt;
  readonly workstream: string;
  readonly work: ToolWork;
  readonly rule: NonNullable<ToolWork['cache']>;
  readonly tool: ToolAdapter;
  readonly filled: Filled;
  readonly call: ToolCall;
  /** Names of secrets that it sees. */
  readonly secrets: readonly string[];
  /** Tells whether somebody may have written to the worktree meanwhile. */
  readonly workspace: Pick<Workspace, 'stirred'>;
};

/** What an attempt gave, before it is known whether that can be committed. */
export type Given = Pick<Success, 'outputs' | 'exitCode'>;

/** What is known of an attempt that was made since, and can be kept once it has succeeded. */
export interface Keeping {
  keep(given: Given): Promise<void>;
}

/** An entry that fits. */
export type Hit = Given & {
  readonly kind: 'hit';
  readonly cached: NonNullable<Success['cached']>;
  /** Whether anything that git does not ignore changes with it. */
  readonly isChanging: boolean;
  /** Brings about what the attempt did, all of it or, where it no longer applies, nothing of what git tracks: false. */
  readonly replay: () => Promise<Result<boolean, Failure>>;
  /** Where it no longer applies: as if nothing had been found. */
  readonly otherwise: () => Promise<Miss>;
};

/** Nothing fits. */
export type Miss = {
  readonly kind: 'miss';
  /** Looks at what the attempt has changed, before that is committed; null where it cannot be kept. */
  readonly seen: () => Promise<Keeping | null>;
};

/** What trouble it has with its files is told in the report of the attempt, and never fails it. */
export interface StepCache {
  look(ask: CacheAsk): Promise<Hit | Miss>;
}

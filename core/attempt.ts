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
  /** The commit of the fix that helped; not there where none was tried, or where it was found again after a crash. */
  readonly fixCommit?: string;
};

/**
 * Why a step stands still until someone outside answers. `question`: whether and how to go on. `work`: the work of the
 * step is a person's; once accepted it is checked and committed like that of any tool.
 */
export type Wait = {
  readonly kind: 'question' | 'work';
  readonly prompt: string;
  readonly choices: readonly Answer[];
  /** When the step goes on by itself, as if "again" had been answered; not there where only a person lets it. */
  readonly until?: Instant;
  /** The breaker whose closing lets it go on earlier; not there where it waits before none. */
  readonly breaker?: string;
};

/** What a person may say of a waiting step. */
export type Answer = 'accept' | 'again' | 'skip' | 'reject';

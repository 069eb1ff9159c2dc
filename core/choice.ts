import type { ToolId } from './id.ts';
import type { Retry } from './retry.ts';

/** The tool that a step is done with which names none. It is chosen when the step first begins, and stays chosen. */
export type Choice = {
  readonly tool: ToolId;
  /** One sentence for a person. */
  readonly why: string;
  /** null: as the step has it. */
  readonly timeoutMs: number | null;
  readonly retry: Retry | null;
  readonly fallback: readonly ToolId[] | null;
};

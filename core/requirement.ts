/** What a step asks of a tool that it does not name, and what was chosen. */
import type { ToolId } from './id.ts';
import type { Retry } from './workstream.ts';

/** What nobody has said of a step that requires, so that the profile of what is chosen says it. */
export type Unsaid = 'timeout' | 'retry' | 'fallback';

export type Requirement = {
  /** What the tool must be able to do; null where anything will do. */
  readonly capability: string | null;
  /** Programming languages that it should be good at. */
  readonly languages: readonly string[];
  readonly task: string | null;
  readonly environment: string | null;
  readonly unsaid: readonly Unsaid[];
};

/** The tool that a step is done with. It is chosen when the step first begins, and stays chosen. */
export type Choice = {
  readonly tool: ToolId;
  /** One sentence for a person. */
  readonly why: string;
  /** null: as the step has it. */
  readonly timeoutMs: number | null;
  readonly retry: Retry | null;
  readonly fallback: readonly ToolId[] | null;
};

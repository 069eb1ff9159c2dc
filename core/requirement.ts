/** What a step asks of a tool that it does not name. */

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

/** One fault that a tool reported: what is wrong, and where. */

/** What kind of work mends it; `other` where the tool does not say. */
export type IssueCategory =
  | 'syntax'
  | 'type'
  | 'lint'
  | 'format'
  | 'test'
  | 'build'
  | 'runtime'
  | 'dependency'
  | 'conflict'
  | 'security'
  | 'other';

/** `info` and `warning` never fail a step by themselves; `critical` is for people at once. */
export type IssueSeverity = 'info' | 'warning' | 'error' | 'critical';

export type Issue = {
  /** The program that found it, such as `eslint`; one plugin may read several tools. */
  readonly tool: string;
  /** Relative to the root of the repository where it lies inside, with `/` between its parts. */
  readonly path: string | null;
  /** Counts from 1. */
  readonly line: number | null;
  /** Counts from 1. */
  readonly column: number | null;
  /** The tool's own name of the rule or error, such as `TS2322` or `no-unused-vars`. */
  readonly code: string | null;
  readonly category: IssueCategory;
  readonly severity: IssueSeverity;
  /** One line for a person. */
  readonly message: string;
};

/** What a lane is given and gives. */

export type LaneParts = {
  /** How often each contender is measured, at least; quick ones are measured more often. */
  readonly rounds: number;
  /** Leaves out what takes minutes. */
  readonly isQuick: boolean;
  /** Why the npm peers are not there; null when they are. */
  readonly npmFailure: string | null;
  readonly say: (line: string) => void;
};

/** Measures and gives its section in Markdown, without the heading. Throws when ours fails. */
export type Lane = (parts: LaneParts) => Promise<string>;

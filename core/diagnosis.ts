/** What a failed attempt died of, once everything it left behind has been read. */
import type { DiagnosisCode, Failure } from './failure.ts';
import type { Instant } from './id.ts';
import type { Issue, IssueSeverity } from './issue.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptPaths, LogSizes } from './system.ts';
import type { Evidence } from './tool.ts';

/** A command that may mend issues by itself; run in the worktree, kept only where it helps. */
export type Fix = {
  /** For a person, in the imperative: "Fix what ESLint can fix". */
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  /** Relative to the root of the repository; null for the folder of the failed command. */
  readonly cwd: string | null;
  /** The files that were reported, which are all it may change; not there in older logs, where nothing was held to it. */
  readonly paths?: readonly string[];
};

/** All of it is JSON. */
export type Diagnosis = {
  readonly code: DiagnosisCode;
  readonly severity: IssueSeverity;
  /** The error plugin that speaks for the output; null where none does. */
  readonly plugin: string | null;
  /** The same for the same failure again, whatever the time, the machine or the folder. */
  readonly signature: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly issues: readonly Issue[];
  readonly fix: Fix | null;
  /** When the one that refused said it may be asked again; null where nobody said so. */
  readonly retryAt: Instant | null;
  /** What went wrong while the output was read: plugins that had to be skipped. */
  readonly problems: readonly { readonly plugin: string; readonly message: string }[];
};

/** A failure as its attempt tells it. `diagnosis` is null where nothing was run that could be read. */
export type AttemptFailure = { readonly failure: Failure; readonly diagnosis: Diagnosis | null };

/**
 * Where a failed attempt left its traces; what failed wrote its logs from the byte `from` on. `evidence` is what its tool
 * gave beside them, null where it gave nothing.
 */
export type Scene = {
  readonly attempt: Attempt;
  readonly paths: AttemptPaths;
  readonly worktree: string;
  readonly from: LogSizes;
  readonly evidence: Evidence | null;
  /** The script that was run; null where what failed is none. */
  readonly command: string | null;
};

/** Reads what a failed attempt left. Never rejects: what cannot be read says nothing. */
export type Diagnose = (failure: Failure, scene: Scene) => Promise<Diagnosis>;

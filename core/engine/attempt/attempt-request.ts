/** What one attempt is made of, and what it is asked to do. */
import type { Artifacts } from '../../artifacts.ts';
import type { Attempt } from '../../attempt.ts';
import type { Filled, ToolWork } from '../../order.ts';
import type { AttemptFiles, CheckJson, Digest, Failpoint, SecretIn, WorktreeFiles } from '../../system.ts';
import type { StepCache } from '../../step-cache.ts';
import type { Evidence, RunProgram, ToolAdapter, Tools } from '../../tool.ts';
import type { SetAside } from '../../usage.ts';
import type { Workspace } from '../../workspace.ts';

export type AttemptParts = {
  readonly files: AttemptFiles;
  readonly artifacts: Artifacts;
  readonly worktreeFiles: WorktreeFiles;
  readonly workspace: Workspace;
  readonly checkJson: CheckJson;
  readonly secretIn: SecretIn;
  readonly failpoint: Failpoint;
  readonly digest: Digest;
  readonly runProgram: RunProgram;
  readonly tools: Pick<Tools, 'find'>;
  /** The tool that acceptance commands run in. */
  readonly shell: ToolAdapter;
  /** null where every attempt is made. */
  readonly cache: StepCache | null;
};

export type AttemptRequest = {
  readonly attempt: Attempt;
  readonly work: ToolWork;
  readonly tool: ToolAdapter;
  readonly filled: Filled;
  /** Names of secrets that it sees. */
  readonly secrets: readonly string[];
  /** The whole environment of its processes, but for where its files are. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Ends what is called, and not the attempt: that is judged by what came of it. */
  readonly ending: AbortSignal;
  readonly setAside: SetAside;
  /** Called when the tool is done and the acceptance checks begin. */
  readonly onValidating: () => void;
  /** Called with what a tool that failed gives to be read beside its logs. */
  readonly onEvidence: (evidence: Evidence) => void;
};

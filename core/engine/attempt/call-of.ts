/** What a tool is called with for an attempt. */
import type { Attempt } from '../../attempt.ts';
import type { Failure } from '../../failure.ts';
import type { Filled, ToolWork } from '../../order.ts';
import { err, ok, type Result } from '../../result.ts';
import type { AttemptFiles, Digest, WorktreeFiles } from '../../system.ts';
import type { ToolCall } from '../../tool.ts';
import type { SetAside } from '../../usage.ts';
import type { Workspace } from '../../workspace.ts';
import { subjectOf } from './bound.ts';

type CallRequest = {
  readonly attempt: Attempt;
  readonly work: Pick<
    ToolWork,
    'timeoutMs' | 'outputs' | 'limits' | 'sandbox' | 'access' | 'tries' | 'adopted' | 'isRefresh' | 'goesOn'
  >;
  readonly filled: Filled;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Ends what is called, and not the attempt. */
  readonly ending: AbortSignal;
  readonly setAside: SetAside;
};

type CallParts = {
  readonly files: Pick<AttemptFiles, 'open' | 'paths'>;
  readonly worktreeFiles: WorktreeFiles;
  readonly workspace: Pick<Workspace, 'worktree' | 'changedBy' | 'snapshot'>;
  readonly digest: Digest;
};

/** Makes the folder of the attempt anew, but of one that another process left; fails where the step names a folder that there is not. */
export const callOf = async (request: CallRequest, parts: CallParts): Promise<Result<ToolCall, Failure>> => {
  const { attempt, filled } = request;
  const signal = AbortSignal.any([request.signal, request.ending]);
  const { timeoutMs, limits, sandbox, access, tries, isRefresh, goesOn } = request.work;
  const { input, failure } = filled;
  // What an attempt left is there to be read.
  const paths =
    request.work.adopted === null
      ? await parts.files.open(attempt, { input, failure })
      : ok(parts.files.paths(attempt));
  if (!paths.ok) return paths;
  const { worktree } = parts.workspace;
  const cwd = filled.cwd === '.' ? worktree : await parts.worktreeFiles.folder(worktree, filled.cwd);
  if (cwd === null)
    return err({
      code: 'bad-input',
      pointer: '/cwd',
      message: `cwd: there is no folder ${filled.cwd} in the worktree`,
    });
  const { output: WS_OUTPUT, input: WS_INPUT, failure: WS_FAILURE } = paths.value;
  return ok({
    attempt,
    origin: { tries, env: filled.env, input, cwd: filled.cwd, isRefresh },
    with: filled.with,
    cwd,
    worktree,
    env: { ...request.env, WS_OUTPUT, WS_INPUT, WS_FAILURE },
    paths: paths.value,
    timeoutMs,
    outputs: request.work.outputs,
    limits,
    sandbox,
    access,
    signal,
    setAside: request.setAside,
    changed: (how) => parts.workspace.changedBy(attempt, how),
    subject: (to) => subjectOf(to, request, parts),
    ...(goesOn === undefined ? {} : { goesOn }),
  });
};

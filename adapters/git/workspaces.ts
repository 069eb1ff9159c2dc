/** The {@link Workspaces} port on git: a branch and a worktree for every run, and for every lane. */
import type { Failure } from '../../core/failure.ts';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Workspace, Workspaces } from '../../core/workspace.ts';
import { checkGit, trouble } from './command/command.ts';
import { refuseLinkedRefs } from './command/ref-folders.ts';
import { closeLane, dropLanes, openLane } from './lanes/lanes.ts';
import { openAt } from './open-worktree.ts';
import type { WorkspacesMeans } from './workspaces-means.ts';
import { makeStateDirectory } from './repository.ts';
import { startBranch } from './start-branch.ts';
import { takeOverWorktree } from './take-over.ts';
import { namesOf, type RunNames } from './worktree/names.ts';

/** Makes the workspaces of one repository. */
export const makeWorkspaces = (means: WorkspacesMeans): Workspaces => {
  let checked: Promise<Result<string, Failure>> | null = null;
  const busy = new Set<string>();
  return {
    open: async (request) => {
      checked ??= checkGit();
      const usable = await checked;
      return usable.ok ? openRun(means, request) : usable;
    },
    openLane: (request) => openLane(means, busy, request),
    closeLane: (request) => closeLane(busy, request),
    dropLanes: (request) => dropLanes(means, busy, request),
  };
};

type OpenRequest = Parameters<Workspaces['open']>[0];

const namesFor = ({ repository }: WorkspacesMeans, workstream: string, run: RunId): Result<RunNames, Failure> => {
  const names = namesOf(repository, workstream, run);
  if (names !== null) return ok(names);
  return trouble(`${workstream}/${run} cannot be part of a branch name; use letters, digits, - and _`);
};

const openRun = async (means: WorkspacesMeans, request: OpenRequest): Promise<Result<Workspace, Failure>> => {
  const { run, workstream, takesOver = null } = request;
  const found = namesFor(means, workstream, run);
  if (!found.ok) return found;
  const directory = await makeStateDirectory(means.repository);
  if (!directory.ok) return directory;
  const refs = refuseLinkedRefs(means.repository.commonDir, found.value);
  if (!refs.ok) return refs;
  const started = await startBranch(means, found.value, { from: request.base, recorded: request.recorded ?? null });
  if (!started.ok) return started;
  if (takesOver === null) return openAt(means, request, found.value, started.value);
  const taken = await takeOver(means, found.value, takesOver);
  if (!taken.ok) return taken;
  const names = namesFor(means, workstream, run);
  return names.ok ? openAt(means, request, names.value, started.value) : names;
};

/** What is uncommitted in the worktree of the run before is settled as that run would settle it. */
const takeOver = async (
  means: WorkspacesMeans,
  to: RunNames,
  { run, workstream, attempt, secretIn }: NonNullable<OpenRequest['takesOver']>,
): Promise<Result<void, Failure>> => {
  const found = namesFor(means, workstream, run);
  if (!found.ok) return found;
  const from = found.value;
  const settle = async (worktree: string): Promise<Result<string | null, Failure>> => {
    const names = { ...from, worktree };
    const started = await startBranch(means, names, { from: from.baseRef, recorded: null });
    if (!started.ok) return started;
    const opened = await openAt(means, { run, secretIn, leavesBranch: true }, names, started.value);
    if (!opened.ok) return opened;
    const restored = await opened.value.restore(attempt);
    return restored.ok ? ok(restored.value.salvaged) : restored;
  };
  return takeOverWorktree(means, { to, from, settle });
};

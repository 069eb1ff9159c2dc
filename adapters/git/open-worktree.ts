/** Opens the worktree of a run or a lane whose branch is there. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../core/failure.ts';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Workspace, Workspaces } from '../../core/workspace.ts';
import { forgetBroken } from './checkpoint/dangling-heads.ts';
import { dropPrivateIndexes } from './checkpoint/private-index.ts';
import { leadingIn } from './command/leading-settings.ts';
import { copiedFrom } from './gc/registrations.ts';
import { gitOn } from './repository.ts';
import type { Start } from './start-branch.ts';
import { makeWorkspace } from './workspace.ts';
import type { WorkspacesMeans } from './workspaces-means.ts';
import type { RunNames } from './worktree/names.ts';
import { madeAnew, registeredGitDir, standingMark, standWorktree } from './worktree/worktree.ts';

type OpenRequest = Parameters<Workspaces['open']>[0];

/** Finished steps are not done again, so what they left beside their commits is missed. */
const tellGone = ({ ignoredIn, tell }: WorkspacesMeans, before: RunId, run: RunId): void => {
  const gone = ignoredIn(before);
  if (gone.length === 0) return;
  tell(
    `the worktree of run ${run} is new: ${gone.join(', ')}, which git ignores, ${gone.length === 1 ? 'is' : 'are'} gone, though the steps that made them count as done. ` +
      'Let those say what they leave (leaves), or set the worktree up (worktree.setup)',
  );
};

/** `leavesBranch`: what else than checkpoints is on the branch stays there when the worktree is put back. */
export const openAt = async (
  means: WorkspacesMeans,
  {
    run,
    secretIn,
    takesOver = null,
    nestedRepositories = 'fail',
    leavesBranch = false,
  }: Pick<OpenRequest, 'run' | 'secretIn' | 'takesOver' | 'nestedRepositories'> & { readonly leavesBranch?: boolean },
  names: RunNames,
  { isFound, base, tree, history, wasDangling }: Start,
): Promise<Result<Workspace, Failure>> => {
  const { repository } = means;
  const isNew = !existsSync(names.worktree);
  const wasKnown = !isNew || (await registeredGitDir(repository.commonDir, names.worktree)) !== null;
  if (isNew) tellGone(means, takesOver?.run ?? run, run);
  const stood = await standWorktree(means, names);
  if (!stood.ok) return stood;
  if (isFound && !wasKnown) means.tell(madeAnew(names, copiedFrom(repository.commonDir, run)));
  if (wasDangling) await forgetBroken(stood.value, names.branchRef);
  const settings = await gitOn(repository).settings();
  if (!settings.ok) return settings;
  await dropPrivateIndexes(stood.value.place.gitDir);
  return ok(
    makeWorkspace({
      git: stood.value,
      leading: leadingIn(settings.value),
      mark: standingMark(names.worktree, stood.value.place.gitDir),
      restand: () => standWorktree(means, names),
      commonDir: repository.commonDir,
      names,
      base,
      tip: { sha: history.head, tree, index: null },
      checkpoints: history.checkpoints,
      failpoint: means.failpoint,
      tell: means.tell,
      isNew,
      checkout: means.checkoutOf(run),
      asideOf: means.asideOf,
      secretIn,
      nestedRepositories,
      leavesBranch,
      auditHead: means.auditHead === null ? null : async () => means.auditHead?.(run) ?? null,
    }),
  );
};

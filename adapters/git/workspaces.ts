/** The {@link Workspaces} port on git: a branch and a worktree for every run. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../core/failure.ts';
import type { Attempt } from '../../core/attempt.ts';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Failpoint } from '../../core/system.ts';
import type { Workspace, Workspaces } from '../../core/workspace.ts';
import { isAncestor } from './checkpoint/restore-branch.ts';
import { treeOf } from './checkpoint/checkpoint.ts';
import { checkGit, trouble } from './command/command.ts';
import { leadingIn } from './command/leading-settings.ts';
import { refuseLinkedRefs } from './command/ref-folders.ts';
import { dropPrivateIndexes } from './checkpoint/private-index.ts';
import { moveRefs } from './checkpoint/commit.ts';
import { danglingIn, forgetBroken } from './checkpoint/dangling-heads.ts';
import type { Git } from './command/configured.ts';
import { copiedFrom } from './gc/registrations.ts';
import { readHistory, type History } from './checkpoint/history.ts';
import { objectsOf } from './worktree/heads.ts';
import { foundRef, namesOf, type RunNames } from './worktree/names.ts';
import { clearRefLocks, moveOwn } from './own-refs.ts';
import { gitOn, makeStateDirectory, type Repository } from './repository.ts';
import type { AuditHead } from './checkpoint/trailers.ts';
import { makeWorkspace } from './workspace.ts';
import { takeOverWorktree } from './take-over.ts';
import { madeAnew, registeredGitDir, standingMark, standWorktree, type RepositoryLock } from './worktree/worktree.ts';

export type WorkspacesMeans = {
  readonly repository: Repository;
  /** One holder per repository, over all processes; held for some 20 ms. */
  readonly lock: RepositoryLock;
  readonly failpoint: Failpoint;
  /** Told of what was found in place of something of ours and kept aside, one line each. */
  readonly tell: (line: string) => void;
  /** The folder of the run in which that of a lost attempt lies which holds a secret. */
  readonly asideOf: (attempt: Attempt) => string;
  /** The checkout that a run was started from; null where the repository has none. */
  readonly checkoutOf: (run: RunId) => string | null;
  /** The folders that git ignored in the worktree of a run when it was last driven. */
  readonly ignoredIn: (run: RunId) => readonly string[];
  /** What checkpoint commits anchor the event log by; null where nothing is to be anchored. */
  readonly auditHead: ((run: RunId) => Promise<AuditHead | null>) | null;
};

/** Makes the workspaces of one repository. */
export const makeWorkspaces = (means: WorkspacesMeans): Workspaces => {
  let checked: Promise<Result<string, Failure>> | null = null;
  return {
    open: async (request) => {
      checked ??= checkGit();
      const usable = await checked;
      return usable.ok ? openRun(means, request) : usable;
    },
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

/** Finished steps are not done again, so what they left beside their commits is missed. */
const tellGone = ({ ignoredIn, tell }: WorkspacesMeans, before: RunId, run: RunId): void => {
  const gone = ignoredIn(before);
  if (gone.length === 0) return;
  tell(
    `the worktree of run ${run} is new: ${gone.join(', ')}, which git ignores, ${gone.length === 1 ? 'is' : 'are'} gone, though the steps that made them count as done. ` +
      'Let those say what they leave (leaves), or set the worktree up (worktree.setup)',
  );
};

const openAt = async (
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

type Start = {
  /** The run has refs of an earlier call. */
  readonly isFound: boolean;
  readonly base: string;
  readonly tree: string;
  readonly history: History;
  /** Whether the branch named what is not there, and its log does still. */
  readonly wasDangling: boolean;
};

/** Makes the run's refs, or reads and mends what an earlier call or a step made of them. */
const startBranch = async (
  means: WorkspacesMeans,
  names: RunNames,
  { from, recorded }: { readonly from: string; readonly recorded: string | null },
): Promise<Result<Start, Failure>> => {
  const git = gitOn(means.repository);
  if (/[\n\0]/.test(from) || from === '') return trouble(`${JSON.stringify(from)} names no commit to start from`);
  const expressions = [
    names.branchRef,
    names.baseRef,
    names.headRef,
    `${from}^{commit}`,
    `${from}^{tree}`,
    `${names.headRef}^{tree}`,
  ];
  const found = await objectsOf(atCaller(git, means.repository), expressions);
  if (!found.ok) return found;
  const [branch = null, base = null, head = null, commit = null, tree = null, headTree = null] = found.value;
  // Kept since the run was made, which has no branch yet: a commit of what was not committed.
  const isKept = base !== null && base === commit && branch === null && head === null;
  if (!isKept && (base !== null || head !== null || branch !== null)) {
    const known = { branch, base, head, commit, headTree, recorded };
    return await findBranch(means, names, {
      ...known,
      ...(await danglingIn(means.repository, names, known, means.tell)),
    });
  }

  // A run that is new to git, and has finished work for its log.
  if (recorded !== null && recorded !== commit) return isGone(names, recorded);
  if (commit === null || tree === null) {
    const hint = means.repository.isShallow ? '; this is a shallow clone: git fetch --unshallow' : '';
    return trouble(`there is no commit "${from}" to start from: see \`git branch --all\` and \`git tag\`${hint}`);
  }
  const refs = [names.branchRef, ...(isKept ? [] : [names.baseRef]), names.headRef];
  const made = await moveOwn(means, names, refs, commit);
  const history = { head: commit, checkpoints: [] };
  return made.ok ? ok({ isFound: false, base: commit, tree, history, wasDangling: false }) : made;
};

/** `HEAD` as a base is the one of the worktree that the user stands in. */
const atCaller = (git: Git, repository: Repository): Git => {
  const place = { ...git.place, gitDir: repository.gitDir };
  return Object.assign(
    (args: readonly string[], request = {}) => git(args, { ...request, env: { GIT_DIR: place.gitDir } }),
    { place, settings: git.settings, moved: git.moved },
  );
};

type Found = {
  /** null where there is none, and where it names what is not there: that is `dangling`. */
  readonly branch: string | null;
  readonly dangling: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly commit: string | null;
  readonly headTree: string | null;
  /** As the log has it. */
  readonly recorded: string | null;
};

/** Going on without finished work would end well and be wrong. */
const isGone = ({ run, branch }: RunNames, recorded: string): { readonly ok: false; readonly error: Failure } =>
  trouble(
    `the branch ${branch} no longer holds the checkpoint ${recorded.slice(0, 12)}, which holds finished work of run ${run}: it was deleted or moved back. ` +
      `To put it back there (what it holds now is kept): ws resume ${run} --restore-branch`,
  );

const findBranch = async (means: WorkspacesMeans, names: RunNames, found: Found): Promise<Result<Start, Failure>> => {
  const git = gitOn(means.repository);
  // Refs are made branch first, in one go; what a crash left out is what the branch still says.
  const base = found.base ?? (found.head === null ? found.branch : found.commit);
  const recorded = found.head ?? base;
  if (base === null || recorded === null)
    return trouble(`the refs of run ${names.run} are damaged: git show-ref ${names.run}`);
  const history = await readHistory(git, names.run, { base, recorded, branch: found.branch });
  if (!history.ok) return history;
  const { head } = history.value;
  if (found.recorded !== null && found.recorded !== head) {
    const isHeld = await isAncestor(git, found.recorded, head);
    if (!isHeld.ok) return isHeld;
    if (isHeld.value !== true) return isGone(names, found.recorded);
  }

  const missing = [
    ...(found.branch === null ? [{ ref: names.branchRef, from: found.dangling, to: head }] : []),
    ...(found.base === null ? [{ ref: names.baseRef, from: null, to: base }] : []),
    ...(found.head === head ? [] : [{ ref: names.headRef, from: found.head, to: head }]),
  ];
  if (missing.length > 0) {
    const cleared = await clearRefLocks(means, names);
    if (!cleared.ok) return cleared;
    if (found.head !== null && found.head !== head) {
      // Whoever made it. First, or a crash in between would have it believed.
      const noted = await git(['update-ref', foundRef(names.run, head), found.head]);
      if (!noted.ok) return noted;
    }
    const moved = await moveRefs(git, `ws: mend the refs of ${names.run}`, missing);
    if (!moved.ok) return moved;
  }
  const tree = head === found.head ? ok(found.headTree) : await treeOf(git, head);
  if (!tree.ok) return tree;
  if (tree.value === null) return trouble(`the checkpoint ${head} of run ${names.run} is damaged: run \`git fsck\``);
  const wasDangling = found.dangling !== null;
  return ok({ isFound: true, base, tree: tree.value, history: history.value, wasDangling });
};

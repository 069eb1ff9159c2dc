/** Makes the refs of a run or a lane, or reads and mends what an earlier call or a step made of them. */
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import { treeOf } from './checkpoint/checkpoint.ts';
import { moveRefs } from './checkpoint/commit.ts';
import { danglingIn } from './checkpoint/dangling-heads.ts';
import { readHistory, type History } from './checkpoint/history.ts';
import { isAncestor } from './checkpoint/restore-branch.ts';
import { trouble } from './command/command.ts';
import type { Git } from './command/configured.ts';
import type { WorkspacesMeans } from './workspaces-means.ts';
import { clearRefLocks, moveOwn } from './own-refs.ts';
import { gitOn, type Repository } from './repository.ts';
import { objectsOf } from './worktree/heads.ts';
import { foundRef, type RunNames } from './worktree/names.ts';

export type Start = {
  /** The run has refs of an earlier call. */
  readonly isFound: boolean;
  readonly base: string;
  readonly tree: string;
  readonly history: History;
  /** Whether the branch named what is not there, and its log does still. */
  readonly wasDangling: boolean;
};

/** Fails where a branch does not hold what the log vouches for. */
export const startBranch = async (
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
  const history = await readHistory(git, names, { base, recorded, branch: found.branch });
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

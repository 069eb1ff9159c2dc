/**
 * Merges a run's branch into a branch of the user's: the one place where the user's own checkout changes, because the user asked.
 *
 * M1: the outcome is known before anything is touched; what cannot be merged cleanly is refused, and all stays as it is.
 * M2: nothing of the user's that is not in a commit is overwritten: changed, staged, untracked or ignored.
 * M3: files first, then the branch by compare and swap; where that fails the files go back (move-checkout.ts).
 * M4: what can run from a repository comes into it as the user has looked at and trusted it, or by the user's own hand.
 * The user's hooks are not run, commits are not signed, and the author is the user.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { itemOf } from '../../../core/brought.ts';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { listWorktrees } from './checkout.ts';
import { readable } from '../command/command.ts';
import type { SecretIn } from '../../../core/system.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { writeCommit } from '../checkpoint/commit.ts';
import { gitAt, hasIdentity, type Git } from '../command/configured.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { newLinks } from '../checkpoint/stage.ts';
import { gitDirAt } from '../salvage/inner.ts';
import { objectsOf } from '../worktree/heads.ts';
import { filesInTheWay } from './merge-files.ts';
import { areUnfiltered, moveCheckout, refusalOfUncommitted, type BranchMove } from './move-checkout.ts';
import { overlapWith } from './overlap.ts';
import { byHand, planMerge, type MergePlan } from './plan-merge.ts';
import type { Repository } from '../repository.ts';
import {
  refusal,
  standingCheckout,
  type MergeRefusal,
  type Refused,
  type StandingCheckout,
} from './standing-checkout.ts';

export type MergeRequest = {
  readonly repository: Repository;
  /** The folder that the user stands in. */
  readonly directory: string;
  /** What is merged; without `refs/heads/`. */
  readonly branch: string;
  /** The branch that it is merged into, without `refs/heads/`; null: the one checked out in `directory`. */
  readonly into: string | null;
  readonly squash: boolean;
  /** The commit of what was not committed when the branch began: only what is on top of it is taken over, as one commit. null: there was nothing. */
  readonly onTopOf: string | null;
  /** Makes a merge commit even where the branch could simply move on. */
  readonly noFastForward: boolean;
  /** null: git's usual words. */
  readonly message: string | null;
  /** Tells what must not be merged; null where no secret is known. */
  readonly secretIn: SecretIn | null;
};

/** `kind` says how it came about; `files` are those that changed. */
export type Merged = {
  readonly kind: MergePlan['kind'];
  readonly sha: string;
  readonly into: string;
  readonly files: readonly string[];
};

/** Of what can run: whatever its case, because there are file systems to which that is one name. */
const isRunnable = (path: string): boolean => /^\.ws(?:\/|$)/i.test(path) || itemOf(path) !== null;

/** Of these paths as a tree holds them, those that are not trusted. */
export type Untrusted = (tree: string, paths: readonly string[]) => Promise<Result<readonly string[], Failure>>;

const nothingIsTrusted: Untrusted = (_tree, paths) => Promise.resolve(ok(paths));

/** The run began with them, so that they must not go. */
const COMMIT_FIRST = 'Commit them, then merge again: all that the run changed goes on top.';

/** A conflict over what is not committed names all of that. */
const withOverlap = (
  refused: { readonly ok: false; readonly error: MergeRefusal | Failure },
  overlap: readonly string[],
): { readonly ok: false; readonly error: MergeRefusal | Failure } => {
  const { error } = refused;
  if (!('paths' in error)) return refused;
  return err({ ...error, paths: [...new Set([...error.paths, ...overlap.map(readable)])].sort() });
};

/** Merges a run, or says why not. `moving` is told before the branch moves, which may then still fail. Needs git 2.38. */
export const mergeRun = async (
  request: MergeRequest,
  untrusted: Untrusted = nothingIsTrusted,
  moving: (move: BranchMove) => void = () => undefined,
): Refused<Merged> => {
  const found = await standingCheckout(request);
  if (!found.ok) return found;
  const checkout = found.value;
  const { git, into } = checkout;
  const commits = await objectsOf(git, [`refs/heads/${into}`, `refs/heads/${request.branch}`]);
  if (!commits.ok) return commits;
  const [ours = null, theirs = null] = commits.value;
  if (ours === null || theirs === null) {
    const name = ours === null ? into : request.branch;
    return refusal('no-branch', `there is no branch ${name}`, '`git branch --all` shows which there are.');
  }
  const planned = await planMerge(git, { ...request, ours, theirs });
  const overlap = await overlapWith(checkout, request.repository, { ...request, theirs });
  if (!overlap.ok) return overlap;
  if (!planned.ok) return withOverlap(planned, overlap.value);
  // What the merge need not write, though the run changed it.
  const beside = overlap.value.filter((path) => !planned.value.files.includes(path));
  if (planned.value.kind === 'nothing-to-do')
    return beside.length === 0
      ? ok({ kind: 'nothing-to-do', sha: ours, into, files: [] })
      : refusalOfUncommitted(beside, COMMIT_FIRST);
  const refused = await programsBrought(request, into, planned.value, untrusted);
  if (refused !== null) return refused;
  const clean = await isFreeOfSecrets(request, git, { ours, theirs }, planned.value.tree);
  return clean.ok ? carryOut(request, checkout, { ours, theirs }, { planned: planned.value, beside, moving }) : clean;
};

/** Checkpoints were looked at when they were made; whatever else is on the branch was not. */
const isFreeOfSecrets = async (
  request: MergeRequest,
  git: Git,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
  tree: string,
): Refused<void> => {
  const { branch, message, secretIn } = request;
  if (secretIn === null) return ok(undefined);
  const looked = await secretInCommit(git, { tip: ours, tree, parents: [theirs], message: message ?? '' }, secretIn);
  if (looked.ok || looked.error.code !== 'secret-in-commit') return looked;
  return refusal(
    'secret-in-commit',
    `${branch}: ${looked.error.message}`,
    `Take it out of the branch. If it may be told, merge with your own git: ${byHand(request)}`,
  );
};

/** M4 */
const programsBrought = async (
  request: MergeRequest,
  into: string,
  { tree, files }: MergePlan,
  untrusted: Untrusted,
): Promise<Awaited<Refused<never>> | null> => {
  const runnable = files.filter(isRunnable);
  if (runnable.length === 0) return null;
  const found = await untrusted(tree, runnable.map(readable));
  if (!found.ok) return found;
  if (found.value.length === 0) return null;
  const message = 'the merge would change what can run from the repository, such as plugins, and it is not trusted';
  const { branch } = request;
  const run = branch.split('/').at(-1) ?? branch;
  const named = [...new Set(runnable.map((path) => readable(path).split('/')[0] ?? ''))].sort().join(' ');
  const look = `Look at it, and trust it: ws trust --run ${run}. Then merge again. Or by hand: git diff ${into}...${branch} -- ${named}; ${byHand(request)}`;
  return err({ code: 'brings-programs', message, hint: look, paths: found.value });
};

type Carrying = {
  readonly planned: MergePlan;
  /** Files that are not written and in the way all the same. */
  readonly beside: readonly string[];
  readonly moving: (move: BranchMove) => void;
};

const carryOut = async (
  request: MergeRequest,
  checkout: StandingCheckout,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
  { planned, beside, moving }: Carrying,
): Refused<Merged> => {
  const { git, into } = checkout;
  const settings = await git.settings();
  if (!settings.ok) return settings;
  if (planned.kind !== 'fast-forward' && !hasIdentity(settings.value)) {
    const hint = 'git config --global user.name "…" && git config --global user.email "…"';
    return refusal('no-identity', 'git does not know who you are, and the merge is to be yours', hint);
  }
  const linked = await areLinksKnown(request, checkout, ours, planned.tree);
  if (!linked.ok) return linked;
  if (checkout.kind === 'here') {
    const blocked = await filesInTheWay(git, checkout.path, { from: ours, to: planned.tree }, planned.files);
    if (!blocked.ok) return blocked;
    const inTheWay = [...blocked.value, ...beside].sort();
    if (inTheWay.length > 0) return refusalOfUncommitted(inTheWay, request.onTopOf === null ? undefined : COMMIT_FIRST);
    const unfiltered = await areUnfiltered(git, byHand(request), planned.files);
    if (!unfiltered.ok) return unfiltered;
  }

  let sha = theirs;
  if (planned.kind !== 'fast-forward') {
    const parents = planned.kind === 'merge' ? [ours, theirs] : [ours];
    const usual =
      planned.kind === 'merge' ? `Merge branch '${request.branch}' into ${into}` : `Squash ${request.branch}`;
    const made = await writeCommit(git, {
      tree: planned.tree,
      parents,
      message: `${request.message ?? usual}\n`,
      identity: {},
    });
    if (!made.ok) return made;
    sha = made.value;
  }
  moving({ into, from: ours, to: sha });
  const reason = `ws merge ${request.branch}: ${planned.kind}`;
  const moved = await moveCheckout(checkout, { from: ours, to: sha }, planned.files, reason);
  if (!moved.ok) return moved;
  return ok({ kind: planned.kind, sha, into, files: planned.files.map(readable) });
};

/** A submodule's commit that only the run's worktree has would be gone with it. */
const areLinksKnown = async (
  { repository, branch }: MergeRequest,
  checkout: StandingCheckout,
  ours: string,
  tree: string,
): Refused<void> => {
  const links = await newLinks(checkout.git, `${ours}^{tree}`, tree);
  if (!links.ok) return links;
  const top = checkout.kind === 'here' ? checkout.path : repository.root;
  for (const { name, sha } of links.value) {
    const inside = await gitDirAt(pathOf(top, name), repository.gitDir);
    const known = [inside, pathOf(join(repository.commonDir, 'modules'), name)].filter((path) => path !== null);
    let isKnown = false;
    for (const gitDir of known) {
      if (isKnown || !existsSync(gitDir)) continue;
      const asked = await gitAt({ cwd: gitDir, gitDir, workTree: null }, gitDir)(
        ['cat-file', '-e', `${sha}^{commit}`],
        {
          reads: true,
          answers: [1, 128],
        },
      );
      isKnown = asked.ok && asked.value.exitCode === 0;
    }
    if (isKnown) continue;
    const listed = await listWorktrees(checkout.git);
    const worktree = listed.ok ? listed.value.find((entry) => entry.branch === branch)?.path : undefined;
    const path = readable(name);
    const take =
      worktree === undefined ? 'git submodule update --init' : `git -C '${path}' fetch '${worktree}/${path}' HEAD`;
    const message = `the branch names the commit ${sha.slice(0, 12)} of the submodule ${path}, which your ${path} does not have`;
    return refusal('submodule-commit-missing', message, `Take it over first: ${take}`, [name]);
  }
  return ok(undefined);
};

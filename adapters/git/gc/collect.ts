/**
 * Removes what finished runs left behind, and nothing that is not kept elsewhere.
 *
 * G1: a worktree goes only if it is ours, at rest, and holds nothing that no commit holds; ignored files go only once
 *     their time is over.
 * G2: a branch goes only if another branch, tag or remote holds its last commit; salvage refs stay. Of a run that a
 *     person threw away, all refs go when the time to take that back is over, and what lies in `ws-salvage` with them.
 * G3: worktrees, branches and refs are removed by git, never by `rm`: what git does not agree to remove, stays.
 * G4: commits that only a reflog remembers are kept under a salvage ref before the reflog goes.
 */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { Instant } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import { isRealFolder } from '../../machine/own-folder.ts';
import { listWorktrees, type WorktreeEntry } from '../checkout/checkout.ts';
import { moveRefs } from '../checkpoint/commit.ts';
import { gitAt } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';
import { dropLinks } from '../worktree/bring-in.ts';
import { objectsOf } from '../worktree/heads.ts';
import { asideRoot, discardedRef, namesOf, type RunNames } from '../worktree/names.ts';
import {
  knownGitDir,
  LOCK_REASON,
  registeredGitDir,
  rejoinedGitDir,
  type RepositoryLock,
} from '../worktree/worktree.ts';
import { judge, listed } from './doubt.ts';
import { isHeldElsewhere } from './held-elsewhere.ts';
import { kept, refused, removed, type Part } from './part.ts';
import { keepOfLost, keepRemembered } from './remembered.ts';
import { bytesAt } from '../command/glance.ts';

export type Candidate = {
  readonly run: string;
  readonly workstream: string;
  /** null: not finished. */
  readonly finishedAt: Instant | null;
  /** When a person threw it away; null: nobody did. */
  readonly discardedAt: Instant | null;
};

export type CollectRequest = {
  readonly repository: Repository;
  readonly lock: RepositoryLock;
  readonly candidates: readonly Candidate[];
  /** Runs that finished later than this stay. */
  readonly finishedBefore: Instant;
  /** Of runs that were over before this, ignored files (`node_modules`, but also a local `.env`) go with the worktree. */
  readonly ignoredBefore: Instant;
  /** Of runs that were thrown away before this, nothing stays. */
  readonly discardedBefore: Instant;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Tells whether some process drives the run now. */
  readonly isDriven: (run: string) => Promise<boolean>;
  /** Places that git has registered for another repository: they are in nobody's way. */
  readonly forgotten?: readonly string[];
};

export type Collected = {
  readonly run: string;
  readonly worktree: Part;
  readonly branch: Part;
  /** Only what git has registered of the worktree is meant, which itself is another repository's. */
  readonly isRegistration?: true;
};

/** What removing one worktree takes. */
export type Removal = Pick<CollectRequest, 'repository' | 'lock' | 'dryRun'> & { readonly ignoredToo: boolean };

/** Judges every candidate, removes what may go, and says for each part what became of it and why. */
export const collect = async (request: CollectRequest): Promise<Result<readonly Collected[], Failure>> => {
  const entries = await listWorktrees(gitOn(request.repository));
  if (!entries.ok) return entries;
  const results: Collected[] = [];
  const there = entries.value.filter(({ path }) => request.forgotten?.includes(path) !== true);
  for (const candidate of request.candidates) results.push(await collectOne(request, candidate, there));
  return ok(results);
};

const collectOne = async (
  request: CollectRequest,
  candidate: Candidate,
  entries: readonly WorktreeEntry[],
): Promise<Collected> => {
  const { run, workstream, discardedAt } = candidate;
  const reason = await reasonToKeep(request, candidate);
  const own = namesOf(request.repository, workstream, run);
  if (reason !== null || own === null) {
    const part = reason ?? kept('not-ours', 'its name is none of ours');
    return { run, worktree: part, branch: part };
  }
  const over = discardedAt ?? candidate.finishedAt;
  const ignoredToo = over !== null && over < request.ignoredBefore;
  const names = discardedAt === null ? own : { ...own, branchRef: discardedRef(run) };
  const worktree = await collectWorktree({ ...request, ignoredToo }, names, entries);
  const branch =
    discardedAt === null
      ? await collectBranch(request, names, worktree, entries)
      : await collectDiscarded(request, own, worktree, discardedAt);
  return { run, worktree, branch };
};

/** Why nothing of a run may go; null where something may. */
export const reasonToKeep = async (request: CollectRequest, candidate: Candidate): Promise<Part | null> => {
  if (candidate.discardedAt === null) {
    if (candidate.finishedAt === null) return kept('unfinished');
    if (candidate.finishedAt >= request.finishedBefore) return kept('recent');
  }
  return (await request.isDriven(candidate.run)) ? kept('driven') : null;
};

/** Why somebody else has locked a worktree; null where nobody has. */
const foreignLock = async (gitDir: string): Promise<string | null> => {
  const reason = bytesAt(join(gitDir, 'locked'))?.toString('utf8') ?? null;
  const words = reason?.trim() ?? LOCK_REASON;
  return words === LOCK_REASON ? null : `it is locked${words === '' ? '' : `: ${words}`}`;
};

/** Removes one worktree where nothing speaks against it: G1, G3, G4. */
export const collectWorktree = async (
  removal: Removal,
  names: RunNames,
  entries: readonly WorktreeEntry[],
): Promise<Part> => {
  const { repository, dryRun, ignoredToo } = removal;
  const { commonDir } = repository;
  if (!existsSync(names.worktree)) return forget(removal, names);
  const found = dryRun ? knownGitDir : rejoinedGitDir;
  const gitDir = await found(commonDir, names.worktree);
  const isListed = entries.some(({ path }) => path === names.worktree);
  if (gitDir === null || !isListed) return kept('not-ours', `git does not know ${names.worktree} as a worktree`);
  const locked = await foreignLock(gitDir);
  if (locked !== null) return kept('not-ours', locked);

  const judged = await judge({ commonDir, gitDir, names, ignoredToo });
  if (judged.doubt !== null) return judged.doubt;
  const { ignored, hasInner } = judged;
  const gone = removed(ignored.length === 0 ? '' : `with ignored files: ${listed(ignored)}`);
  if (dryRun) return gone;
  const inside = gitAt({ cwd: names.worktree, gitDir, workTree: names.worktree }, commonDir);
  const remembered = await keepRemembered(inside, names, ['HEAD', names.branchRef]);
  if (!remembered.ok) return refused(remembered.error);
  // To a git that knows nothing of them they are files that nobody committed.
  dropLinks(names.worktree, gitDir);
  const refusal = await remove(removal, names, hasInner);
  return refusal ?? gone;
};

/** G3: without --force, so that git judges for itself; but where there are submodules it refuses whatever they hold. */
const remove = async (removal: Removal, names: RunNames, hasInner = false): Promise<Part | null> => {
  const git = gitOn(removal.repository);
  await using _held = await removal.lock();
  const unlocked = await git(['worktree', 'unlock', names.worktree], { answers: [128] });
  if (!unlocked.ok) return refused(unlocked.error);
  const gone = await git(['worktree', 'remove', ...(hasInner ? ['--force'] : []), names.worktree]);
  if (gone.ok) return null;
  await git(['worktree', 'lock', '--reason', LOCK_REASON, names.worktree], { answers: [128] });
  return refused(gone.error);
};

/** Takes away what git still knows of a worktree whose folder is gone. */
export const forget = async (removal: Removal, names: RunNames): Promise<Part> => {
  const { commonDir } = removal.repository;
  const gitDir = await registeredGitDir(commonDir, names.worktree);
  if (gitDir === null) return kept('nothing-there');
  const locked = await foreignLock(gitDir);
  if (locked !== null) return kept('not-ours', locked);
  if (removal.dryRun) return removed();
  const remembered = await keepOfLost(commonDir, gitDir, names);
  if (!remembered.ok) return refused(remembered.error);
  return (await remove(removal, names)) ?? removed();
};

const isInTheWay = (worktree: Part): boolean => worktree.outcome === 'kept' && worktree.reason !== 'nothing-there';

/** Removes a branch that others hold: G2. `worktree`: what became of that. */
export const collectBranch = async (
  request: CollectRequest,
  names: RunNames,
  worktree: Part,
  entries: readonly WorktreeEntry[],
): Promise<Part> => {
  const git = gitOn(request.repository);
  const found = await objectsOf(git, [names.branchRef, names.headRef, names.baseRef]);
  if (!found.ok) return refused(found.error);
  const [branch = null, head = null, base = null] = found.value;
  if (branch === null) return kept('nothing-there');
  if (isInTheWay(worktree)) return worktree;
  const wasRemoved = worktree.outcome === 'removed';
  const other = entries.find(
    (entry) => entry.branch === names.branch && !(wasRemoved && entry.path === names.worktree),
  );
  if (other !== undefined) return kept('not-ours', `it is checked out in ${other.path}`);

  for (const sha of [branch, head].filter((each) => each !== null)) {
    const isHeld = await isHeldElsewhere(request.repository, { base, sha });
    if (!isHeld.ok) return refused(isHeld.error);
    if (!isHeld.value) {
      const how = `ws merge ${names.run}, or throw it away: ws discard ${names.run}`;
      return kept('unmerged', `no other branch holds ${sha.slice(0, 12)}: ${how}`);
    }
  }
  if (request.dryRun) return removed();
  const remembered = await keepRemembered(git, names, [names.branchRef]);
  if (!remembered.ok) return refused(remembered.error);
  const moves = [
    { ref: names.branchRef, from: branch },
    { ref: names.headRef, from: head },
    { ref: names.baseRef, from: base },
  ].flatMap(({ ref, from }) => (from === null ? [] : [{ ref, from, to: null }]));
  const moved = await moveRefs(git, `ws gc ${names.run}`, moves);
  return moved.ok ? removed() : refused(moved.error);
};

/** G2: the repositories of its lost attempts go with its salvages. */
const dropAside = ({ commonDir }: Repository, run: string): void => {
  const folder = join(commonDir, asideRoot(run));
  if (isRealFolder(dirname(folder)) && isRealFolder(folder)) rmSync(folder, { recursive: true, force: true });
};

/** Drops all refs of a run that was thrown away long enough ago. */
const collectDiscarded = async (
  request: CollectRequest,
  { run, branchRef }: RunNames,
  worktree: Part,
  discardedAt: Instant,
): Promise<Part> => {
  const git = gitOn(request.repository);
  const read = await git(['for-each-ref', '--format=%(refname) %(objectname)', `refs/ws/${run}/`, branchRef], {
    reads: true,
  });
  if (!read.ok) return refused(read.error);
  const refs = [...read.value.stdout.toString('utf8').matchAll(/^(\S+) (\S+)$/gm)];
  const isPast = discardedAt < request.discardedBefore;
  if (refs.length === 0) {
    // A crash may have come between the refs and these.
    if (isPast && !request.dryRun) dropAside(request.repository, run);
    return kept('nothing-there');
  }
  if (refs.some(([, ref]) => ref === branchRef))
    return kept('discarded', `throwing it away broke off: ws discard ${run}`);
  if (!isPast) return kept('discarded', `it can still be brought back: ws discard --undo ${run}`);
  if (isInTheWay(worktree)) return worktree;
  if (request.dryRun) return removed();
  const moves = refs.map(([, ref = '', sha = '']) => ({ ref, from: sha, to: null }));
  const moved = await moveRefs(git, `ws gc ${run}`, moves);
  if (!moved.ok) return refused(moved.error);
  dropAside(request.repository, run);
  return removed();
};

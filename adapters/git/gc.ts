/**
 * Removes what finished runs left behind, and nothing that is not kept elsewhere.
 *
 * G1: a worktree goes only if it is ours, at rest, and holds nothing that no commit holds; ignored files go only if asked for.
 * G2: a branch goes only if another branch, tag or remote holds its last commit; salvage refs stay.
 * G3: git removes, never `rm`: what git does not agree to remove, stays.
 * G4: commits that only a reflog remembers are kept under a salvage ref before the reflog goes.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Instant } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import { listWorktrees, type WorktreeEntry } from './checkout/checkout.ts';
import { independentOf, moveRefs, writeCommit } from './checkpoint/commit.ts';
import { gitAt, identityOf, type Git } from './command/configured.ts';
import { objectsOf } from './worktree/heads.ts';
import { namesOf, salvageRef, type RunNames } from './worktree/names.ts';
import { gitOn, type Repository } from './repository.ts';
import { dropLinks, linksOf } from './worktree/bring-in.ts';
import { linkedGitDir, registeredGitDir, type RepositoryLock } from './worktree/worktree.ts';

export type Candidate = {
  readonly run: string;
  readonly workstream: string;
  /** null: not finished. */
  readonly finishedAt: Instant | null;
};

export type CollectRequest = {
  readonly repository: Repository;
  readonly lock: RepositoryLock;
  readonly candidates: readonly Candidate[];
  /** Runs that finished later than this stay. */
  readonly finishedBefore: Instant;
  /** Removes worktrees although ignored files (`node_modules`, but also a local `.env`) go with them. */
  readonly ignoredToo: boolean;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Tells whether some process drives the run now. */
  readonly isDriven: (run: string) => Promise<boolean>;
};

export type KeepReason =
  | 'unfinished'
  | 'recent'
  | 'driven'
  | 'not-ours'
  | 'dirty'
  | 'ignored-files'
  | 'head-moved'
  | 'inner-repository'
  | 'unmerged'
  | 'nothing-there'
  | 'git-refused';

/** `removed` in a dry run: would be. `detail` is for people. */
export type Part =
  | { readonly outcome: 'removed' }
  | { readonly outcome: 'kept'; readonly reason: KeepReason; readonly detail: string };

export type Collected = { readonly run: string; readonly worktree: Part; readonly branch: Part };

const removed: Part = { outcome: 'removed' };
const kept = (reason: KeepReason, detail = ''): Part => ({ outcome: 'kept', reason, detail });

/** Judges every candidate, removes what may go, and says for each part what became of it and why. */
export const collect = async (request: CollectRequest): Promise<Result<readonly Collected[], Failure>> => {
  const git = gitOn(request.repository);
  const listed = await listWorktrees(git);
  if (!listed.ok) return listed;
  const results: Collected[] = [];
  for (const candidate of request.candidates) {
    const reason = await reasonToKeep(request, candidate);
    const names = namesOf(request.repository, candidate.workstream, candidate.run);
    if (reason !== null || names === null) {
      const part = reason ?? kept('not-ours', 'its name is none of ours');
      results.push({ run: candidate.run, worktree: part, branch: part });
      continue;
    }
    const worktree = await collectWorktree(request, git, names, listed.value);
    const branch = await collectBranch(request, names, worktree, listed.value);
    results.push({ run: candidate.run, worktree, branch });
  }
  return ok(results);
};

const reasonToKeep = async (request: CollectRequest, candidate: Candidate): Promise<Part | null> => {
  if (candidate.finishedAt === null) return kept('unfinished');
  if (candidate.finishedAt >= request.finishedBefore) return kept('recent');
  return (await request.isDriven(candidate.run)) ? kept('driven') : null;
};

const refused = (failure: Failure): Part => kept('git-refused', failure.message);

const collectWorktree = async (
  request: CollectRequest,
  git: Git,
  names: RunNames,
  entries: readonly WorktreeEntry[],
): Promise<Part> => {
  const { commonDir } = request.repository;
  if (!existsSync(names.worktree)) return forget(request, git, names);
  const gitDir = await linkedGitDir(commonDir, names.worktree);
  const isListed = entries.some(({ path }) => path === names.worktree);
  if (gitDir === null || !isListed) return kept('not-ours', `git does not know ${names.worktree} as a worktree`);

  const inside = gitAt({ cwd: names.worktree, gitDir, workTree: names.worktree }, commonDir);
  const doubt = await doubtAbout(request, inside, gitDir, names);
  if (doubt !== null) return doubt;
  if (request.dryRun) return removed;
  const remembered = await keepRemembered(inside, names, ['HEAD', names.branchRef]);
  // To a git that knows nothing of them they are files that nobody committed.
  if (remembered.ok) dropLinks(names.worktree, gitDir);
  return remembered.ok ? remove(request, git, names) : refused(remembered.error);
};

/** G3: without --force, so that git judges for itself. */
const remove = async (request: CollectRequest, git: Git, names: RunNames): Promise<Part> => {
  await using _held = await request.lock();
  const unlocked = await git(['worktree', 'unlock', names.worktree], { answers: [128] });
  if (!unlocked.ok) return refused(unlocked.error);
  const gone = await git(['worktree', 'remove', names.worktree]);
  if (gone.ok) return removed;
  await git(['worktree', 'lock', names.worktree], { answers: [128] });
  return refused(gone.error);
};

/** Takes away what git still knows of a worktree whose folder is gone. */
const forget = async (request: CollectRequest, git: Git, names: RunNames): Promise<Part> => {
  const { commonDir } = request.repository;
  const gitDir = await registeredGitDir(commonDir, names.worktree);
  if (gitDir === null) return kept('nothing-there');
  if (request.dryRun) return removed;
  const inside = gitAt({ cwd: gitDir, gitDir, workTree: null }, commonDir);
  const staged = await commitStaged(inside, names);
  if (!staged.ok) return refused(staged.error);
  const remembered = await keepRemembered(inside, names, ['HEAD', names.branchRef], staged.value);
  return remembered.ok ? remove(request, git, names) : refused(remembered.error);
};

/** Gives a commit of what is staged beyond HEAD; none where nothing is, or where the index has conflicts. */
const commitStaged = async (git: Git, names: RunNames): Promise<Result<readonly string[], Failure>> => {
  const found = await objectsOf(git, ['HEAD', 'HEAD^{tree}']);
  if (!found.ok) return found;
  const [head = null, tree = null] = found.value;
  const written = await git(['write-tree'], { answers: [128] });
  if (!written.ok) return written;
  const [staged] = linesOf(written.value.stdout);
  if (head === null || staged === undefined || staged === tree) return ok([]);
  const identity = await identityOf(git);
  if (!identity.ok) return identity;
  const message = `ws: what was staged in the lost worktree of ${names.run}\n\nWs-Salvage: ${names.run}\n`;
  const made = await writeCommit(git, { tree: staged, parents: [head], message, identity: identity.value });
  return made.ok ? ok([made.value]) : made;
};

/** Refs that belong to one worktree and go with it. */
const OWN_REFS = ['refs/worktree', 'refs/bisect', 'refs/rewritten'];

/** G4: makes refs for what only `refs`, their reflogs, the worktree's own refs, or `more` still hold. */
const keepRemembered = async (
  git: Git,
  names: RunNames,
  refs: readonly string[],
  more: readonly string[] = [],
): Promise<Result<void, Failure>> => {
  const found = await objectsOf(git, refs);
  if (!found.ok) return found;
  const present = refs.filter((_, at) => found.value[at] !== null);
  // Without a reference to walk, git would walk all of them.
  const logged =
    present.length === 0 ? null : await git(['rev-list', '--walk-reflogs', ...present, '--'], { reads: true });
  if (logged !== null && !logged.ok) return logged;
  const own = await git(['for-each-ref', '--format=%(objectname)', ...OWN_REFS], { reads: true });
  if (!own.ok) return own;
  const shas = [
    ...new Set([
      ...found.value.filter((sha) => sha !== null),
      ...(logged === null ? [] : linesOf(logged.value.stdout)),
      ...linesOf(own.value.stdout),
      ...more,
    ]),
  ];
  if (shas.length === 0) return ok(undefined);
  const others = [...OWN_REFS.map((ref) => `--exclude=${ref}/*`), '--glob=refs/*'];
  const input = `${shas.join('\n')}\n`;
  const lone = await git(['rev-list', '--not', ...others, '--not', '--stdin'], { input, reads: true });
  if (!lone.ok) return lone;
  const lost = new Set(linesOf(lone.value.stdout));
  const tips = await independentOf(
    git,
    shas.filter((sha) => lost.has(sha)),
  );
  if (!tips.ok) return tips;
  const moves = tips.value.map((sha) => ({
    ref: `${salvageRef(names.run, 'gc', 0, 1)}-${sha}`,
    from: null,
    to: sha,
  }));
  return moves.length === 0 ? ok(undefined) : moveRefs(git, 'ws gc: salvage', moves);
};

const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** G1: gives the reason why a worktree may hold something that nothing else holds; null where there is none. */
const doubtAbout = async (request: CollectRequest, git: Git, gitDir: string, names: RunNames): Promise<Part | null> => {
  const arguments_ = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=none'];
  const entries = await git(['ls-files', '-s', '-z'], { reads: true });
  if (!entries.ok) return refused(entries.error);
  // What lies in a repository inside is nothing that we could vouch for, and looking would run its configuration.
  if (
    entries.value.stdout
      .toString('latin1')
      .split('\0')
      .some((line) => line.startsWith('160000 '))
  ) {
    return kept('inner-repository', 'it holds a submodule');
  }
  const status = await git([...arguments_, '--ignored=matching'], { reads: true });
  if (!status.ok) return refused(status.error);
  // What ws linked to the checkout is nothing of the worktree's own.
  const links = new Set(linksOf(gitDir).map((path) => `! ${path}`));
  const lines = status.value.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '' && !links.has(line));
  const dirty = lines.find((line) => !line.startsWith('! '));
  if (dirty !== undefined) return kept('dirty', dirty.slice(2));
  const [ignored] = lines;
  if (ignored !== undefined && !request.ignoredToo) return kept('ignored-files', ignored.slice(2));
  if (await holdsFiles(join(gitDir, 'refs'))) return kept('dirty', 'it has refs of its own');
  if ((await readdir(gitDir)).some((name) => /^(rebase-merge|rebase-apply|sequencer|.*\.lock)$/.test(name))) {
    return kept('dirty', 'an operation of git is under way in it');
  }
  const found = await objectsOf(git, ['HEAD', names.branchRef]);
  if (!found.ok) return refused(found.error);
  const [head, branch] = found.value;
  return head === null || head !== branch ? kept('head-moved', 'HEAD is not where the branch is') : null;
};

const holdsFiles = async (folder: string): Promise<boolean> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.some((entry) => !entry.isDirectory());
};

const collectBranch = async (
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
  if (worktree.outcome === 'kept' && worktree.reason !== 'nothing-there') return worktree;
  const wasRemoved = worktree.outcome === 'removed';
  const other = entries.find(
    (entry) => entry.branch === names.branch && !(wasRemoved && entry.path === names.worktree),
  );
  if (other !== undefined) return kept('not-ours', `it is checked out in ${other.path}`);

  for (const sha of [branch, head].filter((each) => each !== null)) {
    const holders = await git(
      ['for-each-ref', '--format=%(refname)', '--contains', sha, 'refs/heads', 'refs/tags', 'refs/remotes'],
      { reads: true },
    );
    if (!holders.ok) return refused(holders.error);
    const refs = holders.value.stdout
      .toString('utf8')
      .split('\n')
      .filter((ref) => ref !== '');
    // The branch of another run may go as well, so it vouches for nothing.
    if (!refs.some((ref) => !ref.startsWith('refs/heads/ws/'))) {
      return kept('unmerged', `no other branch holds ${sha.slice(0, 12)}: ws merge ${names.run}`);
    }
  }
  if (request.dryRun) return removed;
  const remembered = await keepRemembered(git, names, [names.branchRef]);
  if (!remembered.ok) return refused(remembered.error);
  const moves = [
    { ref: names.branchRef, from: branch },
    { ref: names.headRef, from: head },
    { ref: names.baseRef, from: base },
  ].flatMap(({ ref, from }) => (from === null ? [] : [{ ref, from, to: null }]));
  const moved = await moveRefs(git, `ws gc ${names.run}`, moves);
  return moved.ok ? removed : refused(moved.error);
};

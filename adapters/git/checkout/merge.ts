/**
 * Merges a run's branch into a branch of the user's: the one place where the user's own checkout changes, because the user asked.
 *
 * M1: the outcome is known before anything is touched; what cannot be merged cleanly is refused, and all stays as it is.
 * M2: nothing of the user's that is not in a commit is overwritten: changed, staged, untracked or ignored.
 * M3: files first, then the branch by compare and swap; where that fails the files go back.
 * M4: what can run from a repository comes into it as the user has looked at and trusted it, or by the user's own hand.
 * The user's hooks are not run, commits are not signed, and the author is the user.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { itemOf } from '../../../core/brought.ts';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { checkoutAt, listWorktrees, type Checkout } from './checkout.ts';
import { readable, splitNul } from '../command/command.ts';
import type { SecretIn } from '../../../core/system.ts';
import { secretInCommit } from '../checkpoint/secrets.ts';
import { moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { gitAt, hasIdentity, silencedAt, type Git } from '../command/configured.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { newLinks } from '../checkpoint/stage.ts';
import { gitDirAt } from '../salvage/inner.ts';
import { objectsOf } from '../worktree/heads.ts';
import { filesInTheWay, moveFiles } from './merge-files.ts';
import type { Repository } from '../repository.ts';

export type MergeRequest = {
  readonly repository: Repository;
  /** The folder that the user stands in. */
  readonly directory: string;
  /** What is merged; without `refs/heads/`. */
  readonly branch: string;
  /** The branch that it is merged into, without `refs/heads/`; null: the one checked out in `directory`. */
  readonly into: string | null;
  readonly squash: boolean;
  /** Makes a merge commit even where the branch could simply move on. */
  readonly noFastForward: boolean;
  /** null: git's usual words. */
  readonly message: string | null;
  /** Tells what must not be merged; null where no secret is known. */
  readonly secretIn: SecretIn | null;
};

/** `kind` says how it came about; `files` are those that changed. */
export type Merged = {
  readonly kind: 'nothing-to-do' | 'fast-forward' | 'merge' | 'squash';
  readonly sha: string;
  readonly into: string;
  readonly files: readonly string[];
};

/** Why nothing was merged. Everything is as it was before. */
export type MergeRefusal = {
  readonly code:
    | 'conflict'
    | 'uncommitted-changes'
    | 'detached-head'
    | 'operation-under-way'
    | 'no-branch'
    | 'checked-out-elsewhere'
    | 'no-identity'
    | 'filtered-files'
    | 'submodule-commit-missing'
    | 'brings-programs'
    | 'secret-in-commit';
  readonly message: string;
  readonly hint: string;
  readonly paths: readonly string[];
};

const refusal = (
  code: MergeRefusal['code'],
  message: string,
  hint: string,
  paths: readonly string[] = [],
): { readonly ok: false; readonly error: MergeRefusal } => err({ code, message, hint, paths: paths.map(readable) });

/** Of what can run: whatever its case, because there are file systems to which that is one name. */
const isRunnable = (path: string): boolean => /^\.ws(?:\/|$)/i.test(path) || itemOf(path) !== null;

/** Of these paths as a tree holds them, those that are not trusted. */
export type Untrusted = (tree: string, paths: readonly string[]) => Promise<Result<readonly string[], Failure>>;

const nothingIsTrusted: Untrusted = (_tree, paths) => Promise.resolve(ok(paths));

type Refused<T> = Promise<Result<T, MergeRefusal | Failure>>;

/** Merges a run, or says why not. Needs git 2.38. */
export const mergeRun = async (request: MergeRequest, untrusted: Untrusted = nothingIsTrusted): Refused<Merged> => {
  const found = await checkoutAt(request.repository, request.directory, request.into);
  if (!found.ok) return found;
  const checkout = found.value;
  const hint = 'Check the branch out that it is to go into: git checkout <branch>';
  if (checkout.kind === 'detached') return refusal('detached-head', 'HEAD is on no branch to merge into', hint);
  if (checkout.kind === 'elsewhere') {
    const message = `the branch ${checkout.branch} is checked out in ${checkout.path}`;
    return refusal('checked-out-elsewhere', message, `Run this in ${checkout.path}.`);
  }
  if (checkout.underWay !== null) {
    const message = `a ${checkout.underWay} is under way in ${request.directory}`;
    return refusal('operation-under-way', message, `Finish it, or give it up: git ${checkout.underWay} --abort`);
  }

  const { git, into } = checkout;
  const commits = await objectsOf(git, [`refs/heads/${into}`, `refs/heads/${request.branch}`]);
  if (!commits.ok) return commits;
  const [ours = null, theirs = null] = commits.value;
  if (ours === null || theirs === null) {
    const name = ours === null ? into : request.branch;
    return refusal('no-branch', `there is no branch ${name}`, '`git branch --all` shows which there are.');
  }
  const planned = await plan(request, git, ours, theirs);
  if (!planned.ok) return planned;
  if (planned.value.kind === 'nothing-to-do') return ok({ kind: 'nothing-to-do', sha: ours, into, files: [] });
  const refused = await programsBrought(request, into, planned.value, untrusted);
  if (refused !== null) return refused;
  const clean = await isFreeOfSecrets(request, git, { ours, theirs }, planned.value.tree);
  return clean.ok ? carryOut(request, checkout, { ours, theirs }, planned.value) : clean;
};

/** Checkpoints were looked at when they were made; whatever else is on the branch was not. */
const isFreeOfSecrets = async (
  { branch, message, secretIn }: MergeRequest,
  git: Git,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
  tree: string,
): Refused<void> => {
  if (secretIn === null) return ok(undefined);
  const looked = await secretInCommit(git, { tip: ours, tree, parents: [theirs], message: message ?? '' }, secretIn);
  if (looked.ok || looked.error.code !== 'secret-in-commit') return looked;
  return refusal(
    'secret-in-commit',
    `${branch}: ${looked.error.message}`,
    `Take it out of the branch. If it may be told, merge with your own git: git merge ${branch}`,
  );
};

/** M4 */
const programsBrought = async (
  { branch }: MergeRequest,
  into: string,
  { tree, files }: Plan,
  untrusted: Untrusted,
): Promise<Awaited<Refused<never>> | null> => {
  const runnable = files.filter(isRunnable);
  if (runnable.length === 0) return null;
  const found = await untrusted(tree, runnable.map(readable));
  if (!found.ok) return found;
  if (found.value.length === 0) return null;
  const message = 'the merge would change what can run from the repository, such as plugins, and it is not trusted';
  const run = branch.split('/').at(-1) ?? branch;
  const named = [...new Set(runnable.map((path) => readable(path).split('/')[0] ?? ''))].sort().join(' ');
  const look = `Look at it, and trust it: ws trust --run ${run}. Then merge again. Or by hand: git diff ${into}...${branch} -- ${named}; git merge ${branch}`;
  return err({ code: 'brings-programs', message, hint: look, paths: found.value });
};

type Plan = { readonly kind: Merged['kind']; readonly tree: string; readonly files: readonly string[] };

/** M1: finds out what the merge would come to. Writes objects only. */
const plan = async (request: MergeRequest, git: Git, ours: string, theirs: string): Refused<Plan> => {
  const bases = await git(['merge-base', ours, theirs], { reads: true, answers: [1] });
  if (!bases.ok) return bases;
  const base = bases.value.stdout.toString('utf8').trim();
  if (base === theirs) return ok({ kind: 'nothing-to-do', tree: '', files: [] });
  const canMoveOn = base === ours;
  const kind = request.squash ? 'squash' : canMoveOn && !request.noFastForward ? 'fast-forward' : 'merge';

  const trees = await objectsOf(git, [`${ours}^{tree}`, `${theirs}^{tree}`]);
  if (!trees.ok) return trees;
  let tree = trees.value[1] ?? '';
  if (!canMoveOn) {
    const tried = await git(['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs], {
      answers: [1],
    });
    if (!tried.ok) return tried;
    const [merged = '', ...conflicting] = splitNul(tried.value.stdout);
    if (tried.value.exitCode === 1) {
      const message = `${request.branch} and your branch changed the same lines`;
      return refusal('conflict', message, `To resolve it by hand: git merge ${request.branch}`, conflicting);
    }
    tree = merged;
  }
  const listed = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', ours, tree], { reads: true });
  if (!listed.ok) return listed;
  if (kind === 'squash' && tree === trees.value[0]) return ok({ kind: 'nothing-to-do', tree, files: [] });
  return ok({ kind, tree, files: splitNul(listed.value.stdout) });
};

const carryOut = async (
  request: MergeRequest,
  checkout: Extract<Checkout, { kind: 'here' | 'nowhere' }>,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
  planned: Plan,
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
    const blocked = await filesInTheWay(git, checkout.path, ours, planned.files);
    if (!blocked.ok) return blocked;
    if (blocked.value.length > 0) {
      const message = 'your checkout has changes that are in no commit, in files that the merge would write';
      const stash = 'Commit or stash them first: git stash --include-untracked';
      return refusal('uncommitted-changes', message, stash, blocked.value);
    }
    const unfiltered = await areUnfiltered(git, request.branch, planned.files);
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
  // M3
  if (checkout.kind === 'here') {
    const written = await moveFiles(git, checkout.path, { from: ours, to: sha }, planned.files);
    if (!written.ok) return written;
  }
  const reason = `ws merge ${request.branch}: ${planned.kind}`;
  const moved = await moveRefs(git, reason, [{ ref: `refs/heads/${into}`, from: ours, to: sha }]);
  if (!moved.ok) {
    if (checkout.kind === 'here') await git(['read-tree', '-m', '-u', sha, ours]);
    return moved;
  }
  return ok({ kind: planned.kind, sha, into, files: planned.files.map(readable) });
};

/** A filter of the repository's own is not run by us; files that need one are better written by the user's git. */
const areUnfiltered = async (git: Git, branch: string, files: readonly string[]): Refused<void> => {
  const silenced = await silencedAt(git);
  if (!silenced.ok) return silenced;
  if (silenced.value.length === 0 || files.length === 0) return ok(undefined);
  const input = Buffer.from(files.map((file) => `${file}\0`).join(''), 'latin1');
  const asked = await git(['check-attr', '-z', '--stdin', 'filter'], { input, reads: true });
  if (!asked.ok) return asked;
  const parts = splitNul(asked.value.stdout);
  const filtered = files.filter((_, at) => silenced.value.includes(readable(parts[at * 3 + 2] ?? '')));
  if (filtered.length === 0) return ok(undefined);
  const message = 'files of the merge pass a filter that only this repository configures, which ws does not run';
  return refusal('filtered-files', message, `Merge them with your own git: git merge ${branch}`, filtered);
};

/** A submodule's commit that only the run's worktree has would be gone with it. */
const areLinksKnown = async (
  { repository, branch }: MergeRequest,
  checkout: Extract<Checkout, { kind: 'here' | 'nowhere' }>,
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

/** Puts the branch of a run back where it names what the repository does not hold: commits that a step made in another store of objects. */
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Git } from '../command/configured.ts';
import { lineAt } from '../command/glance.ts';
import { gitOn, type Repository } from '../repository.ts';
import { objectsOf } from '../worktree/heads.ts';
import type { RunNames } from '../worktree/names.ts';
import type { Desk, Tip } from './checkpoint.ts';
import { moveRefs } from './commit.ts';
import { indexOf, rebuildIndex } from './private-index.ts';

const SHA = /^[0-9a-f]{40,64}$/;

/** The commit that a file of a ref names; null where the ref is kept otherwise, or names another. Not looked up. */
const namedIn = (path: string): string | null => {
  const line = lineAt(path) ?? '';
  return SHA.test(line) ? line : null;
};

/** Tells whether a commit, and all that it has beyond `known`, is in the repository. One git process. */
const isWhole = async (git: Git, commit: string, known: string): Promise<boolean> =>
  (await git(['rev-list', '--objects', '--quiet', commit, `^${known}`], { reads: true })).ok;

/** A branch that names what the repository does not hold is as good as none: then it is `dangling`. Looked at where a run is opened. */
export const danglingIn = async (
  repository: Repository,
  { branchRef }: RunNames,
  { branch, head }: { readonly branch: string | null; readonly head: string | null },
  tell: (line: string) => void,
): Promise<{ readonly branch: string | null; readonly dangling: string | null }> => {
  const named = branch ?? namedIn(join(repository.commonDir, branchRef));
  if (named === null || head === null || named === head || (await isWhole(gitOn(repository), named, head)))
    return { branch, dangling: null };
  tell(
    `${branchRef} named ${named.slice(0, 12)}, which the repository does not hold whole; it is back on the last checkpoint`,
  );
  return { branch: null, dangling: named };
};

/** Takes out of the logs of HEAD and the branch what is not there. Best effort: git only complains of it. */
export const forgetBroken = async (git: Git, branchRef: string): Promise<void> => {
  const forget = ['reflog', 'expire', '--expire=never', '--expire-unreachable=never', '--stale-fix', '--rewrite'];
  await git([...forget, 'HEAD', branchRef]);
};

/** Puts the ref that only ws moves back on the last checkpoint, and gives a sentence, where somebody removed or moved it. One git process where nobody did. */
export const holdHeadRef = async ({ git, names }: Desk, tip: Tip): Promise<Result<string | null, Failure>> => {
  const found = await objectsOf(git, [names.headRef]);
  if (!found.ok || found.value[0] === tip.sha) return found.ok ? ok(null) : found;
  const put = await git(['update-ref', '-m', 'ws: back to the last checkpoint', names.headRef, tip.sha]);
  return put.ok ? ok(`${names.headRef} was removed or moved; it is back on the last checkpoint`) : put;
};

/**
 * Gives a sentence where the branch or HEAD named a commit that is not there, or not whole: both are back on the last
 * checkpoint, and the index is that of it. What the worktree holds is not touched. Two small files are read where nothing is
 * wrong, and a git process where a step has committed.
 */
export const holdHeads = async (desk: Desk, tip: Tip): Promise<Result<string | null, Failure>> => {
  const { git, gitDir, commonDir, names } = desk;
  const branch = namedIn(join(commonDir, names.branchRef));
  const detached = namedIn(join(gitDir, 'HEAD'));
  const strange = [...new Set([branch, detached])].filter((sha) => sha !== null && sha !== tip.sha);
  const broken: string[] = [];
  for (const sha of strange) if (sha !== null && !(await isWhole(git, sha, tip.sha))) broken.push(sha);
  // Where the last checkpoint itself is damaged, there is nothing to go back to.
  if (broken.length === 0 || !(await git(['cat-file', '-e', tip.tree], { reads: true })).ok) return ok(null);
  if (branch !== null && broken.includes(branch)) {
    const moves = [{ ref: names.branchRef, from: branch, to: tip.sha }];
    const moved = await moveRefs(git, 'ws: back to the last checkpoint', moves);
    if (!moved.ok) return moved;
  }
  if (detached !== null && broken.includes(detached)) {
    const named = await git(['symbolic-ref', 'HEAD', names.branchRef]);
    if (!named.ok) return named;
  }
  const rebuilt = await rebuildIndex(git, indexOf(gitDir), tip.tree);
  if (!rebuilt.ok) return rebuilt;
  await forgetBroken(git, names.branchRef);
  const which = broken.map((sha) => sha.slice(0, 12)).join(' and ');
  return ok(
    `the branch ${names.branch} named ${which}, which the repository does not hold whole: it was committed into another store of objects; the branch is back on the last checkpoint, and the files are as they were left`,
  );
};

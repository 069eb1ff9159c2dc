/** Commits that only a worktree that is about to go remembers: staged, in a reflog, or behind refs of its own. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { independentOf, moveRefs, writeCommit } from '../checkpoint/commit.ts';
import { gitAt, identityOf, type Git } from '../command/configured.ts';
import { objectsOf } from '../worktree/heads.ts';
import { salvageRef, type RunNames } from '../worktree/names.ts';

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

/** Makes refs for what only `refs`, their reflogs, the worktree's own refs, or `more` still hold. */
export const keepRemembered = async (
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

/** Keeps all of that for a worktree whose folder is gone, of which git still has its folder. */
export const keepOfLost = async (
  commonDir: string,
  gitDir: string,
  names: RunNames,
): Promise<Result<void, Failure>> => {
  const inside = gitAt({ cwd: gitDir, gitDir, workTree: null }, commonDir);
  const staged = await commitStaged(inside, names);
  if (!staged.ok) return staged;
  return keepRemembered(inside, names, ['HEAD', names.branchRef], staged.value);
};

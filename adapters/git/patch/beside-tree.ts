/**
 * What lies in a worktree, is not ignored for what it is, and is in no tree of it: copies that were brought in, and what is in submodules.
 */
import type { Failure } from '../../../core/failure.ts';
import type { Beside } from '../../../core/patch.ts';
import { ok, type Result } from '../../../core/result.ts';
import { indexOf } from '../checkpoint/private-index.ts';
import { mayHoldGitlinks } from '../checkpoint/stage.ts';
import { readable } from '../command/command.ts';
import type { Git } from '../command/configured.ts';
import { objectsOf } from '../worktree/heads.ts';
import { broughtIn, linksOf } from '../worktree/bring-in.ts';
import { submodulesIn } from '../salvage/inner.ts';

type Place = { readonly git: Git; readonly gitDir: string; readonly worktree: string };

/** No git process where there are no submodules; one and two for each else. */
export const besideTree = async (
  { git, gitDir, worktree }: Place,
  tree: string,
): Promise<Result<readonly Beside[], Failure>> => {
  const links = new Set(linksOf(gitDir));
  const copies = broughtIn(gitDir).filter((path) => !links.has(path));
  const beside: Beside[] = copies.map((path) => ({ path, commit: null }));
  if (!(await mayHoldGitlinks(indexOf(gitDir)))) return ok(beside);
  const submodules = await submodulesIn({ git, gitDir }, worktree, tree);
  if (!submodules.ok) return submodules;
  for (const { name, git: inner } of submodules.value) {
    const asked = ['status', '--porcelain=v2', '-z', '--ignore-submodules=none', '--no-renames'];
    const status = await inner(asked, { reads: true, answers: [128] });
    if (!status.ok) return status;
    const heads = await objectsOf(inner, ['HEAD']);
    if (!heads.ok) return heads;
    const isClean = status.value.exitCode === 0 && status.value.stdout.length === 0;
    beside.push({ path: readable(name), commit: isClean ? (heads.value[0] ?? null) : null });
  }
  return ok(beside);
};

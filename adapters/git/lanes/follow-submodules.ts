/**
 * Submodules go with the tree that is laid out in their worktree, as its files do: else the next checkpoint would take back where a
 * merge has put them.
 *
 *   U1. What is in one and in no commit stays, and refuses the merge. What is to go is moved out of the way as a whole.
 *   U2. The commits that they will stand on are there before the branch moves: who puts the worktree back after a crash finds them.
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Desk } from '../checkpoint/checkpoint.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { indexOf } from '../checkpoint/private-index.ts';
import { mayHoldGitlinks } from '../checkpoint/stage.ts';
import { readable, splitNul, trouble } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { isDisturbed, moveAside, submodulesIn, type Submodule } from '../salvage/inner.ts';
import { objectsOf } from '../worktree/heads.ts';

/** `to`: the commit that it is to stand on; null where it goes, or, as `isEmpty` says, is there no more than in a new worktree: nobody here has that commit. */
export type Following = { readonly submodule: Submodule; readonly to: string | null; readonly isEmpty: boolean };

type Place = Pick<Desk, 'git' | 'gitDir' | 'commonDir'> & { readonly names: Pick<Desk['names'], 'worktree'> };

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

const holds = async (git: Git, sha: string): Promise<Result<boolean, Failure>> => {
  const found = await objectsOf(git, [`${sha}^{commit}`]);
  return found.ok ? ok(found.value[0] !== null) : found;
};

/** The same submodule of all other worktrees, the user's own among them. */
async function* othersOf({ commonDir, gitDir }: Place, ours: string): AsyncGenerator<Git> {
  const name = relative(join(gitDir, 'modules'), ours);
  if (name.startsWith('..')) return;
  const worktrees = await namesIn(join(commonDir, 'worktrees'));
  for (const folder of [commonDir, ...worktrees.map((each) => join(commonDir, 'worktrees', each))]) {
    const other = join(folder, 'modules', name);
    if (other !== ours && (await namesIn(other)).includes('HEAD'))
      yield gitAt({ cwd: other, gitDir: other, workTree: null }, other);
  }
}

/** Sees to it that a submodule has a commit; false where nobody here has it. */
const bring = async (desk: Place, { git, gitDir }: Submodule, sha: string): Promise<Result<boolean, Failure>> => {
  const own = await holds(git, sha);
  if (!own.ok || own.value) return own;
  const heads = await objectsOf(git, ['HEAD']);
  if (!heads.ok) return heads;
  const [head = null] = heads.value;
  for await (const other of othersOf(desk, gitDir)) {
    const there = await holds(other, sha);
    if (!there.ok) return there;
    if (!there.value) continue;
    const shared = head === null ? ok(false) : await holds(other, head);
    if (!shared.ok) return shared;
    const input = shared.value ? `${sha}\n^${head}\n` : `${sha}\n`;
    const packed = await other(['pack-objects', '--revs', '--stdout', '-q'], { input, reads: true });
    if (!packed.ok) return packed;
    const taken = await git(['unpack-objects', '-q'], { input: packed.value.stdout });
    return taken.ok ? ok(true) : taken;
  }
  return ok(false);
};

const standOn = async ({ git }: Submodule, sha: string): Promise<Result<void, Failure>> => {
  const stands = await git(['checkout', '--detach', '--force', '--quiet', sha]);
  return stands.ok ? ok(undefined) : stands;
};

/** Where each submodule that is there is to stand after a merge, of those that it moves. */
export const planFollowing = async (
  desk: Desk,
  from: string,
  to: string,
): Promise<Result<readonly Following[], Failure>> => {
  if (!(await mayHoldGitlinks(indexOf(desk.gitDir)))) return ok([]);
  const compared = await desk.git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
    reads: true,
  });
  if (!compared.ok) return compared;
  const parts = splitNul(compared.value.stdout);
  const moved = new Map<string, string | null>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [was = '', is = '', , id = ''] = (parts[at] ?? '').replace(/^:/, '').split(' ');
    if (was === '160000') moved.set(parts[at + 1] ?? '', is === '160000' ? id : null);
  }
  if (moved.size === 0) return ok([]);
  const there = await submodulesIn(desk, desk.names.worktree, from);
  if (!there.ok) return there;
  const following: Following[] = [];
  for (const submodule of there.value) {
    const sha = moved.get(submodule.name);
    if (sha === undefined) continue;
    const disturbed = await isDisturbed(submodule);
    if (!disturbed.ok) return disturbed;
    if (disturbed.value)
      return trouble(`${desk.names.worktree} has changes in ${readable(submodule.name)} that the merge brings`); // U1
    const has = sha === null ? ok(false) : await bring(desk, submodule, sha); // U2
    if (!has.ok) return has;
    following.push({ submodule, to: has.value ? sha : null, isEmpty: sha !== null && !has.value });
  }
  return ok(following);
};

/** Makes room, before files are laid out. */
export const makeWay = async (
  desk: Desk,
  following: readonly Following[],
  attempt: Attempt,
): Promise<Result<void, Failure>> => {
  for (const { submodule, to } of following) {
    const moved = to === null ? await moveAside(desk, attempt, submodule.name) : ok(undefined);
    if (!moved.ok) return moved;
  }
  return ok(undefined);
};

/** Once files are laid out. */
export const follow = async ({ names }: Desk, following: readonly Following[]): Promise<Result<void, Failure>> => {
  for (const { submodule, to, isEmpty } of following) {
    if (isEmpty) await mkdir(pathOf(names.worktree, submodule.name), { recursive: true });
    const stands = to === null ? ok(undefined) : await standOn(submodule, to);
    if (!stands.ok) return stands;
  }
  return ok(undefined);
};

/** Puts each submodule that is there where a tree that was laid out says, whatever lies in it; left as it is where nobody has that commit. */
export const followTree = async (desk: Place, tree: string): Promise<Result<void, Failure>> => {
  if (!(await mayHoldGitlinks(indexOf(desk.gitDir)))) return ok(undefined);
  const there = await submodulesIn(desk, desk.names.worktree, tree);
  if (!there.ok) return there;
  for (const submodule of there.value) {
    const disturbed = await isDisturbed(submodule);
    if (!disturbed.ok) return disturbed;
    const has = disturbed.value ? await bring(desk, submodule, submodule.recorded) : ok(false);
    if (!has.ok) return has;
    const stands = has.value ? await standOn(submodule, submodule.recorded) : ok(undefined);
    if (!stands.ok) return stands;
  }
  return ok(undefined);
};

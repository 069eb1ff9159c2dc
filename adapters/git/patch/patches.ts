/**
 * Patches between what worktrees of runs hold at two moments.
 *
 *   T1. The index of the worktree is not touched: all is staged into a copy of its own.
 *   T2. A patch is first applied to such a copy; only where exactly what it is said to change comes of it, it reaches the files.
 *   T3. A patch that is applied already changes nothing: who was killed behind it applies it again.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { FileState, Patch, PatchedFile, Patches, PatchRefusal } from '../../../core/patch.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { takeIndex } from '../checkpoint/private-index.ts';
import { stageAll, writeTree } from '../checkpoint/stage.ts';
import { readable, splitNul, trouble } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { fileFailure, type Repository } from '../repository.ts';
import { linkedGitDir } from '../worktree/worktree.ts';
import { whyUnsafe } from '../../../core/unsafe-path.ts';
import { besideTree } from './beside-tree.ts';

type Staged = { readonly git: Git; readonly env: { readonly GIT_INDEX_FILE: string }; readonly tree: string };

const gitOf = async (
  { commonDir }: Pick<Repository, 'commonDir'>,
  worktree: string,
): Promise<Result<{ readonly git: Git; readonly gitDir: string }, Failure>> => {
  const gitDir = await linkedGitDir(commonDir, worktree);
  if (gitDir === null) return trouble(`${worktree} is no worktree of this repository any more`);
  return ok({ git: gitAt({ cwd: worktree, gitDir, workTree: worktree }, commonDir), gitDir });
};

/** T1: runs `work` over a copy of the index in which all that the worktree holds is staged. */
const withStaged = async <T>(
  { commonDir }: Pick<Repository, 'commonDir'>,
  worktree: string,
  work: (staged: Staged) => Promise<Result<T, Failure>>,
): Promise<Result<T, Failure>> => {
  const at = await gitOf({ commonDir }, worktree);
  if (!at.ok) return at;
  const { git, gitDir } = at.value;
  const index = join(gitDir, `ws-patch-index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    const taken = await takeIndex(git, gitDir, index, 'HEAD');
    if (!taken.ok) return taken;
    const staged = await stageAll(git, index, 'files', { env });
    if (!staged.ok) return staged;
    const tree = await writeTree(git, { env });
    return tree.ok ? await work({ git, env, tree: tree.value }) : tree;
  } catch (error) {
    return err(fileFailure(error, 'cannot look at the worktree'));
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
};

const isNothing = (mode: string): boolean => /^0+$/.test(mode);

const stateOf = (mode: string, id: string): FileState | null | 'other' => {
  if (isNothing(mode)) return null;
  return mode === '100644' || mode === '100755' ? { mode, id } : 'other';
};

/** What differs between two trees, a plain file each. */
const changesBetween = async (git: Git, from: string, to: string): Promise<Result<readonly PatchedFile[], Failure>> => {
  const compared = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
    reads: true,
  });
  if (!compared.ok) return compared;
  const parts = splitNul(compared.value.stdout);
  const files: PatchedFile[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [before = '', after = '', idBefore = '', idAfter = ''] = (parts[at] ?? '').replace(/^:/, '').split(' ');
    const name = parts[at + 1] ?? '';
    const path = readable(name);
    const [was, is] = [stateOf(before, idBefore), stateOf(after, idAfter)];
    if (was === 'other' || is === 'other')
      return trouble(`${path} is a link or a repository, and a patch holds plain files alone`);
    if (Buffer.from(path, 'utf8').toString('latin1') !== name)
      return trouble(`the name of ${path} is not UTF-8, and a patch names files in UTF-8 alone`);
    files.push({ path, from: was, to: is });
  }
  return ok(files);
};

const SAFE = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-renames', '--binary', '--full-index'];

const NOTHING: Patch = { files: [], text: new Uint8Array() };

const patchSince = async (
  { git, tree: now }: Staged,
  then: string,
  paths: readonly string[] | 'all',
): Promise<Result<Patch, Failure>> => {
  if (now === then || paths.length === 0) return ok(NOTHING);
  const changes = await changesBetween(git, then, now);
  if (!changes.ok) return changes;
  const wanted = paths === 'all' ? null : new Set(paths);
  const files = changes.value.filter(({ path }) => wanted === null || wanted.has(path));
  if (files.length === 0) return ok(NOTHING);
  const shown = await git(
    [
      'diff-tree',
      '-r',
      '-p',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      ...SAFE,
      then,
      now,
      '--',
      ...files.map((file) => file.path),
    ],
    { reads: true },
  );
  return shown.ok ? ok({ files, text: shown.value.stdout }) : shown;
};

const isSame = (one: FileState | null, other: FileState | null): boolean =>
  one === null || other === null ? one === other : one.mode === other.mode && one.id === other.id;

/** The first file of `files` that `others` do not have likewise. */
const firstDifference = (files: readonly PatchedFile[], others: readonly PatchedFile[]): string | null => {
  const known = new Map(others.map((file) => [file.path, file]));
  const other = files.find(({ path, from, to }) => {
    const found = known.get(path);
    return found === undefined || !isSame(found.from, from) || !isSame(found.to, to);
  });
  return other?.path ?? null;
};

type Applied = Promise<Result<PatchRefusal | null, Failure>>;

/** T2: how the files that a patch names stand now, then what comes of it in an index, then in the files. */
const applyTo = async ({ git, env, tree }: Staged, { files, text }: Patch): Applied => {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', tree, '--', ...files.map(({ path }) => path)], {
    reads: true,
  });
  if (!listed.ok) return listed;
  const now = new Map(
    splitNul(listed.value.stdout).map((line) => {
      const [mode = '', , id = ''] = line.slice(0, line.indexOf('\t')).split(' ');
      return [readable(line.slice(line.indexOf('\t') + 1)), stateOf(mode, id)] as const;
    }),
  );
  const isAt = (path: string, state: FileState | null): boolean => {
    const found = now.get(path) ?? null;
    return found !== 'other' && isSame(found, state);
  };
  // T3
  if (files.every(({ path, to }) => isAt(path, to))) return ok(null);
  const other = files.find(({ path, from }) => !isAt(path, from));
  if (other !== undefined) return ok({ kind: 'differs', path: other.path });
  const input = Buffer.from(text);
  const tried = await git(['apply', '--cached', '--whitespace=nowarn', '-'], { env, input, answers: [1, 128] });
  if (!tried.ok) return tried;
  if (tried.value.exitCode !== 0) return ok({ kind: 'differs', path: files[0]?.path ?? '' });
  const after = await writeTree(git, { env });
  if (!after.ok) return after;
  const made = await changesBetween(git, tree, after.value);
  const path = made.ok
    ? (firstDifference(made.value, files) ?? firstDifference(files, made.value))
    : (files[0]?.path ?? '');
  if (path !== null) return ok({ kind: 'unsafe', path, why: 'is changed otherwise than the patch says' });
  const done = await git(['apply', '--whitespace=nowarn', '-'], { input, answers: [1, 128] });
  if (!done.ok) return done;
  return ok(done.value.exitCode === 0 ? null : { kind: 'differs', path: files[0]?.path ?? '' });
};

/** Makes the port for the worktrees of a repository. */
export const createPatches = (repository: Pick<Repository, 'commonDir'>): Patches => ({
  treeOf: (worktree) => withStaged(repository, worktree, async ({ tree }) => ok(tree)),
  pathsOf: async (worktree, tree) => {
    const git = await gitOf(repository, worktree);
    if (!git.ok) return git;
    const listed = await git.value.git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree], { reads: true });
    return listed.ok ? ok(new Set(splitNul(listed.value.stdout).map(readable))) : listed;
  },
  beside: async (worktree, tree) => {
    const at = await gitOf(repository, worktree);
    return at.ok ? besideTree({ ...at.value, worktree }, tree) : at;
  },
  since: (worktree, tree, paths) =>
    withStaged(repository, worktree, async (staged) => {
      const patch = await patchSince(staged, tree, paths);
      return patch.ok ? ok({ patch: patch.value, tree: staged.tree }) : patch;
    }),
  apply: async (worktree, patch) => {
    if (patch.files.length === 0) return ok(undefined);
    for (const { path } of patch.files) {
      const why = whyUnsafe(path);
      if (why !== null) return err({ kind: 'unsafe', path, why });
    }
    const applied = await withStaged(repository, worktree, (staged) => applyTo(staged, patch));
    if (!applied.ok) return err({ kind: 'failed', failure: applied.error });
    return applied.value === null ? ok(undefined) : err(applied.value);
  },
});
